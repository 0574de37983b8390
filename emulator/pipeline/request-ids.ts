import type { Clock } from '../clock/time/clock.ts'
import { ulid } from '../store/ids.ts'

/** Request ids, from a stream of their own: a GET never shifts the id of a booking. */
export function createRequestIds(clock: Clock, seed: string): () => string {
  let drawn = 0
  return () => {
    drawn += 1
    return `req_${ulid(clock.now(), seed, 'req', drawn)}`
  }
}
