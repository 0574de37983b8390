import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Busy } from '../../emulator/scheduling/calendar.ts'
import { type Conflict, findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { peakUnits, unitsAbove } from '../../emulator/scheduling/load.ts'
import { at, booking, candidate, minutes, resource, terms } from './worlds.ts'

interface Case {
  readonly busy: readonly Busy[]
  readonly capacity?: number
  readonly perStart?: number | null
  readonly units?: number
  readonly before?: number
  readonly after?: number
  readonly excludeIds?: readonly string[]
}

/** Conflicts of half an hour from 10:00, as `type id`, for what the case says stands around it. */
function atTen(spec: Case): string[] {
  const calendar = resource({ capacity: spec.capacity ?? 1, busy: spec.busy })
  const asked = candidate('2026-04-20T10:00:00Z', calendar, {
    units: spec.units ?? 1,
    excludeIds: spec.excludeIds ?? [],
  })
  const { before: bufferBeforeMin = 0, after: bufferAfterMin = 0, perStart: capacity = null } = spec
  return findConflicts(asked, terms({ bufferBeforeMin, bufferAfterMin, capacity })).map(inWords)
}

function inWords({ type, ...details }: Conflict): string {
  return [type, ...Object.values(details)].join(' ')
}

function taken(id: string, time: string, parts: Parameters<typeof booking>[2] = {}): Busy {
  return booking(id, `2026-04-20T${time}:00Z`, parts)
}

const buffered = { bufferBeforeMs: minutes(10), bufferAfterMs: minutes(10) }
const hold = { kind: 'hold' } as const

describe('one unit of capacity', () => {
  test.each<[string, Case, string[]]>([
    ['nothing', { busy: [] }, []],
    ['the same time', { busy: [taken('bk_a', '10:00')] }, ['existing_booking bk_a']],
    ['a minute of it', { busy: [taken('bk_a', '10:29')] }, ['existing_booking bk_a']],
    ['right before', { busy: [taken('bk_a', '09:30')] }, []],
    ['right after', { busy: [taken('bk_a', '10:30')] }, []],
    ['around it', { busy: [taken('bk_a', '09:00', { lengthMin: 200 })] }, ['existing_booking bk_a']],
    [
      'around it, with a short one inside that',
      { busy: [taken('bk_a', '08:00', { lengthMin: 240 }), taken('bk_b', '08:30')] },
      ['existing_booking bk_a'],
    ],
    [
      'its core, and its buffers as well',
      { busy: [taken('bk_a', '10:15', buffered)], before: 10, after: 10 },
      ['existing_booking bk_a'],
    ],
    [
      'two bookings',
      { busy: [taken('bk_b', '10:15'), taken('bk_a', '09:45')] },
      ['existing_booking bk_a', 'existing_booking bk_b'],
    ],
    ['a hold', { busy: [taken('hold_a', '10:00', hold)] }, ['hold hold_a']],
    [
      'a booking, then a hold',
      { busy: [taken('hold_a', '09:45', hold), taken('bk_b', '10:15')] },
      ['existing_booking bk_b', 'hold hold_a'],
    ],
    ['its own buffer after it', { busy: [taken('bk_a', '10:30')], after: 1 }, ['buffer bk_a']],
    ['its own buffer before it', { busy: [taken('bk_a', '09:30')], before: 1 }, ['buffer bk_a']],
    ['the buffer of another before it', { busy: [taken('bk_a', '09:30', buffered)] }, ['buffer bk_a']],
    ['the buffer of another after it', { busy: [taken('bk_a', '10:30', buffered)] }, ['buffer bk_a']],
    // 10 minutes after one and 20 before the other: the buffers add.
    [
      'both buffers, one minute short',
      { busy: [taken('bk_a', '09:01', buffered)], before: 20 },
      ['buffer bk_a'],
    ],
    ['both buffers, exactly', { busy: [taken('bk_a', '09:00', buffered)], before: 20 }, []],
    [
      'the core of a hold through a buffer',
      { busy: [taken('hold_a', '10:30', hold)], after: 5 },
      ['buffer hold_a'],
    ],
    [
      'one hit on the core, another through a buffer',
      { busy: [taken('bk_a', '10:00'), taken('bk_b', '10:35')], after: 10 },
      ['existing_booking bk_a', 'buffer bk_b'],
    ],
    ['a party of two', { busy: [], units: 2 }, ['capacity_full']],
    [
      'the booking itself',
      { busy: [taken('bk_a', '10:15'), taken('bk_b', '10:00')], excludeIds: ['bk_a'] },
      ['existing_booking bk_b'],
    ],
    ['one that ended at once', { busy: [taken('bk_a', '10:00', { lengthMin: 0 })] }, []],
  ])('%s', (_, spec, expected) => {
    expect(atTen(spec)).toEqual(expected)
  })

  test('with one unit per start as well, only the booking is named', () => {
    expect(atTen({ busy: [taken('bk_a', '10:00')], perStart: 1 })).toEqual(['existing_booking bk_a'])
  })
})

describe('several units of capacity', () => {
  const two = [taken('bk_a', '10:00'), taken('bk_b', '10:10')]

  test.each<[string, Case, string[]]>([
    ['room for one more', { busy: two, capacity: 3 }, []],
    ['full', { busy: two, capacity: 2 }, ['capacity_full']],
    ['full for two', { busy: two, capacity: 3, units: 2 }, ['capacity_full']],
    [
      'full by a large party',
      { busy: [taken('bk_a', '10:00', { units: 5 })], capacity: 5 },
      ['capacity_full'],
    ],
    // Pairs overlap the candidate, but never at one instant: a sweep sees that, pairs do not.
    [
      'one after the other is not two at once',
      { busy: [taken('bk_a', '09:45'), taken('bk_b', '10:15')], capacity: 2 },
      [],
    ],
    [
      'full of holds',
      { busy: [taken('hold_a', '10:00', hold), taken('hold_b', '10:00', hold)], capacity: 2 },
      ['hold hold_a', 'hold hold_b'],
    ],
    [
      'full of both',
      { busy: [taken('bk_a', '10:00'), taken('hold_b', '10:00', hold)], capacity: 2 },
      ['hold hold_b', 'capacity_full'],
    ],
    [
      'full only through a buffer',
      { busy: [taken('bk_a', '10:00'), taken('bk_b', '10:35', buffered)], capacity: 2 },
      ['buffer bk_b'],
    ],
    ['a buffer where there is room', { busy: [taken('bk_b', '10:35', buffered)], capacity: 2 }, []],
    ['larger than the resource', { busy: [], capacity: 2, units: 3 }, ['capacity_full']],
  ])('%s', (_, spec, expected) => {
    expect(atTen(spec)).toEqual(expected)
  })
})

describe('units per start of the service', () => {
  const other = { serviceId: 'svc_2' }

  test.each<[string, Case, string[]]>([
    // One per start on a resource for five: other starts and other services may overlap, the same start may not.
    ['the same start', { busy: [taken('bk_a', '10:00')], capacity: 5, perStart: 1 }, ['capacity_full']],
    ['another start', { busy: [taken('bk_a', '09:45')], capacity: 5, perStart: 1 }, []],
    [
      'the same start of another service',
      { busy: [taken('bk_a', '10:00', other)], capacity: 5, perStart: 1 },
      [],
    ],
    [
      'a hold on the same start',
      { busy: [taken('hold_a', '10:00', hold)], capacity: 5, perStart: 1 },
      ['hold hold_a'],
    ],
    ['room in a class', { busy: [taken('bk_a', '10:00', { units: 2 })], capacity: 5, perStart: 3 }, []],
    [
      'a full class',
      { busy: [taken('bk_a', '10:00', { units: 2 })], capacity: 5, perStart: 3, units: 2 },
      ['capacity_full'],
    ],
    [
      'one that ended at once, but for its buffers',
      { busy: [taken('bk_a', '10:00', { lengthMin: 0, ...buffered })], capacity: 5, perStart: 1 },
      [],
    ],
    [
      'no limit of its own',
      { busy: [taken('bk_a', '10:00', { units: 4 })], capacity: 5, perStart: null },
      [],
    ],
    ['larger than the class', { busy: [], capacity: 5, perStart: 2, units: 3 }, ['capacity_full']],
    [
      'larger than the class on a single resource',
      { busy: [taken('bk_a', '10:00')], capacity: 1, perStart: 1, units: 2 },
      ['existing_booking bk_a', 'capacity_full'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(atTen(spec)).toEqual(expected)
  })
})

test('the order in which bookings are given does not matter', () => {
  const some = fc.array(
    fc.record({
      id: fc.constantFrom('bk_a', 'bk_b', 'bk_c', 'bk_d'),
      from: fc.integer({ min: -40, max: 40 }),
      lengthMin: fc.integer({ min: 0, max: 60 }),
      units: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 3 }), (list, capacity) => {
      const start = at('2026-04-20T10:00:00Z')
      const busy = list.map(({ id, from, lengthMin, units }, index) => ({
        ...booking(`${id}${index}`, '2026-04-20T10:00:00Z', { units }),
        startMs: start + minutes(from),
        endMs: start + minutes(from + lengthMin),
      }))
      const spec = { capacity, before: 5, after: 10 }
      expect(atTen({ ...spec, busy: [...busy].reverse() })).toEqual(atTen({ ...spec, busy }))
    }),
  )
})

test('the sweep counts like counting at every instant', () => {
  const size = 20
  const load = fc
    .record({
      startMs: fc.nat({ max: size }),
      length: fc.nat({ max: 8 }),
      units: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ startMs, length, units }) => ({ startMs, endMs: startMs + length, units }))
  fc.assert(
    fc.property(fc.array(load, { maxLength: 8 }), fc.integer({ min: -1, max: 6 }), (loads, limit) => {
      const window = { startMs: 3, endMs: 17 }
      const points = Array.from({ length: 14 }, (_, index) => index + 3)
      const sumAt = (point: number) =>
        loads
          .filter(({ startMs, endMs }) => startMs <= point && point < endMs)
          .reduce((sum, { units }) => sum + units, 0)
      const above = unitsAbove(loads, window, limit)
      const isAbove = (point: number) => above.some(({ startMs, endMs }) => startMs <= point && point < endMs)
      expect(points.filter(isAbove)).toEqual(points.filter(point => sumAt(point) > limit))
      expect(peakUnits(loads, window)).toBe(Math.max(...points.map(sumAt)))
    }),
  )
})
