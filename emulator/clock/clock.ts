/** Sandbox time, as every rule sees it. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number
}

/** Real time. */
export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is moved. */
export function frozenClock(startMs: number): Clock & { set(ms: number): void } {
  let now = startMs
  return {
    now: () => now,
    set(ms) {
      now = ms
    },
  }
}
