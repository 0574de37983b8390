import { ApiError, docUrlOf } from '../../src/contract/errors/errors.ts'
import type { AnyFile } from '../../src/contract/media-types.ts'
import type { Page } from '../store/page.ts'
import { jsonOf } from '../store/stored-text.ts'
import type { Call, Outcome } from './call.ts'
import { cursorsOf } from './cursor.ts'
import { jsonOfList, type List } from './list-json.ts'
import { publishableView } from './publishable-view.ts'

/** What an operation returned, as its caller sees it: the list envelope, the publishable view, the text. */
export function renderResult(call: Call, result: unknown): Outcome {
  if (result instanceof ApiError) return renderRefusal(result, call.requestId)
  const { operation, caller, page } = call
  const ended = {
    status: operation.status,
    page: page === null ? null : (result as Page<unknown>),
    refusal: null,
    replay: null,
  }
  if (operation.mediaType !== 'application/json')
    return { ...ended, object: result, text: '', file: result as AnyFile, revision: null }
  const whole = page === null ? result : listOf(call, page.order, result as Page<unknown>)
  const object = caller.key.scope === 'publishable' ? publishableView(operation.result, whole) : whole
  const revision = (whole as { revision?: number } | null)?.revision ?? null
  // What was stored as text is answered as that text: it is what receivers have seen, and verified.
  const text = page === null ? jsonOf(object) : jsonOfList(object as List)
  return { ...ended, object, text, file: null, revision }
}

/** A refusal of an operation that ran. */
export function renderRefusal(refusal: ApiError, requestId: string): Outcome {
  const object = errorEnvelope(refusal, requestId)
  return {
    status: refusal.status,
    object,
    text: JSON.stringify(object),
    file: null,
    page: null,
    revision: null,
    refusal,
    replay: null,
  }
}

/** The error envelope of the reference's Error format. */
export function errorEnvelope(error: ApiError, requestId: string) {
  return {
    error: {
      code: error.code,
      message: error.message,
      doc_url: docUrlOf(error.code),
      request_id: requestId,
      ...(error.details !== undefined && { details: error.details }),
    },
  }
}

/** Lists of pages that nobody can change any more, by what their cursors belong to. */
const known = new WeakMap<object, { readonly identity: string; readonly list: ListAnswer }>()

/** A list as it is answered. Where the page is remembered, it is made once: the cursors are signed. */
function listOf(call: Call, order: string, result: Page<unknown>): ListAnswer {
  const parts = listIdentity(call, order)
  if (!Object.isFrozen(result)) return listWith(call, parts, result)
  const identity = JSON.stringify(parts)
  const found = known.get(result)
  if (found?.identity === identity) return found.list
  const list = Object.freeze(listWith(call, parts, result))
  known.set(result, { identity, list })
  return list
}

interface ListAnswer extends List {
  readonly has_more: boolean
  readonly next_cursor: string | null
  readonly prev_cursor: string | null
}

function listWith(call: Call, identity: unknown[], result: Page<unknown>): ListAnswer {
  const cursors = cursorsOf(call.caller.sandbox.seed, identity)
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
  call: Pick<Call, 'operation' | 'input'> & { readonly caller: Pick<Call['caller'], 'tenant'> },
  order: string,
): unknown[] {
  const { cursor: _, limit: __, order: ___, ...filters } = call.input.query as Record<string, unknown>
  const sorted = Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [call.operation.id, call.caller.tenant.id, order, call.input.params ?? {}, sorted]
}
