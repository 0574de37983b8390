import { parseInstant } from '../../src/contract/instants.ts'
import { Failure } from '../../src/failure/failure.ts'

/** A point in time: RFC 3339 text in whole seconds, or a Date, of which the milliseconds are left out. */
export type Instant = string | Date

/** The instant as RFC 3339 UTC. Throws a usage Failure for what is none. */
export function instantText(instant: Instant, field = 'instant'): string {
  const ms = instant instanceof Date ? Math.floor(instant.getTime() / 1000) * 1000 : parseInstant(instant)
  if (ms !== null && !Number.isNaN(ms)) return new Date(ms).toISOString().replace('.000Z', 'Z')
  throw new Failure('usage', 'invalid_instant', `${String(instant)} is not an instant`, {
    field,
    hint: 'Instants are Dates, or RFC 3339 text with an offset and in whole seconds: 2026-04-20T05:00:00Z.',
  })
}
