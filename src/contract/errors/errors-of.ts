import { append } from '../../lists/append.ts'
import type { Operation } from '../operation.ts'
import type { ErrorCode } from './errors.ts'

/** True for methods that change something: they take an idempotency key and run in a write transaction. */
export function isMutation(operation: Pick<Operation, 'method'>): boolean {
  return operation.method !== 'GET'
}

/**
 * Every error code that an operation may answer, in the order of checks (rules, section 2): what follows from
 * its shape, then the refusals that it declares itself.
 */
export function errorsOf(operation: Operation): ErrorCode[] {
  const codes: ErrorCode[] = [
    'untrusted_host',
    'missing_api_key',
    'invalid_api_key',
    'live_key_in_sandbox',
    'secret_key_in_browser',
    'tenant_mismatch',
  ]
  if (operation.scope === 'secret') codes.push('insufficient_scope')
  codes.push('rate_limited')
  if (operation.body !== null) codes.push('payload_too_large', 'unsupported_media_type', 'invalid_json')
  if (isMutation(operation))
    codes.push('invalid_idempotency_key', 'idempotency_key_in_use', 'idempotency_key_reused')
  if (operation.orders !== null) codes.push('invalid_cursor')
  codes.push('validation_failed')
  if (operation.path.includes('{') || operation.clientSecretMember !== null) codes.push('not_found')
  if (operation.conditional) codes.push('revision_mismatch')
  append(codes, [
    ...(Object.keys(operation.refusals) as ErrorCode[]),
    'storage_unavailable',
    'internal_error',
  ])
  // An operation may say more precisely when it answers a code that follows from its shape.
  return [...new Set(codes)]
}
