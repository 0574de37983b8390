import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Operation } from '../../../src/contract/operation.ts'
import type { Call } from '../../calls/call.ts'
import { cursorsOf } from '../../calls/cursor.ts'
import { listIdentity } from '../../calls/render.ts'
import type { PageRequest } from '../../store/page.ts'
import type { Args } from '../schema/resolvers.ts'

const usualLimit = 25
const largestLimit = 100

/** Behind the last row of every list, in its order: sort values are instants and numbers in text, or revisions. */
const pastTheEnd = { ascending: '\u{10ffff}', descending: '' }

/** A page as Relay asks for it. `isFromEnd` says that it is the last one, with nothing behind it. */
export interface AskedPage {
  readonly page: PageRequest
  readonly isFromEnd: boolean
}

/**
 * Reads `first`, `after`, `last`, `before` and `order`. Cursors are those of REST. Throws `validation_failed` for what
 * does not go together, and `invalid_cursor`.
 */
export function pageOfArgs(
  operation: Operation,
  args: Args,
  caller: Call['caller'],
  input: Call['input'],
): AskedPage {
  refuseFaults(pageFaults(args))
  const { first, after, last, before } = args as Record<string, string | number | null | undefined>
  const order = String(args.order ?? operation.orders?.[0] ?? '-created_at')
  const cursors = cursorsOf(caller.sandbox.seed, listIdentity({ operation, caller, input }, order))
  const limit = Number(first ?? last ?? usualLimit)
  if (typeof after === 'string') {
    const { position } = cursors.decode(after)
    return { page: { limit, order, from: { direction: 'after', position } }, isFromEnd: false }
  }
  if (typeof before === 'string') {
    const { position } = cursors.decode(before)
    return { page: { limit, order, from: { direction: 'before', position } }, isFromEnd: false }
  }
  if (typeof last !== 'number') return { page: { limit, order, from: null }, isFromEnd: false }
  const sort = order.startsWith('-') ? pastTheEnd.descending : pastTheEnd.ascending
  const position = { sort, id: sort }
  return { page: { limit, order, from: { direction: 'before', position } }, isFromEnd: true }
}

function pageFaults(args: Args): FieldFault[] {
  const isGiven = (name: string) => args[name] !== undefined && args[name] !== null
  const outside = ['first', 'last'].filter(
    name => isGiven(name) && (Number(args[name]) < 1 || Number(args[name]) > largestLimit),
  )
  const against = [
    ['first', 'last'],
    ['first', 'before'],
    ['last', 'after'],
    ['after', 'before'],
  ] as const
  return [
    ...outside.map(name => ({
      path: `/${name}`,
      code: 'out_of_range',
      message: `must be from 1 to ${largestLimit}`,
    })),
    ...against
      .filter(pair => pair.every(isGiven))
      .map(([one, other]) => ({
        path: `/${one}`,
        code: 'conflicting',
        message: `does not go with ${other}: page on with first and after, or back with last and before`,
      })),
  ]
}
