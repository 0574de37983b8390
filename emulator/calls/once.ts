import { ApiError, refuseFaults } from '../../src/contract/errors/errors.ts'
import {
  claimIdempotencyKey,
  findIdempotencyRecord,
  type IdempotencyClaim,
  type IdempotencyScope,
  keepIdempotencyOutcome,
  lockIdempotencyKey,
} from '../store/idempotency.ts'
import { toStored } from '../store/instants.ts'
import type { IdempotencyRow, Trx } from '../store/schema.ts'
import type { Call, Outcome } from './call.ts'
import { fingerprintOf, idempotencyLifetimeMs } from './idempotency.ts'

/** Runs `work` while no other request of this process with the same key runs. Throws `idempotency_key_in_use`. */
export async function whileRunning<T>(
  call: Call,
  idempotencyKey: string,
  work: (scope: IdempotencyScope) => Promise<T>,
): Promise<T> {
  const scope = scopeOf(call, idempotencyKey)
  const { runningKeys } = call.caller.sandbox
  const running = JSON.stringify(Object.values(scope))
  if (runningKeys.has(running)) throw inUse()
  runningKeys.add(running)
  try {
    return await work(scope)
  } finally {
    runningKeys.delete(running)
  }
}

/**
 * Claims the key for this call, or gives the outcome of the call that had it first. Throws `idempotency_key_reused`
 * where that one asked for something else. A call with faults of shape is refused here, and claims nothing.
 */
export async function claimOrReplay(
  call: Call,
  scope: IdempotencyScope,
  trx: Trx,
): Promise<{ readonly claim: IdempotencyClaim } | { readonly replay: Outcome }> {
  const nowMs = call.caller.sandbox.clock.now()
  const now = toStored(nowMs)
  await refuseFresh(call, scope, trx, now)
  if (!(await lockIdempotencyKey(trx, scope))) throw inUse()
  const claim = {
    ...scope,
    fingerprint: fingerprintFor(call),
    request_id: call.requestId,
    created_at: now,
    expires_at: toStored(nowMs + idempotencyLifetimeMs),
  }
  const record = await claimIdempotencyKey(trx, claim)
  return record === undefined ? { claim } : { replay: replayOf(record, call) }
}

/** The same for what stores nothing, before it is asked: the outcome of the call that had the key first, if any. */
export async function findReplay(
  call: Call,
  scope: IdempotencyScope,
  trx: Trx,
): Promise<Outcome | undefined> {
  const now = toStored(call.caller.sandbox.clock.now())
  await refuseFresh(call, scope, trx, now)
  const record = await findIdempotencyRecord(trx, scope, now)
  return record && replayOf(record, call)
}

/** Refuses faults of shape where the key was not used before: what has faults was never kept, so it is no replay. */
async function refuseFresh(call: Call, scope: IdempotencyScope, trx: Trx, now: string): Promise<void> {
  if (call.faults.length === 0) return
  if ((await findIdempotencyRecord(trx, scope, now)) === undefined) refuseFaults(call.faults)
}

function fingerprintFor({ faults, input }: Call): string {
  return faults.length > 0 ? '' : fingerprintOf(input.body, input.query)
}

/** Keeps how a call ended, for whoever sends it again. */
export async function keepOutcome(trx: Trx, claim: IdempotencyClaim, outcome: Outcome): Promise<void> {
  const { status, text, revision } = outcome
  await keepIdempotencyOutcome(trx, claim, { status, body: text.toString(), revision })
}

/** A key is unique within what is asked of which object, not within how it is asked: GraphQL shares it with REST. */
function scopeOf({ operation, caller, input }: Call, idempotencyKey: string): IdempotencyScope {
  return {
    tenant_id: caller.tenant.id,
    key_id: caller.key.id,
    method: operation.method,
    path: operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(input.params[name] ?? ''),
    ),
    idempotency_key: idempotencyKey,
  }
}

function replayOf({ status, body, revision, request_id, fingerprint }: IdempotencyRow, call: Call): Outcome {
  if (fingerprint !== fingerprintFor(call)) {
    throw new ApiError('idempotency_key_reused', {
      message: `The idempotency key was used before with another body or query (request ${request_id})`,
    })
  }
  return {
    status,
    object: undefined,
    text: body,
    file: null,
    page: null,
    revision,
    refusal: null,
    replay: { requestId: request_id },
  }
}

function inUse(): ApiError {
  return new ApiError('idempotency_key_in_use', {
    message: 'The first request with this idempotency key is still running; send it again in a second',
    headers: { 'retry-after': '1' },
  })
}
