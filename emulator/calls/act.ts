import type { Change, Erasure, ListContext } from '../rules/context/context.ts'
import { type Actor, openContext } from '../rules/context/open-context.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { scrubbedColumns } from '../store/erase-person.ts'
import type { Trx } from '../store/schema.ts'
import { scrubIfDue } from '../store/scrub.ts'
import { recordAudit } from './audit.ts'

/** What somebody did: an operation, a job of the clock, a write of the control API, or all that a seed file makes. */
export interface Act<Value> {
  readonly value: Value
  /** The types of the events that it emitted, in their order. */
  readonly emitted: readonly string[]
  readonly changes: readonly Change[]
  /** Who was erased; null for nobody. */
  readonly erasure: Erasure | null
  /** When the first of the jobs that it scheduled is due, in sandbox milliseconds; null without one. */
  readonly dueMs: number | null
}

/** Who acts, when, and doing what; the rest of a context follows from the sandbox. */
export type ActorOf = Pick<Actor, 'tenant' | 'key' | 'requestId'> &
  Partial<Pick<Actor, 'now' | 'ifMatch' | 'page' | 'turns'>> & {
    /** The operation, the kind of job, or what else it is: what the audit trail says of it. */
    readonly operation: string
  }

/** As much of a sandbox as somebody needs to act in it. */
export type Stage = Pick<Sandbox, 'seed' | 'clock' | 'allowsWebhooksTo'> &
  Partial<Pick<Sandbox, 'keys' | 'copies'>>

/**
 * Does something that changes state, in an open transaction: the one way for everybody, which leaves a row of the audit
 * trail where something changed. What follows from it outside
 * of the transaction (timers, what is remembered) is told by `tellOf` after the commit, and never without it.
 */
export async function act<Value>(
  sandbox: Stage,
  trx: Trx,
  { operation, ...actor }: ActorOf,
  work: (ctx: ListContext) => Promise<Value>,
): Promise<Act<Value>> {
  const { seed, clock, allowsWebhooksTo, keys, copies } = sandbox
  const { context, noted } = openContext(
    {
      now: clock.now(),
      ifMatch: null,
      page: null,
      ...actor,
      seed,
      allowsWebhooksTo,
      ...(keys !== undefined && { access: keys.list }),
      ...(copies !== undefined && { copies }),
    },
    trx,
  )
  const value = await work(context)
  await context.offerFreed()
  await recordAudit(context, { ...noted, operation, value })
  return { value, ...noted }
}

/**
 * Tells a sandbox what was committed: what it remembers of tenants, which keys open nothing any more, and when its clock
 * has something to do. After an erasure it settles when nothing of the person is left in its files.
 */
export async function tellOf(
  sandbox: Sandbox,
  { changes, erasure, dueMs }: Pick<Act<unknown>, 'changes' | 'erasure' | 'dueMs'>,
): Promise<void> {
  for (const { object, id, after } of changes) {
    if (object === 'tenant') sandbox.forgetTenants(id)
    if (object === 'api_key' && after === null) sandbox.keys.revoke(id)
  }
  if (dueMs !== null) sandbox.wake(dueMs)
  if (erasure === null) return
  const { scrub } = erasure
  sandbox.log.rewrite(entry => ({ ...entry, ...scrubbedColumns('request_log', entry, scrub) }))
  await scrubIfDue(sandbox.store)
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
  await tellOf(sandbox, done)
  return done.value
}
