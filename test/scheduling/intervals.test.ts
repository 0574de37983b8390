import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clip,
  contains,
  type Interval,
  intersect,
  meets,
  overlaps,
  subtract,
  union,
} from '../../emulator/scheduling/intervals.ts'

const size = 24
const interval = fc
  .tuple(fc.integer({ min: 0, max: size }), fc.integer({ min: 0, max: size }))
  .map(([startMs, endMs]) => ({ startMs, endMs }))
const anySet = fc.array(interval, { maxLength: 6 })
const pair = fc.tuple(anySet, anySet)

describe('intervals, against sets of points', () => {
  test('union holds the points of any interval, sorted, disjoint and not touching', () => {
    fc.assert(
      fc.property(anySet, list => {
        const set = union(list)
        expect(pointsOf(set)).toEqual(pointsOf(list))
        expect(isNormal(set)).toBe(true)
      }),
    )
  })

  test('intersect, subtract and clip', () => {
    fc.assert(
      fc.property(pair, interval, ([left, right], window) => {
        const [a, b] = [union(left), union(right)]
        expect(pointsOf(intersect(a, b))).toEqual(pointsOf(a).filter(point => pointsOf(b).includes(point)))
        expect(pointsOf(subtract(a, b))).toEqual(pointsOf(a).filter(point => !pointsOf(b).includes(point)))
        expect(pointsOf(clip(a, window))).toEqual(
          pointsOf(a).filter(point => pointsOf([window]).includes(point)),
        )
        expect([intersect(a, b), subtract(a, b), clip(a, window)].every(isNormal)).toBe(true)
      }),
    )
  })

  test('contains, meets and overlaps', () => {
    fc.assert(
      fc.property(anySet, interval, interval, (list, one, other) => {
        const set = union(list)
        const points = pointsOf([one])
        const isIn = (point: number) => pointsOf(set).includes(point)
        expect(contains(set, one)).toBe(points.every(isIn))
        expect(meets(set, one)).toBe(points.some(isIn))
        expect(overlaps(one, other)).toBe(points.some(point => pointsOf([other]).includes(point)))
      }),
    )
  })

  test('algebra: a is what it shares with b and what it does not', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const [a, b] = [union(left), union(right)]
        expect(union([...intersect(a, b), ...subtract(a, b)])).toEqual(a)
        expect(intersect(a, b)).toEqual(intersect(b, a))
        expect(subtract(a, a)).toEqual([])
        expect(union([...a, ...a])).toEqual(a)
      }),
    )
  })
})

test('half-open: what ends where the other begins does not meet it, and the union of both is one', () => {
  const morning = { startMs: 0, endMs: 10 }
  const evening = { startMs: 10, endMs: 20 }
  expect(overlaps(morning, evening)).toBe(false)
  expect(meets([morning], evening)).toBe(false)
  expect(meets([evening], morning)).toBe(false)
  expect(union([evening, morning])).toEqual([{ startMs: 0, endMs: 20 }])
})

test('arguments are left as they are', () => {
  const list = Object.freeze([
    { startMs: 5, endMs: 9 },
    { startMs: 1, endMs: 6 },
  ])
  expect(union(list)).toEqual([{ startMs: 1, endMs: 9 }])
  expect(list[0]).toEqual({ startMs: 5, endMs: 9 })
})

test('unbounded periods can be taken away', () => {
  const forEver = { startMs: 4, endMs: Number.POSITIVE_INFINITY }
  expect(subtract([{ startMs: 0, endMs: 9 }], [forEver])).toEqual([{ startMs: 0, endMs: 4 }])
})

function pointsOf(list: readonly Interval[]): number[] {
  const all = Array.from({ length: size }, (_, point) => point)
  return all.filter(point => list.some(({ startMs, endMs }) => startMs <= point && point < endMs))
}

function isNormal(set: readonly Interval[]): boolean {
  return set.every(({ startMs, endMs }, index) => {
    const next = set[index + 1]
    return startMs < endMs && (next === undefined || endMs < next.startMs)
  })
}
