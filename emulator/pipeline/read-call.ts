import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { FieldFault } from '../../src/contract/errors/errors.ts'
import { isMutation } from '../../src/contract/errors/errors-of.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { Call } from '../calls/call.ts'
import { cursorsOf } from '../calls/cursor.ts'
import { idempotencyKeyOf } from '../calls/idempotency.ts'
import { listIdentity } from '../calls/render.ts'
import type { AnyHandler } from '../rules/context/context.ts'
import type { PageRequest } from '../store/page.ts'
import type { Validator } from '../validation/validation.ts'
import { addressFaults } from './address-faults.ts'
import type { Caller } from './authenticate.ts'
import { typedQuery } from './query-values.ts'

/**
 * Turns an authenticated request into a call. Throws what comes before validation (a bad idempotency key, a bad
 * cursor); faults of shape are collected in the call, because a replay is answered before they count.
 */
export function readCall(
  operation: Operation,
  handler: AnyHandler,
  validatorOf: (schema: TSchema) => Validator,
  request: FastifyRequest,
  caller: Caller,
): Call {
  const { query, faults } = typedQuery(operation.query, request.query as Record<string, string>)
  const beforeShape = [...addressFaults(request), ...faults]
  const told = new Set(beforeShape.map(({ path }) => path))
  const faultsFound = [
    ...beforeShape,
    ...validatorOf(operation.query)(query).filter(({ path }) => !told.has(path)),
    ...bodyFaults(operation, validatorOf, request.body),
  ]
  const input = {
    params: request.params as Record<string, string>,
    query,
    body: request.body ?? (operation.body === null ? null : {}),
  }
  const secret = request.headers['x-client-secret'] ?? (query as { client_secret?: unknown }).client_secret
  return {
    operation,
    handler,
    caller: callerOf(caller),
    input,
    requestId: request.id,
    idempotencyKey: isMutation(operation) ? idempotencyKeyOf(request.headers['x-idempotency-key']) : null,
    clientSecret: typeof secret === 'string' ? secret : null,
    ifMatch: request.headers['if-match'] ?? null,
    page: operation.orders === null || faultsFound.length > 0 ? null : pageOf(operation, caller, input),
    faults: faultsFound,
  }
}

function bodyFaults(
  operation: Operation,
  validatorOf: (schema: TSchema) => Validator,
  body: unknown,
): readonly FieldFault[] {
  if (operation.body !== null) return validatorOf(operation.body)(body === undefined ? {} : body)
  return isEmpty(body)
    ? []
    : [{ path: '', code: 'unexpected', message: 'must be empty: this operation takes no body' }]
}

/** No body, null or an empty object: clients that always send one mean nothing by it. */
function isEmpty(body: unknown): boolean {
  if (typeof body !== 'object') return body === undefined
  return body === null || (!Array.isArray(body) && Object.keys(body).length === 0)
}

function pageOf(operation: Operation, caller: Caller, input: Call['input']): PageRequest {
  const {
    limit = 25,
    order = operation.orders?.[0] ?? '-created_at',
    cursor,
  } = input.query as {
    limit?: number
    order?: string
    cursor?: string
  }
  if (cursor === undefined) return { limit, order, from: null }
  const cursors = cursorsOf(caller.key.sandbox.seed, listIdentity({ operation, caller, input }, order))
  return { limit, order, from: cursors.decode(cursor) }
}

function callerOf({ key, tenant }: Caller): Call['caller'] {
  return { sandbox: key.sandbox, tenant, key: { id: key.id, scope: key.scope } }
}
