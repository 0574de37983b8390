import type { Change, ListContext } from '../rules/context/context.ts'
import { type Actor, openContext } from '../rules/context/open-context.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Trx } from '../store/schema.ts'

/** What somebody did: an operation, a job of the clock, a write of the control API, or all that a seed file makes. */
export interface Act<Value> {
  readonly value: Value
  /** The types of the events that it emitted, in their order. */
  readonly emitted: readonly string[]
  readonly changes: readonly Change[]
  /** When the first of the jobs that it scheduled is due, in sandbox milliseconds; null without one. */
  readonly dueMs: number | null
}

/** Who acts, and when; the rest of a context follows from the sandbox. */
export type ActorOf = Pick<Actor, 'tenant' | 'key' | 'requestId'> &
  Partial<Pick<Actor, 'now' | 'ifMatch' | 'page'>>

/**
 * Does something that changes state, in an open transaction: the one way for everybody. What follows from it outside
 * of the transaction (timers, what is remembered) is told by `tellOf` after the commit, and never without it.
 */
export async function act<Value>(
  sandbox: Pick<Sandbox, 'seed' | 'clock' | 'allowsWebhooksTo'>,
  trx: Trx,
  actor: ActorOf,
  work: (ctx: ListContext) => Promise<Value>,
): Promise<Act<Value>> {
  const { seed, clock, allowsWebhooksTo } = sandbox
  const { context, noted } = openContext(
    { now: clock.now(), ifMatch: null, page: null, ...actor, seed, allowsWebhooksTo },
    trx,
  )
  const value = await work(context)
  await context.offerFreed()
  return { value, emitted: noted.emitted, changes: noted.changes, dueMs: noted.dueMs }
}

/** Tells a sandbox what was committed: what it remembers of tenants, and when its clock has something to do. */
export function tellOf(sandbox: Sandbox, { changes, dueMs }: Pick<Act<unknown>, 'changes' | 'dueMs'>): void {
  for (const { object, id } of changes) if (object === 'tenant') sandbox.forgetTenants(id)
  if (dueMs !== null) sandbox.wake(dueMs)
}

/** Who writes through the control API: whoever has the sandbox in hand. */
export const controlKey = { id: 'control', scope: 'secret' } as const

/**
 * Acts in a transaction of its own, and tells of it after the commit. Who acts may depend on what is there, and be made
 * in the same transaction.
 */
export async function commitAct<Value>(
  sandbox: Sandbox,
  actorIn: (trx: Trx) => Promise<ActorOf>,
  work: (ctx: ListContext) => Promise<Value>,
): Promise<Value> {
  const done = await sandbox.commit(async trx => await act(sandbox, trx, await actorIn(trx), work))
  tellOf(sandbox, done)
  return done.value
}
