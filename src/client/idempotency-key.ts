import { createRequire } from 'node:module'
import { base32 } from '../ids/base32.ts'

/** A new `idem_…` for X-Idempotency-Key: a ULID of the instant and 80 random bits. */
export function newIdempotencyKey(now: Date = new Date()): string {
  // Required late, for it costs a millisecond that reads need not pay.
  const { randomBytes } = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto')
  const random = Array.from(randomBytes(16), byte => base32(byte, 1)).join('')
  return `idem_${base32(now.getTime(), 10)}${random}`
}
