import type { Operation } from '../../src/contract/operation.ts'
import type { Page, PageRequest } from '../store/page.ts'
import { storedTextOf } from '../store/stored-text.ts'
import type { Caller } from './authenticate.ts'
import { cursorsOf } from './cursor.ts'
import { publishableView } from './publishable-view.ts'

/** A finished answer: the bytes that are sent, and that a replay sends again. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Answered {
  readonly operation: Operation
  readonly caller: Caller
  readonly page: PageRequest | null
  readonly input: { readonly query: unknown }
}

/** Renders what an operation returned: the list envelope, the publishable view, the ETag. */
export function answerOf(call: Answered, result: unknown): Answer {
  const { operation, caller, page } = call
  if (operation.mediaType === 'text/calendar') return calendarAnswer(call, String(result))
  const whole = page === null ? result : listOf(call, page, result as Page<unknown>)
  const seen = caller.key.scope === 'publishable' ? publishableView(operation.result, whole) : whole
  const revision = (whole as { revision?: unknown } | null)?.revision
  return {
    status: operation.status,
    headers: revision === undefined ? {} : { etag: `"${String(revision)}"` },
    // What was stored as text is answered as that text: it is what receivers have seen, and verified.
    body: storedTextOf(seen) ?? JSON.stringify(seen),
  }
}

/** A file: its method is told in the header too, where mail programs look for it. */
function calendarAnswer({ operation, input }: Answered, text: string): Answer {
  const [, method = 'PUBLISH'] = /^METHOD:(\w+)/m.exec(text) ?? []
  const [name = 'calendar'] = Object.values((input as { params?: Record<string, string> }).params ?? {})
  return {
    status: operation.status,
    headers: {
      'content-type': `text/calendar; charset=utf-8; method=${method}`,
      'content-disposition': `attachment; filename="${name}.ics"`,
    },
    body: text,
  }
}

function listOf(call: Answered, page: PageRequest, result: Page<unknown>) {
  const cursors = cursorsOf(call.caller.key.sandbox.seed, listIdentity(call, page.order))
  const first = result.items[0]
  const last = result.items.at(-1)
  return {
    data: result.items.map(item => item.value),
    has_more: result.hasNext,
    next_cursor: result.hasNext && last !== undefined ? cursors.encode('after', last.position) : null,
    prev_cursor: result.hasPrevious && first !== undefined ? cursors.encode('before', first.position) : null,
  }
}

/** What a cursor belongs to: everything that decides which rows a list has, and in which order. */
export function listIdentity(
  call: Pick<Answered, 'operation' | 'caller' | 'input'>,
  order: string,
): unknown[] {
  const { cursor: _, limit: __, order: ___, ...filters } = call.input.query as Record<string, unknown>
  const path = (call.input as { params?: unknown }).params
  const sorted = Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [call.operation.id, call.caller.tenant.id, order, path ?? {}, sorted]
}
