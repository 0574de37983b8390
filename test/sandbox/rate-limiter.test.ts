import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Buckets,
  createRateLimiter,
  decide,
  emptyBuckets,
  windowsOf,
} from '../../emulator/sandbox/rate-limiter.ts'
import { defaultEnterpriseLimits, plans, type RateLimits } from '../../src/contract/plans.ts'
import { handTurnedTime } from '../world/real-time.ts'

const limitsOf = fc.record({
  per_second: fc.integer({ min: 1, max: 60 }),
  per_minute: fc.integer({ min: 1, max: 90 }),
  per_day: fc.integer({ min: 1, max: 120 }),
})

/** Milliseconds between requests: mostly bursts, at times a second, a minute or half a day. */
const gaps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 3000 }) },
    { weight: 1, arbitrary: fc.constantFrom(60_000, 600_000, 43_200_000) },
  ),
  { maxLength: 200 },
)

const lengths = { second: 1000, minute: 60_000, day: 86_400_000 } as const

function rateOf(limits: RateLimits, name: keyof typeof lengths) {
  const perLength = limits[`per_${name}`]
  return { perLength, lengthMs: lengths[name], capacity: name === 'second' ? 2 * perLength : perLength }
}

/** Sends a request after each gap; gives when each came and what was decided. */
function run(limits: RateLimits, gapsMs: readonly number[], startMs = 0) {
  const windows = windowsOf(limits)
  let buckets: Buckets = emptyBuckets
  let now = startMs
  return gapsMs.map(gap => {
    now += gap
    const before = buckets
    const { decision, buckets: after } = decide(windows, before, now)
    buckets = after
    return { now, decision, before, after }
  })
}

/** Compares every decision with three buckets that are counted in whole numbers; gives how many were refused. */
function expectAsSimulated(limits: RateLimits, gapsMs: readonly number[], startMs: number): number {
  // A request fills by `lengthMs`, a millisecond leaks `perLength`.
  const buckets = (['second', 'minute', 'day'] as const).map(name => ({
    name,
    ...rateOf(limits, name),
    level: 0,
  }))
  let refused = 0
  for (const [i, { decision }] of run(limits, gapsMs, startMs).entries()) {
    for (const bucket of buckets) {
      bucket.level = Math.max(0, bucket.level - (gapsMs[i] ?? 0) * bucket.perLength)
    }
    const fits = buckets.every(b => b.level + b.lengthMs <= b.capacity * b.lengthMs)
    const left = buckets.map(
      b => Math.floor((b.capacity * b.lengthMs - b.level) / b.lengthMs) - (fits ? 1 : 0),
    )
    if (decision.allowed !== fits || decision.remaining !== Math.min(...left)) {
      expect({ request: i, allowed: decision.allowed, remaining: decision.remaining }).toEqual({
        request: i,
        allowed: fits,
        remaining: Math.min(...left),
      })
    }
    if (fits) for (const bucket of buckets) bucket.level += bucket.lengthMs
    else refused += 1
  }
  return refused
}

/** The same traffic in every run: bursts at three times the plan's rate, stretches within it, and pauses. */
function trafficFor(limits: RateLimits, count: number): number[] {
  let state = 42
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
  let exactMs = 0
  return Array.from({ length: count }, (_, i) => {
    const beforeMs = Math.floor(exactMs)
    const factor = i % 10_000 < 9_000 ? 0.33 : 1.5
    exactMs += i % 10_000 === 9_999 ? 90_000 : (2 * random() * factor * 1000) / limits.per_second
    // Whole milliseconds: of a fast plan most gaps are none.
    return Math.floor(exactMs) - beforeMs
  })
}

describe('decide', () => {
  test('never allows more than the capacity and what leaked, in any stretch of time', () => {
    fc.assert(
      fc.property(limitsOf, gaps, (limits, gapsMs) => {
        const allowed = run(limits, gapsMs)
          .filter(({ decision }) => decision.allowed)
          .map(({ now }) => now)
        for (const name of ['second', 'minute', 'day'] as const) {
          const { perLength, lengthMs, capacity } = rateOf(limits, name)
          for (const [i, from] of allowed.entries()) {
            for (const [j, to] of allowed.slice(i).entries()) {
              expect(j + 1).toBeLessThanOrEqual(capacity + ((to - from) * perLength) / lengthMs + 1e-6)
            }
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('allows what three simulated buckets allow, and leaves as much', () => {
    fc.assert(
      fc.property(limitsOf, gaps, fc.integer({ min: 0, max: 1e12 }), (limits, gapsMs, startMs) => {
        expectAsSimulated(limits, gapsMs, startMs)
      }),
      { numRuns: 100 },
    )
  })

  const enforced = Object.keys(plans).filter(name => name !== 'unlimited')
  test.each(enforced)('of the plan %s too, under bursts, steady load and pauses', name => {
    const limits = plans[name] ?? defaultEnterpriseLimits
    const gapsMs = trafficFor(limits, 20_000)
    const refused = expectAsSimulated(limits, gapsMs, 1e9)
    expect(refused).toBeGreaterThan(100)
    expect(refused).toBeLessThan(gapsMs.length - 100)
  })

  test('a refusal changes no bucket and names the window that lasts longest', () => {
    fc.assert(
      fc.property(limitsOf, gaps, (limits, gapsMs) => {
        for (const { decision, before, after } of run(limits, gapsMs)) {
          if (decision.allowed) continue
          expect(after).toBe(before)
          expect(decision.remaining).toBe(0)
          expect(decision.waitMs).toBeGreaterThan(0)
        }
      }),
    )
  })

  test('after the wait, in whole seconds rounded up, the next request is allowed; before it none is', () => {
    fc.assert(
      fc.property(limitsOf, gaps, (limits, gapsMs) => {
        const windows = windowsOf(limits)
        const refusals = run(limits, gapsMs).filter(({ decision }) => !decision.allowed)
        for (const { now, decision, after } of refusals) {
          const at = (ms: number) => decide(windows, after, now + ms).decision.allowed
          expect(at(Math.ceil(decision.waitMs / 1000) * 1000)).toBe(true)
          expect(at(decision.waitMs)).toBe(true)
          if (decision.waitMs > 1) expect(at(decision.waitMs - 1)).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    [{ per_second: 5, per_minute: 200, per_day: 10_000 }, 10],
    [{ per_second: 10, per_minute: 500, per_day: 50_000 }, 20],
    [{ per_second: 50, per_minute: 2000, per_day: 200_000 }, 100],
    [{ per_second: 200, per_minute: 10_000, per_day: 1_000_000 }, 400],
  ])('the plan %j takes a burst of %i, then its steady rate', (limits, burst) => {
    const answers = run(limits, Array(burst + 1).fill(0))
    expect(answers.map(({ decision }) => decision.allowed)).toEqual([...Array(burst).fill(true), false])
    const refused = answers.at(-1)?.decision
    expect([refused?.window.name, refused?.waitMs]).toEqual(['second', 1000 / limits.per_second])
  })

  test('of two full windows the one that lasts longer is told', () => {
    const answers = run({ per_second: 1, per_minute: 2, per_day: 100 }, [0, 0, 0])
    expect(answers[2]?.decision).toMatchObject({ allowed: false, window: { name: 'minute' }, waitMs: 30_000 })
  })
})

describe('a limiter', () => {
  test('counts tenants apart, and keeps what was spent when a plan changes', () => {
    const clock = handTurnedTime(0)
    const limiter = createRateLimiter(clock.now)
    const small = { per_second: 1, per_minute: 100, per_day: 100 }
    expect(
      [limiter.take('a', small), limiter.take('a', small), limiter.take('a', small)].map(d => d.allowed),
    ).toEqual([true, true, false])
    expect(limiter.take('b', small).allowed).toBe(true)
    // The bucket still has two seconds to leak, which is ten requests of the larger plan.
    expect(limiter.take('a', { ...small, per_second: 5 }).allowed).toBe(false)
    clock.set(1000)
    expect(limiter.take('a', { ...small, per_second: 5 }).remaining).toBe(4)
  })
})
