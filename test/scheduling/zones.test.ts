import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import {
  dateOfDay,
  dayMs,
  dayOfDate,
  instantOf,
  instantsOfDate,
  instantsOfWall,
  localDate,
  localDateTime,
  utcOffset,
  wallMinutes,
} from '../../emulator/scheduling/zones.ts'
import { at, minutes } from './worlds.ts'

const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const anyInstant = fc
  .integer({ min: at('1930-01-01T00:00:00Z') / 1000, max: at('2090-01-01T00:00:00Z') / 1000 })
  .map(seconds => seconds * 1000)

describe('against Temporal, in any zone since 1930', () => {
  test('local date, wall time and offset of an instant', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instantMs) => {
        const shown = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone)
        expect(localDate(zone, instantMs)).toBe(shown.toPlainDate().toString())
        expect(localDateTime(zone, instantMs)).toBe(
          shown.toPlainDateTime().toString({ smallestUnit: 'second' }),
        )
        expect(wallMinutes(zone, instantMs) * 60).toBeCloseTo(
          (shown.hour * 60 + shown.minute) * 60 + shown.second,
        )
        expect(utcOffset(zone, instantMs)).toBe(shown.offset)
      }),
      { seed: 1, numRuns: 1000 },
    )
  })

  test('the instant of a local time, gaps and overlaps included', () => {
    const nearTransition = fc.tuple(anyZone, anyInstant, fc.integer({ min: -120, max: 120 }))
    fc.assert(
      fc.property(nearTransition, ([zone, instantMs, awayMin]) => {
        const from = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone)
        const transition = from.getTimeZoneTransition('next') ?? from
        const wall = from
          .with({ second: 0 })
          .toPlainDateTime()
          .until(transition.toPlainDateTime())
          .total({ unit: 'minutes' })
        const local = from
          .toPlainDateTime()
          .round('minute')
          .add({ minutes: Math.round(wall) + awayMin })
        const expected = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
        const [date = '', time = ''] = local.toString({ smallestUnit: 'minute' }).split('T')
        expect(instantOf(zone, date, time)).toBe(expected)
      }),
      { seed: 2, numRuns: 400 },
    )
  })
})

describe('transitions', () => {
  test.each([
    // [zone, date, its length in hours]
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Asia/Beirut', '2026-03-29', 23],
    ['Asia/Kolkata', '2026-03-29', 24],
    ['Pacific/Apia', '2011-12-29', 24],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('%s %s lasts %d hours', (zone, date, hours) => {
    const total = instantsOfDate(zone, date).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
    expect(total).toBe(minutes(hours * 60))
  })

  test.each([
    // A time in the gap uses the offset before it, one in the overlap is the first of the two.
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00Z'],
    ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z'],
    ['Asia/Beirut', '2026-03-29', '00:00', '2026-03-28T22:00:00Z'],
    ['Pacific/Apia', '2011-12-30', '10:00', '2011-12-30T20:00:00Z'],
    ['Asia/Kathmandu', '2026-04-20', '10:30', '2026-04-20T04:45:00Z'],
    ['Pacific/Chatham', '2026-07-01', '24:00', '2026-07-01T11:15:00Z'],
  ])('in %s, %s %s is %s', (zone, date, time, expected) => {
    expect(instantOf(zone, date, time)).toBe(at(expected))
  })

  test('a wall interval loses what lies in a gap', () => {
    const inGap = wall('2026-03-08', 130, 170)
    const aroundGap = wall('2026-03-08', 90, 210)
    expect(instantsOfWall('America/New_York', inGap)).toEqual([])
    expect(instantsOfWall('America/New_York', aroundGap)).toEqual([
      { startMs: at('2026-03-08T06:30:00Z'), endMs: at('2026-03-08T07:30:00Z') },
    ])
  })

  test('a wall interval within an overlap happens twice', () => {
    expect(instantsOfWall('America/New_York', wall('2026-11-01', 75, 90))).toEqual([
      { startMs: at('2026-11-01T05:15:00Z'), endMs: at('2026-11-01T05:30:00Z') },
      { startMs: at('2026-11-01T06:15:00Z'), endMs: at('2026-11-01T06:30:00Z') },
    ])
  })
})

test('more zones and years than the cache holds', () => {
  const zones = Intl.supportedValuesOf('timeZone').slice(0, 80)
  const years = Array.from({ length: 75 }, (_, index) => 1960 + index)
  const noon = (year: number) => at(`${year}-07-01T12:00:00Z`)
  const read = () => [
    ...zones.map(zone => localDateTime(zone, noon(2026))),
    ...years.map(year => localDateTime('Europe/Dublin', noon(year))),
  ]
  expect(read()).toEqual(read())
})

test('days and dates are one to one', () => {
  expect(dayOfDate('1970-01-01')).toBe(0)
  expect(dateOfDay(dayOfDate('2028-02-29'))).toBe('2028-02-29')
})

function wall(date: string, fromMin: number, toMin: number) {
  const midnight = dayOfDate(date) * dayMs
  return { startMs: midnight + minutes(fromMin), endMs: midnight + minutes(toMin) }
}
