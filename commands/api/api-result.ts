import type { Page } from '../../src/client/client-types.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { asFailure } from '../../src/failure/as-failure.ts'
import { append } from '../../src/lists/append.ts'
import { failureJson } from '../../src/output/failure-text.ts'
import { openJsonList, writeJson } from '../../src/output/json.ts'
import { writeRecord } from '../../src/output/record.ts'
import { openTable } from '../../src/output/table.ts'
import type { CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import { type DownloadedFile, fileJson } from './api-file.ts'
import { changeNotes, pageNotes } from './api-notes.ts'
import type { DryRun } from './dry-run.ts'
import { views } from './views/index.ts'

/** What an API command got: one answer, a file, one page, or a walk over all pages that has not begun. */
export type ApiResult =
  | DownloadedFile
  | DryRun
  | { readonly kind: 'object'; readonly data: unknown; readonly status: number; readonly replayed: boolean }
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'walk'; readonly pages: AsyncIterable<Page> }

/** Writes a result for people, or tab-separated into a pipe; what else is worth knowing goes to stderr. */
export async function renderApiResult(
  id: string,
  entry: CommandEntry,
  result: ApiResult,
  input: CommandInput,
  context: Context,
): Promise<void> {
  const { stdout, stderr } = context.terminal
  // Byte for byte, to be saved with `>`.
  if (result.kind === 'file') return await stdout.write(result.content)
  if (result.kind === 'dry-run') return await (await import('./dry-run.ts')).renderDryRun(result, context)
  if (result.kind === 'object') {
    const load = entry.view === undefined ? undefined : views[entry.view]
    if (load !== undefined && isFields(result.data)) {
      await (await load())(result.data, entry, context, input)
      // What only asks, by POST too, has changed nothing.
      if (result.status !== 201 && entry.conditional !== true) return
    } else if (isFields(result.data)) await writeRecord(stdout, result.data, entry.columns)
    await stderr.write(changeNotes(id, entry, result, input, context))
    return
  }
  const load = entry.view === undefined || !stdout.isTty ? undefined : views[entry.view]
  const table = openTable(stdout, entry.columns)
  // A view looks at all rows together.
  const rows: Page['data'][number][] = []
  let last: Page | undefined
  let count = 0
  for await (const page of result.kind === 'page' ? [result.page] : result.pages) {
    if (load === undefined) await table.add(page.data)
    else append(rows, page.data)
    count += page.data.length
    last = page
  }
  if (load !== undefined) await (await load())({ data: rows }, entry, context, input)
  if (stderr.isTty) await stderr.write(pageNotes(id, entry, count, last, input, context))
}

/** Writes a result as one JSON document. A walk is written while it goes, and stays one document if it fails. */
export async function renderApiJson(result: ApiResult, context: Context): Promise<void> {
  const { stdout } = context.terminal
  if (result.kind === 'file') return writeJson(stdout, fileJson(result))
  if (result.kind === 'object') return writeJson(stdout, result.data ?? {})
  if (result.kind === 'page') return writeJson(stdout, result.page)
  if (result.kind === 'dry-run') return writeJson(stdout, result.request)
  const list = openJsonList(stdout)
  let last: Page | undefined
  try {
    for await (const page of result.pages) {
      await list.add(page.data)
      last = page
    }
  } catch (thrown) {
    if (last === undefined) throw thrown
    const failure = asFailure(thrown)
    // The cursor tells where a second try can go on.
    await list.close({
      has_more: true,
      next_cursor: last.next_cursor,
      prev_cursor: null,
      error: failureJson(failure),
    })
    throw new StreamedFailure(failure)
  }
  // More is left where --limit ended it.
  await list.close({
    has_more: last?.has_more ?? false,
    next_cursor: last?.next_cursor ?? null,
    prev_cursor: null,
  })
}

function isFields(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}
