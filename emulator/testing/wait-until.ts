import { Failure } from '../../src/failure/failure.ts'

export interface WaitOptions {
  /** How long to wait, in real time; 2,000 ms by default. Move the clock for what the sandbox does later. */
  readonly timeoutMs?: number
}

/** Below the five seconds that test runners allow a test, so that this error is the one that is shown. */
export const usualTimeoutMs = 2_000

/** The longest that one request waits. */
const longestPollMs = 30_000

/**
 * Asks again and again until something is found; undefined when the time is over, after at least one try. An ask is
 * told how long it may wait, and says whether there was more than it could look through.
 */
export async function waitUntil<Found>(
  ask: (waitMs: number) => Promise<{ readonly found: Found | undefined; readonly more: boolean }>,
  { timeoutMs = usualTimeoutMs }: WaitOptions,
): Promise<Found | undefined> {
  if (!(timeoutMs >= 0)) {
    throw new Failure('usage', 'invalid_timeout', `${timeoutMs} is no time to wait`, { field: 'timeoutMs' })
  }
  const endMs = performance.now() + timeoutMs
  while (true) {
    const leftMs = Math.max(0, Math.ceil(endMs - performance.now()))
    const { found, more } = await ask(Math.min(leftMs, longestPollMs))
    if (found !== undefined) return found
    if (!more && performance.now() >= endMs) return undefined
  }
}
