import { createHash } from 'node:crypto'
import type { RetryProfile } from '../../../src/webhooks/retry-profiles.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * Waits before each attempt, by profile; the first is made at once. `spec` is that of the service (rules, section
 * 10: 75 h 35 m 5 s in all), `svix` that of Svix, `local` is for people who watch, `none` never tries again.
 */
export const retryProfiles = {
  spec: [
    0,
    5 * second,
    5 * minute,
    30 * minute,
    2 * hour,
    5 * hour,
    10 * hour,
    14 * hour,
    20 * hour,
    24 * hour,
  ],
  svix: [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour],
  local: [0, second, 5 * second],
  none: [0],
} as const satisfies Record<RetryProfile, readonly number[]>

/** How an attempt failed, as far as it decides about the next. */
export interface FailedAttempt {
  /** Which of the schedule it was: 1 for the first. */
  readonly attempt: number
  /** Null when there was no answer. */
  readonly status: number | null
  readonly timedOut: boolean
  /** The Retry-After of the answer, in milliseconds; null without one. */
  readonly retryAfterMs: number | null
}

/** After 429 or a timeout the receiver is overloaded: it gets at least this long. */
const overloadMs = minute

/**
 * How long to wait after a failed attempt, in milliseconds of sandbox time, or null when it was the last.
 * `spread` (0 up to 1, seeded) moves the wait by up to a fifth, so that endpoints that failed together are not
 * tried together. A Retry-After is followed between the wait and twice the wait.
 */
export function nextWaitMs(profile: RetryProfile, failed: FailedAttempt, spread: number): number | null {
  const wait = retryProfiles[profile][failed.attempt]
  if (wait === undefined) return null
  const isOverloaded = failed.status === 429 || failed.timedOut
  const base = isOverloaded && profile !== 'local' ? Math.max(wait, overloadMs) : wait
  if (failed.retryAfterMs !== null) return Math.min(Math.max(failed.retryAfterMs, base), 2 * base)
  return Math.round(base * (0.8 + 0.4 * spread))
}

/** A number from 0 up to 1 that follows from the words: the same again in every run. */
export function seededSpread(...words: readonly string[]): number {
  return createHash('sha256').update(words.join(':')).digest().readUInt32BE(0) / 2 ** 32
}
