import type { Page } from '../../src/client/client-types.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { cellOf } from '../../src/output/cell.ts'
import { paintFor } from '../../src/output/paint.ts'
import { shellWord } from '../../src/text/shell-word.ts'
import { isKeyTyped, placeTyped } from '../connect/typed-again.ts'
import type { CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { queryTyped } from './query-typed.ts'

interface ChangeResult {
  readonly data: unknown
  readonly status: number
  readonly replayed: boolean
}

/** After a change: one line that says what changed, and one with the useful next command. Nothing after a read. */
export function changeNotes(
  id: string,
  entry: CommandEntry,
  result: ChangeResult,
  input: CommandInput,
  context: Context,
): string {
  if (entry.method === 'GET') return ''
  const paint = paintFor(context.terminal.stderr)
  const { id: objectId, status } = (result.data ?? {}) as { id?: string; status?: string }
  const what = objectId === undefined ? id.replaceAll(':', ' ') : cellOf(objectId)
  const verb = result.replayed ? 'Already done before:' : verbOf(id, result.status)
  const isSaid = status === undefined || cellOf(status) === verb.toLowerCase()
  const state = isSaid ? '' : `, ${cellOf(status)}`
  const next = nextCommand(entry, objectId, input, context)
  return [
    `${paint('green', '✓')} ${verb} ${what}${state}\n`,
    next === undefined ? '' : `${paint('dim', `Next: ${next}`)}\n`,
  ].join('')
}

/** Under a list: how many rows there are, and how to get the rest. */
export function pageNotes(
  id: string,
  entry: CommandEntry,
  count: number,
  last: Page | undefined,
  input: CommandInput,
  context: Context,
): string {
  const paint = paintFor(context.terminal.stderr)
  // With the filters that were typed: a cursor belongs to its list.
  const typed = `${queryTyped(entry, input)}${placeTyped(input, context)}`
  const name = `${context.typedName} ${id.replaceAll(':', ' ')}${typed}`
  if (count === 0) return `${paint('dim', 'Nothing there.')}\n`
  if (last?.has_more !== true || last.next_cursor === null) return ''
  return `${paint('dim', `${count} shown. More: ${name} --cursor ${last.next_cursor}, or --all`)}\n`
}

/** What the last word of a command did. Other words say themselves: `Done: …`. */
const deeds: Readonly<Record<string, string>> = {
  archive: 'Archived',
  delete: 'Deleted',
  release: 'Released',
  remove: 'Removed from',
  update: 'Updated',
}

function verbOf(id: string, status: number): string {
  if (status === 201) return 'Created'
  return deeds[id.split(':').at(-1) ?? ''] ?? 'Done:'
}

/** The entry's next command with its path parameters filled in; undefined where it could not go where this one went. */
function nextCommand(
  { next }: CommandEntry,
  objectId: string | undefined,
  input: CommandInput,
  context: Context,
): string | undefined {
  if (next === undefined || isKeyTyped(input, context)) return undefined
  const known: Readonly<Record<string, string | undefined>> = { ...input.args, id: objectId }
  const words = next.replaceAll(/\{(\w+)\}/g, (_, name: string) => shellWord(known[name] ?? ''))
  return `${context.typedName} ${words}${placeTyped(input, context)}`
}
