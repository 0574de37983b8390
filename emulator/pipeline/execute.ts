import { ApiError, type FieldFault, refuseFaults } from '../../src/contract/errors/errors.ts'
import { isMutation } from '../../src/contract/errors/errors-of.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { AnyHandler, ListContext } from '../rules/context/context.ts'
import { openContext } from '../rules/context/open-context.ts'
import { findIdempotencyRecord, type IdempotencyScope, saveIdempotencyRecord } from '../store/idempotency.ts'
import { toStored } from '../store/instants.ts'
import type { PageRequest } from '../store/page.ts'
import type { Trx } from '../store/schema.ts'
import { inSavepoint } from '../store/store.ts'
import { type Answer, answerOf } from './answer.ts'
import type { Caller } from './authenticate.ts'
import { errorBody } from './error-answer.ts'
import { fingerprintOf, idempotencyLifetimeMs, isKeptRefusal } from './idempotency.ts'

/** A request that has passed authentication, limits and parsing. Its shape is judged, but not yet refused. */
export interface Call {
  readonly operation: Operation
  readonly handler: AnyHandler
  readonly caller: Caller
  readonly requestId: string
  /** The path as sent, without its query: part of what an idempotency key is unique within. */
  readonly path: string
  readonly idempotencyKey: string | null
  readonly clientSecret: string | null
  /** The If-Match header, or null. */
  readonly ifMatch: string | null
  readonly input: { readonly params: Record<string, string>; readonly query: unknown; readonly body: unknown }
  readonly page: PageRequest | null
  readonly faults: readonly FieldFault[]
}

/** Runs a call in one transaction and gives its answer; throws ApiError for everything that is refused. */
export async function execute(call: Call): Promise<Answer> {
  const { sandbox } = call.caller.key
  if (!isMutation(call.operation)) {
    refuseFaults(call.faults)
    return await sandbox.store.read(trx => run(call, trx))
  }
  if (call.idempotencyKey === null) {
    refuseFaults(call.faults)
    const answer = await sandbox.commit(trx => run(call, trx))
    forgetChangedTenant(call)
    return answer
  }
  return await executeOnce(call, call.idempotencyKey)
}

/** Runs a call with an idempotency key: at most once, and with the first answer ever after. */
async function executeOnce(call: Call, idempotencyKey: string): Promise<Answer> {
  const { sandbox, id } = call.caller.key
  const scope = {
    tenant_id: call.caller.tenant.id,
    key_id: id,
    method: call.operation.method,
    path: call.path,
    idempotency_key: idempotencyKey,
  }
  const running = JSON.stringify(Object.values(scope))
  if (sandbox.runningKeys.has(running)) {
    throw new ApiError('idempotency_key_in_use', {
      message: 'The first request with this idempotency key is still running; send it again in a second',
      headers: { 'retry-after': '1' },
    })
  }
  sandbox.runningKeys.add(running)
  try {
    const outcome = await sandbox.commit(trx => replayOrRun(call, scope, trx))
    forgetChangedTenant(call)
    if (outcome instanceof ApiError) throw outcome
    return outcome
  } finally {
    sandbox.runningKeys.delete(running)
  }
}

/** The refusal of an operation is returned, not thrown: its record commits while its rows are undone. */
async function replayOrRun(call: Call, scope: IdempotencyScope, trx: Trx): Promise<Answer | ApiError> {
  const now = call.caller.key.sandbox.clock.now()
  // A request with faults is never stored, so it matches no record.
  const fingerprint = call.faults.length > 0 ? '' : fingerprintOf(call.input.body, call.input.query)
  const record = await findIdempotencyRecord(trx, scope, toStored(now))
  if (record !== undefined) {
    if (record.fingerprint !== fingerprint) {
      return new ApiError('idempotency_key_reused', {
        message: `The idempotency key was used before with another body or query (request ${record.request_id})`,
      })
    }
    return {
      status: record.status,
      headers: {
        ...(JSON.parse(record.headers) as Record<string, string>),
        'x-idempotent-replayed': 'true',
        'x-original-request-id': record.request_id,
      },
      body: record.body,
    }
  }
  refuseFaults(call.faults)
  let answer: Answer
  let refusal: ApiError | null = null
  try {
    answer = await inSavepoint(trx, () => run(call, trx))
  } catch (error) {
    if (!(error instanceof ApiError) || !isKeptRefusal(error)) throw error
    refusal = error
    answer = { status: error.status, headers: error.headers, body: errorBody(error, call.requestId) }
  }
  await saveIdempotencyRecord(trx, {
    ...scope,
    fingerprint,
    status: answer.status,
    headers: JSON.stringify(answer.headers),
    body: answer.body,
    request_id: call.requestId,
    created_at: toStored(now),
    expires_at: toStored(now + idempotencyLifetimeMs),
  })
  return refusal ?? answer
}

async function run(call: Call, trx: Trx): Promise<Answer> {
  const ctx = contextOf(call, trx)
  refuseWithoutClientSecret(call, ctx)
  const result = await call.handler(ctx, call.input as never)
  return answerOf(call, result)
}

function contextOf(call: Call, trx: Trx): ListContext {
  const { key, tenant } = call.caller
  const { seed, clock, wake, allowsWebhooksTo } = key.sandbox
  const { requestId, ifMatch, page } = call
  return openContext(
    { tenant, key, seed, requestId, ifMatch, page, allowsWebhooksTo, now: clock.now(), onSchedule: wake },
    trx,
  )
}

/** Tenants are remembered for their limits and policies; what changes one is in the group of the tenant. */
function forgetChangedTenant({ operation, caller }: Call): void {
  if (operation.group === 'tenant') caller.key.sandbox.forgetTenants(caller.tenant.id)
}

/** Publishable keys must know the secret of the object that is named; otherwise it does not exist for them. */
function refuseWithoutClientSecret(call: Call, ctx: ListContext): void {
  if (ctx.key.scope === 'secret') return
  const objectId = guardedObject(call)
  if (objectId !== undefined && call.clientSecret !== ctx.clientSecretOf(objectId)) throw notFound(objectId)
}

/** The object for which a secret is needed: of the path, or of a member of the body that may be left out. */
function guardedObject({ operation, input }: Call): string | undefined {
  if (operation.needsClientSecret) return Object.values(input.params)[0] ?? ''
  if (operation.clientSecretMember === null) return undefined
  return (input.body as Readonly<Record<string, string | undefined>>)[operation.clientSecretMember]
}

function notFound(id: string): ApiError {
  return new ApiError('not_found', {
    message: `There is no ${id} here; check the id and the client secret (X-Client-Secret)`,
  })
}
