import { ApiError, refuseFaults } from '../../src/contract/errors/errors.ts'
import { isMutation } from '../../src/contract/errors/errors-of.ts'
import type { IdempotencyScope } from '../store/idempotency.ts'
import type { Trx } from '../store/schema.ts'
import { inSavepoint } from '../store/store.ts'
import { type Act, act, tellOf } from './act.ts'
import type { Call, Outcome } from './call.ts'
import { isGuarded, refuseWithoutClientSecret } from './client-secret.ts'
import { isKeptRefusal } from './idempotency.ts'
import { claimOrReplay, keepOutcome, whileRunning } from './once.ts'
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
  const { sandbox } = call.caller
  if (!isMutation(call.operation)) {
    refuseFaults(call.faults)
    return await sandbox.store.read(trx => read(call, trx))
  }
  if (call.idempotencyKey === null) {
    refuseFaults(call.faults)
    return told(call, await sandbox.commit(trx => run(call, trx)))
  }
  const { idempotencyKey } = call
  return await whileRunning(call, idempotencyKey, async scope =>
    told(call, await sandbox.commit(trx => runOnce(call, scope, trx))),
  )
}

/** Runs a read in a transaction that others share: several reads of one state. */
export async function read(call: Call, trx: Trx): Promise<Outcome> {
  return (await run(call, trx)).outcome
}

function told({ caller }: Call, { outcome, acted }: Ended): Outcome {
  if (acted !== null) tellOf(caller.sandbox, acted)
  return outcome
}

/** At most once, and with the first outcome ever after. */
async function runOnce(call: Call, scope: IdempotencyScope, trx: Trx): Promise<Ended> {
  const found = await claimOrReplay(call, scope, trx)
  if ('replay' in found) return { outcome: found.replay, acted: null }
  let ended: Ended
  try {
    ended = await inSavepoint(trx, () => run(call, trx))
  } catch (error) {
    // Its rows are undone and its record commits; what is not kept undoes the claim too.
    if (!(error instanceof ApiError) || !isKeptRefusal(error)) throw error
    ended = { outcome: renderRefusal(error, call.requestId), acted: null }
  }
  await keepOutcome(trx, found.claim, ended.outcome)
  return ended
}

async function run(call: Call, trx: Trx): Promise<Ended> {
  const { caller, requestId, ifMatch, page, handler, input } = call
  const { tenant, key } = caller
  const acted = await act(caller.sandbox, trx, { tenant, key, requestId, ifMatch, page }, ctx =>
    handler(ctx, input as never),
  )
  return { outcome: renderResult(call, acted.value), acted }
}
