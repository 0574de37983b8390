import { createRequire } from 'node:module'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new `idem_…` for X-Idempotency-Key: a ULID of the instant and 80 random bits. */
export function newIdempotencyKey(now: Date = new Date()): string {
  // Required late, for it costs a millisecond that reads need not pay.
  const { randomBytes } = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto')
  const random = Array.from(randomBytes(16), byte => alphabet[byte % 32]).join('')
  return `idem_${timeText(now.getTime())}${random}`
}

function timeText(timeMs: number): string {
  let rest = timeMs
  let text = ''
  for (let place = 0; place < 10; place++) {
    text = `${alphabet[rest % 32]}${text}`
    rest = Math.floor(rest / 32)
  }
  return text
}
