import { ApiError, refuseFaults } from '../../src/contract/errors/errors.ts'
import { atOnce, createTurns, type Turns } from '../../src/time/turns.ts'
import type { ListContext, ReadAgain } from '../rules/context/context.ts'
import { isLong } from '../rules/context/writes-long.ts'
import { scrubbedColumns } from '../store/erase-person.ts'
import type { IdempotencyScope } from '../store/idempotency.ts'
import type { Trx } from '../store/schema.ts'
import { inSavepoint, type Store } from '../store/store.ts'
import { type Act, act, tellOf } from './act.ts'
import type { Call, Outcome } from './call.ts'
import { isGuarded, refuseWithoutClientSecret } from './client-secret.ts'
import { isKeptRefusal } from './idempotency.ts'
import { claimOrReplay, findReplay, keepOutcome, whileRunning } from './once.ts'
import { renderRefusal, renderResult } from './render.ts'

/** A call that ended, with what is to be told of it after the commit; nothing where it only read or replayed. */
interface Ended {
  readonly outcome: Outcome
  readonly acted: Act<unknown> | null
}

/**
 * Runs an operation of the contract: the client secret, idempotency, the operation in a savepoint, its record. Throws
 * ApiError for everything that is refused before the operation runs or that undoes it; a refusal that the operation
 * returns commits with its rows, and is the outcome.
 */
export async function perform(call: Call): Promise<Outcome> {
  if (isGuarded(call)) {
    refuseFaults(call.faults)
    refuseWithoutClientSecret(call)
  }
  if (call.idempotencyKey === null) {
    refuseFaults(call.faults)
    return call.operation.safe
      ? await ask(call)
      : await told(call, await committed(call, (trx, turns) => run(call, trx, turns)))
  }
  const { idempotencyKey } = call
  return await whileRunning(call, idempotencyKey, async scope =>
    call.operation.safe
      ? await askOnce(call, scope)
      : await told(call, await committed(call, (trx, turns) => runOnce(call, scope, trx, turns))),
  )
}

/**
 * Asks something that stores nothing. Where the operation gives the rest of its work, that is done after the
 * transaction: what computes for long holds up nobody.
 */
async function ask(call: Call): Promise<Outcome> {
  const { store, clock } = call.caller.sandbox
  const { reads } = call
  const now = reads?.now ?? clock.now()
  const read: Store['read'] = work => (reads ?? store).read(work)
  const value = await read(async trx => (await acted(call, trx, now)).value)
  if (!isRest(value)) return renderResult(call, value)
  if (reads !== undefined) {
    reads.needTurns()
    throw new Error(`${call.operation.id} takes turns: it cannot read in a transaction of others.`)
  }
  const again: ReadAgain = work => store.read(async trx => (await acted(call, trx, now, { work })).value)
  return renderResult(call, await value(again))
}

/** The same with an idempotency key: nobody else asks with it meanwhile, so its record is written when all is done. */
async function askOnce(call: Call, scope: IdempotencyScope): Promise<Outcome> {
  const { sandbox } = call.caller
  const known = await sandbox.store.read(trx => findReplay(call, scope, trx))
  if (known !== undefined) return known
  const outcome = await ask(call).catch(thrown => keptRefusal(call, thrown))
  return await sandbox.commit(async trx => {
    const found = await claimOrReplay(call, scope, trx)
    if ('replay' in found) return found.replay
    await keepOutcome(trx, found.claim, outcome)
    return outcome
  })
}

/** Work that commits: what writes for long has a transaction of its own, in which others get their turn. */
async function committed(
  { handler, caller: { sandbox } }: Call,
  work: (trx: Trx, turns: Turns) => Promise<Ended>,
): Promise<Ended> {
  return isLong(handler)
    ? await sandbox.commitAlone(trx => work(trx, createTurns()))
    : await sandbox.commit(trx => work(trx, atOnce))
}

async function told({ caller }: Call, { outcome, acted }: Ended): Promise<Outcome> {
  if (acted !== null) await tellOf(caller.sandbox, acted)
  return outcome
}

/** At most once, and with the first outcome ever after. */
async function runOnce(call: Call, scope: IdempotencyScope, trx: Trx, turns: Turns): Promise<Ended> {
  const found = await claimOrReplay(call, scope, trx)
  if ('replay' in found) return { outcome: found.replay, acted: null }
  let ended: Ended
  try {
    ended = await inSavepoint(trx, () => run(call, trx, turns))
  } catch (error) {
    // Its rows are undone and its record commits; what is not kept undoes the claim too.
    ended = { outcome: keptRefusal(call, error), acted: null }
  }
  if (!tellsOfErased(ended.acted, scope)) await keepOutcome(trx, found.claim, ended.outcome)
  return ended
}

/** Whether an idempotency key tells of the person whom its own request erased: then it is not kept. */
function tellsOfErased(acted: Act<unknown> | null, { idempotency_key }: IdempotencyScope): boolean {
  if (acted === null || acted.erasure === null) return false
  const scrubbed = scrubbedColumns('idempotency_records', { idempotency_key }, acted.erasure.scrub)
  return 'idempotency_key' in scrubbed
}

async function run(call: Call, trx: Trx, turns: Turns): Promise<Ended> {
  const done = await acted(call, trx, call.caller.sandbox.clock.now(), { turns })
  if (isRest(done.value))
    throw new Error(`${call.operation.id} is not safe: its work ends in its transaction.`)
  return { outcome: renderResult(call, done.value), acted: done }
}

interface Acting<Value> {
  readonly work?: (ctx: ListContext) => Promise<Value>
  readonly turns?: Turns
}

/** Acts for the caller: the operation by default, or more of its work. */
async function acted<Value = unknown>(
  call: Call,
  trx: Trx,
  now: number,
  {
    work = ctx => call.handler(ctx, call.input as never) as Promise<Value>,
    turns = atOnce,
  }: Acting<Value> = {},
): Promise<Act<Value>> {
  const { caller, requestId, ifMatch, page } = call
  const { sandbox, tenant, key } = caller
  const actor = { tenant, key, requestId, ifMatch, page, now, turns, operation: call.operation.id }
  return await act(sandbox, trx, actor, work)
}

function isRest(value: unknown): value is (read: ReadAgain) => Promise<unknown> {
  return typeof value === 'function'
}

/** The refusal as the outcome that a retry gets again; throws what is no such refusal. */
function keptRefusal(call: Call, thrown: unknown): Outcome {
  if (!(thrown instanceof ApiError) || !isKeptRefusal(thrown)) throw thrown
  return renderRefusal(thrown, call.requestId)
}
