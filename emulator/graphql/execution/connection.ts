import type { Operation } from '../../../src/contract/operation.ts'
import type { Call } from '../../calls/call.ts'
import { cursorsOf } from '../../calls/cursor.ts'
import { listIdentity } from '../../calls/render.ts'
import type { Page } from '../../store/page.ts'
import type { AskedPage } from './page-of-args.ts'

/** What a connection is made of: the nodes as their caller sees them, and where they stand in their list. */
interface Listed {
  readonly operation: Operation
  readonly caller: Call['caller']
  readonly input: Call['input']
  readonly asked: AskedPage
  readonly nodes: readonly unknown[]
  readonly page: Page<unknown>
}

/** A page as Relay has it. Cursors are signed, so they are made where they are asked for. */
export function connectionOf({ operation, caller, input, asked, nodes, page }: Listed) {
  const cursors = cursorsOf(caller.sandbox.seed, listIdentity({ operation, caller, input }, asked.page.order))
  const cursorAt = (at: number) => {
    const item = page.items.at(at)
    return item === undefined ? null : cursors.encode('after', item.position)
  }
  return {
    nodes,
    edges: () => nodes.map((node, at) => ({ node, cursor: () => cursorAt(at) })),
    pageInfo: () => ({
      hasNextPage: page.hasNext && !asked.isFromEnd,
      hasPreviousPage: page.hasPrevious,
      startCursor: () => cursorAt(0),
      endCursor: () => cursorAt(-1),
    }),
  }
}
