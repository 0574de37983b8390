import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ResourceCalendar } from '../../emulator/scheduling/calendar.ts'
import { findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { contains, type Interval, meets, union } from '../../emulator/scheduling/intervals.ts'
import { resourceTimes } from '../../emulator/scheduling/resource-schedule.ts'
import { oracleConflicts } from './minute-oracle.ts'
import { type World, world } from './random-worlds.ts'
import { at, between, booking, everyDay, minutes, onDates, resource, terms, texts } from './worlds.ts'

const monday = '2026-04-20'
const office = { weekly: everyDay('09:00', '17:00') }

/** The times of a Monday as people read them. */
function timesOf(parts: Partial<ResourceCalendar>) {
  const day = { startMs: at(`${monday}T00:00:00Z`), endMs: at('2026-04-21T00:00:00Z') }
  const { open, busy, free } = resourceTimes(resource({ ...office, ...parts }), day)
  const span = ({ startMs, endMs }: Interval) =>
    texts([{ startMs }, { startMs: endMs }])
      .map(text => text.slice(11, 16))
      .join('-')
  return {
    open: open.map(span),
    busy: busy.map(entry => `${span(entry)} ${entry.cause} ${entry.id} ${entry.units}`),
    free: free.map(entry => `${span(entry)} ${entry.unitsLeft}`),
  }
}

describe('a day', () => {
  test('with nothing on it is free as it is open', () => {
    expect(timesOf({})).toEqual({ open: ['09:00-17:00'], busy: [], free: ['09:00-17:00 1'] })
  })

  test('is cut by a booking, a hold, and the buffers of both', () => {
    const busy = [
      booking('bk_1', `${monday}T10:00:00Z`, { bufferBeforeMs: minutes(10), bufferAfterMs: minutes(5) }),
      booking('hold_1', `${monday}T12:00:00Z`, { kind: 'hold' }),
    ]
    expect(timesOf({ busy })).toEqual({
      open: ['09:00-17:00'],
      busy: [
        '09:50-10:00 buffer bk_1 1',
        '10:00-10:30 booking bk_1 1',
        '10:30-10:35 buffer bk_1 1',
        '12:00-12:30 hold hold_1 1',
      ],
      free: ['09:00-09:50 1', '10:35-12:00 1', '12:30-17:00 1'],
    })
  })

  test('tells what closes working hours, and no more of it than that', () => {
    const parts: Partial<ResourceCalendar> = {
      exceptions: [between('closed', `${monday}T06:00:00Z`, `${monday}T10:00:00Z`)],
      offline: [{ fromMs: at(`${monday}T15:00:00Z`), untilMs: null }],
      location: { timezone: 'UTC', openingHours: everyDay('08:00', '14:00'), holidays: [] },
    }
    expect(timesOf(parts)).toEqual({
      open: ['10:00-14:00'],
      busy: [
        '09:00-10:00 time_off exc_closed 1',
        '14:00-17:00 location_closed null 1',
        '15:00-17:00 resource_offline null 1',
      ],
      free: ['10:00-14:00 1'],
    })
  })

  test('with another exception is open by its hours', () => {
    const exceptions = [onDates('replace', monday, monday, ['07:00', '08:00'])]
    expect(timesOf({ exceptions })).toEqual({ open: ['07:00-08:00'], busy: [], free: ['07:00-08:00 1'] })
  })

  test('shows bookings outside of hours too, cut to the range', () => {
    const busy = [
      booking('bk_1', '2026-04-19T23:45:00Z'),
      booking('bk_2', `${monday}T23:45:00Z`),
      booking('bk_3', '2026-04-22T10:00:00Z'),
    ]
    expect(timesOf({ busy }).busy).toEqual(['00:00-00:15 booking bk_1 1', '23:45-00:00 booking bk_2 1'])
  })

  test('of several units says how many are left, and joins what is alike', () => {
    const busy = [
      booking('bk_1', `${monday}T10:00:00Z`, { units: 2 }),
      booking('bk_2', `${monday}T10:15:00Z`, { units: 1 }),
      booking('bk_3', `${monday}T10:45:00Z`, { units: 1 }),
    ]
    expect(timesOf({ capacity: 3, busy }).free).toEqual([
      '09:00-10:00 3',
      '10:00-10:15 1',
      // From 10:15 to 10:30 nothing is left; then bk_2, then bk_3 takes one.
      '10:30-11:15 2',
      '11:15-17:00 3',
    ])
  })

  test('is told in whole seconds, of which none is free that is not wholly so', () => {
    const early = booking('bk_1', `${monday}T10:00:00Z`)
    const { busy, free } = resourceTimes(
      resource({ ...office, busy: [{ ...early, endMs: at(`${monday}T10:07:30.001Z`) }] }),
      { startMs: at(`${monday}T00:00:00Z`), endMs: at('2026-04-21T00:00:00Z') },
    )
    expect(busy[0]?.endMs).toBe(at(`${monday}T10:07:31Z`))
    expect(free[1]?.startMs).toBe(at(`${monday}T10:07:31Z`))
  })

  test('that was booked and stopped at once is free', () => {
    const stopped = booking('bk_1', `${monday}T10:00:00Z`, { lengthMin: 0 })
    expect(timesOf({ busy: [stopped] })).toEqual({ open: ['09:00-17:00'], busy: [], free: ['09:00-17:00 1'] })
  })
})

describe('in any world', () => {
  test('free is what a booking of a minute finds free, for as many units as are told', () => {
    fc.assert(
      fc.property(world, random => {
        const { calendar, window } = askedOf(random)
        const { free } = resourceTimes(calendar, window)
        for (let startMs = window.startMs; startMs < window.endMs; startMs += minutes(7)) {
          const piece = free.find(one => one.startMs <= startMs && startMs < one.endMs)
          const left = piece?.unitsLeft ?? 0
          if (left > 0) expect(conflictsOf(calendar, startMs, 1, left, oracleConflicts)).toEqual([])
          expect(conflictsOf(calendar, startMs, 1, left + 1, oracleConflicts)).not.toEqual([])
        }
      }),
      { seed: 20260420, numRuns: 60 },
    )
  })

  test('a booking of any length within free time is accepted', () => {
    const cases = fc.record({ random: world, from: fc.nat(1_000_000), length: fc.nat(1_000_000) })
    fc.assert(
      fc.property(cases, ({ random, from, length }) => {
        const { calendar, window } = askedOf(random)
        for (const stretch of union(resourceTimes(calendar, window).free)) {
          const whole = (stretch.endMs - stretch.startMs) / minutes(1)
          const startMin = from % whole
          const lengthMin = 1 + (length % (whole - startMin))
          const startMs = stretch.startMs + minutes(startMin)
          expect(conflictsOf(calendar, startMs, lengthMin, 1, findConflicts)).toEqual([])
        }
      }),
      { seed: 20260421, numRuns: 1000 },
    )
  })

  test('free is open without what stands in the way; closed is not open; all is in order', () => {
    fc.assert(
      fc.property(world, random => {
        const { calendar, window } = askedOf(random)
        const { open, busy, free } = resourceTimes(calendar, window)
        for (const sorted of [open, free]) {
          expect(sorted).toEqual(sorted.toSorted((a, b) => a.startMs - b.startMs))
          for (const interval of sorted) expect(contains([window], interval)).toBe(true)
        }
        for (const piece of free) expect(contains(open, piece)).toBe(true)
        const taken = (interval: Interval) =>
          busy.filter(other => meets([other], interval)).reduce((sum, { units }) => sum + units, 0)
        for (const piece of free) {
          // Busy times may change within a piece, but never leave less than is told.
          const middle = { startMs: piece.startMs, endMs: piece.startMs + 1 }
          expect(piece.unitsLeft).toBe(calendar.capacity - taken(middle))
        }
        const closing = busy.filter(({ cause }) => !['booking', 'hold', 'buffer'].includes(cause))
        for (const closure of closing) expect(meets(open, closure)).toBe(false)
        expect(busy).toEqual(busy.toSorted((a, b) => a.startMs - b.startMs))
      }),
      { seed: 20260422, numRuns: 500 },
    )
  })

  /** The calendar without what bounds starts and not times: limits of a day and skills. */
  function askedOf({ centreMs, demand }: World) {
    const calendar = { ...demand.first.calendar, maxBookingsPerDay: null }
    return { calendar, window: { startMs: centreMs - minutes(700), endMs: centreMs + minutes(700) } }
  }

  function conflictsOf<Found>(
    calendar: ResourceCalendar,
    startMs: number,
    durationMin: number,
    units: number,
    ask: (candidate: Parameters<typeof findConflicts>[0], on: Parameters<typeof findConflicts>[1]) => Found,
  ): Found {
    const candidate = { first: { group: 'staff', calendar, skills: [] }, others: [], units, startMs }
    const rules = { durationMin, stepMin: 1, capacity: null, horizonDays: 100_000 }
    return ask(candidate, terms(rules, { nowMs: startMs, allowPast: true }))
  }
})
