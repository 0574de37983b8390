import type { RateLimits } from '../../src/contract/plans.ts'

export type WindowName = 'second' | 'minute' | 'day'

/** One leaky bucket: it holds `capacity` requests and leaks one every `intervalMs`. */
export interface Window {
  readonly name: WindowName
  readonly capacity: number
  readonly intervalMs: number
  /** Time in which a full bucket leaks empty, in seconds. */
  readonly seconds: number
}

/** What the limiter decided on one request, and what headers say of it. */
export interface RateDecision {
  readonly allowed: boolean
  /** The tightest window: the one that refused, else the one with the fewest requests left. */
  readonly window: Window
  /** Whole requests left in the tightest window. */
  readonly remaining: number
  /** Until the tightest window has room for one more request; 0 when it has now. */
  readonly waitMs: number
}

/** When each bucket will have leaked empty, in milliseconds on the limiter's own clock. */
export type Buckets = Readonly<Record<WindowName, number>>

/** The windows of a plan: the second holds twice its rate (the reference's burst), the others their limit. */
export function windowsOf(limits: RateLimits): readonly Window[] {
  return [
    { name: 'second', capacity: limits.per_second * 2, intervalMs: 1000 / limits.per_second, seconds: 2 },
    { name: 'minute', capacity: limits.per_minute, intervalMs: 60_000 / limits.per_minute, seconds: 60 },
    { name: 'day', capacity: limits.per_day, intervalMs: 86_400_000 / limits.per_day, seconds: 86_400 },
  ]
}

export const emptyBuckets: Buckets = { second: 0, minute: 0, day: 0 }

/** Decides one request by GCRA. All windows must have room; a refusal changes no bucket. */
export function decide(
  windows: readonly Window[],
  buckets: Buckets,
  nowMs: number,
): { decision: RateDecision; buckets: Buckets } {
  const filled = { ...buckets }
  let refusing: RateDecision | undefined
  let tightest: RateDecision | undefined
  // A plain loop: every request comes through here.
  for (const window of windows) {
    const emptyAt = Math.max(buckets[window.name], nowMs) + window.intervalMs
    const overMs = emptyAt - nowMs - window.capacity * window.intervalMs
    filled[window.name] = emptyAt
    // A thousandth of a millisecond forgives the rounding of intervals such as 1000/3.
    if (overMs > 0.001) {
      if (refusing === undefined || overMs > refusing.waitMs)
        refusing = { allowed: false, window, remaining: 0, waitMs: overMs }
      continue
    }
    const remaining = Math.floor(0.001 - overMs / window.intervalMs)
    if (tightest === undefined || remaining < tightest.remaining)
      tightest = { allowed: true, window, remaining, waitMs: Math.max(0, overMs + window.intervalMs) }
  }
  if (refusing !== undefined) return { decision: refusing, buckets }
  if (tightest === undefined) throw new Error('A plan has at least one window.')
  return { decision: tightest, buckets: filled }
}

/** How long each bucket still has to leak, in milliseconds. */
export type BucketLevels = Readonly<Record<WindowName, number>>

/** Keeps the buckets of all tenants of one sandbox. */
export interface RateLimiter {
  take(tenantId: string, limits: RateLimits): RateDecision
  /** The levels of the tenants that changed since the last call, to be written down. */
  changedLevels(): ReadonlyMap<string, BucketLevels>
  /** The levels of all tenants. */
  levels(): ReadonlyMap<string, BucketLevels>
  /** Fills a tenant's buckets as they were written down. */
  restore(tenantId: string, levels: BucketLevels): void
  /** Empties the buckets of one tenant, or of all. */
  clear(tenantId?: string): void
}

/** A limiter on `now`: monotonic milliseconds, which a sandbox clock set backwards does not turn back. */
export function createRateLimiter(now: () => number): RateLimiter {
  const windows = new WeakMap<RateLimits, readonly Window[]>()
  const tenants = new Map<string, Buckets>()
  const changed = new Set<string>()
  const levelsOf = (ids: Iterable<string>) => {
    const at = now()
    return new Map([...ids].map(id => [id, shifted(tenants.get(id) ?? emptyBuckets, -at)]))
  }
  return {
    take(tenantId, limits) {
      const known = windows.get(limits) ?? windowsOf(limits)
      windows.set(limits, known)
      const { decision, buckets } = decide(known, tenants.get(tenantId) ?? emptyBuckets, now())
      tenants.set(tenantId, buckets)
      changed.add(tenantId)
      return decision
    },
    changedLevels() {
      const levels = levelsOf(changed)
      changed.clear()
      return levels
    },
    levels: () => levelsOf(tenants.keys()),
    restore(tenantId, levels) {
      tenants.set(tenantId, shifted(levels, now()))
    },
    clear(tenantId) {
      if (tenantId !== undefined) {
        tenants.set(tenantId, emptyBuckets)
        // What was written down of it must not come back either.
        changed.add(tenantId)
        return
      }
      tenants.clear()
      changed.clear()
    },
  }
}

function shifted(buckets: Buckets, byMs: number): Buckets {
  const at = (ms: number) => Math.max(0, ms + byMs)
  return { second: at(buckets.second), minute: at(buckets.minute), day: at(buckets.day) }
}
