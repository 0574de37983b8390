import type { Page } from '../../../src/client/client-types.ts'
import type { WireResponse } from '../../../src/client/transport.ts'
import type { Failure } from '../../../src/failure/failure.ts'
import { writeJson } from '../../../src/output/json.ts'
import type { CommandInput } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { StreamedFailure } from '../../kernel/streamed-failure.ts'
import { renderApiJson } from '../api-result.ts'
import { type DryRun, renderDryRun } from '../dry-run.ts'

export type RawResult =
  | DryRun
  | { readonly kind: 'walk'; readonly pages: AsyncIterable<Page> }
  | {
      readonly kind: 'answer'
      readonly answer: WireResponse
      /** Whether status and headers are to be seen. */
      readonly include: boolean
      /** What the answer stands for where it is none of success. */
      readonly refusal: Failure | undefined
    }

/** Writes an answer as it came; for people JSON is laid out. */
export async function renderRaw(result: RawResult, _: CommandInput, context: Context): Promise<void> {
  const { stdout } = context.terminal
  if (result.kind === 'dry-run') return await renderDryRun(result, context)
  if (result.kind === 'walk') return await renderApiJson(result, context)
  const { answer, include, refusal } = result
  if (include) await stdout.write(headOf(answer))
  const value = jsonOf(answer)
  if (value !== undefined && stdout.isTty) await writeJson(stdout, value)
  else await stdout.write(value === undefined ? answer.bytes : withLineEnd(answer.text))
  if (refusal !== undefined) throw refusal
}

/** Writes it as one document: the answer, or its status, headers and body. */
export async function renderRawJson(result: RawResult, context: Context): Promise<void> {
  const { stdout } = context.terminal
  if (result.kind === 'dry-run') return await writeJson(stdout, result.request)
  if (result.kind === 'walk') return await renderApiJson(result, context)
  const { answer, include, refusal } = result
  const body = jsonOf(answer) ?? contentOf(answer)
  await writeJson(stdout, include ? { status: answer.status, headers: answer.headers, body } : (body ?? {}))
  if (refusal !== undefined) throw new StreamedFailure(refusal)
}

function headOf({ status, headers }: WireResponse): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
  return `HTTP ${status}\n${lines.join('')}\n`
}

function jsonOf({ headers, text }: WireResponse): unknown {
  if (!/\bjson\b/.test(headers['content-type'] ?? '')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is no JSON: text as it is, anything else as base64; null for nothing. */
function contentOf({ headers, bytes, text }: WireResponse): unknown {
  if (bytes.length === 0) return null
  const type = headers['content-type'] ?? ''
  return /^text\//.test(type) ? text : { media_type: type, base64: Buffer.from(bytes).toString('base64') }
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
