import { hash } from 'node:crypto'
import { ApiError } from '../../src/contract/errors/errors.ts'

/** How long an answer is kept for replays: 24 hours of sandbox time. */
export const idempotencyLifetimeMs = 24 * 3_600_000

/** The key of the header, or null without one. Throws `invalid_idempotency_key` for what is no key. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null
  if (typeof header !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(header) || header.trim() === '') {
    throw new ApiError('invalid_idempotency_key')
  }
  return header
}

/** SHA-256 over the request's meaning: key order and white space of the body do not matter. */
export function fingerprintOf(body: unknown, query: unknown): string {
  return hash('sha256', canonical([body ?? null, query]))
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

/** True for refusals that a retry must get again: the operation ran, and its answer is final. */
export function isKeptRefusal(error: ApiError): boolean {
  if ([402, 404, 409, 410, 412].includes(error.status)) return error.code !== 'idempotency_key_in_use'
  return error.status === 422 && error.code !== 'validation_failed' && error.code !== 'idempotency_key_reused'
}
