import { describe, expect, test } from 'vitest'
import type { LocationCalendar, ResourceCalendar } from '../../emulator/scheduling/calendar.ts'
import { hoursIn } from '../../emulator/scheduling/hours.ts'
import { at, between, everyDay, onDates, resource, texts } from './worlds.ts'

const monday = '2026-04-20'
const bar = { weekly: everyDay('22:00', '02:00') }
const office = { weekly: everyDay('09:00', '17:00') }

/** Open hours of a week that begins on Monday, 2026-04-20, as `day hh:mm-hh:mm` in UTC. */
function openHours(parts: Partial<ResourceCalendar>, days = 2): string[] {
  const window = { startMs: at(`${monday}T00:00:00Z`), endMs: at(`${monday}T00:00:00Z`) + days * 86_400_000 }
  return hoursIn(resource(parts), window).open.map(({ startMs, endMs }) => {
    const [from = '', to = ''] = texts([{ startMs }, { startMs: endMs }])
    return `${from.slice(8, 10)} ${from.slice(11, 16)}-${to.slice(11, 16)}`
  })
}

describe('weekly hours', () => {
  test.each<[string, Partial<ResourceCalendar>, string[]]>([
    ['by weekday', { weekly: { tue: [{ start: '09:00', end: '17:00' }] } }, ['21 09:00-17:00']],
    [
      'several a day, touching ones are one',
      {
        weekly: {
          mon: [
            { start: '13:00', end: '15:00' },
            { start: '09:00', end: '12:00' },
            { start: '12:00', end: '12:30' },
          ],
        },
      },
      ['20 09:00-12:30', '20 13:00-15:00'],
    ],
    ['24:00 joins the next day', { weekly: everyDay('00:00', '24:00') }, ['20 00:00-00:00']],
    ['past midnight', bar, ['20 00:00-02:00', '20 22:00-02:00', '21 22:00-00:00']],
    [
      'past midnight, on Monday only',
      { weekly: { mon: [{ start: '22:00', end: '02:00' }] } },
      ['20 22:00-02:00'],
    ],
    [
      'in the zone of the resource',
      { ...office, timezone: 'Asia/Kolkata' },
      ['20 03:30-11:30', '21 03:30-11:30'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(openHours(parts)).toEqual(expected)
  })
})

describe('exceptions', () => {
  test.each<[string, Partial<ResourceCalendar>, string[]]>([
    [
      'replace',
      { ...office, exceptions: [onDates('replace', monday, monday, ['11:00', '12:00'])] },
      ['20 11:00-12:00', '21 09:00-17:00'],
    ],
    [
      'replace without intervals',
      { ...office, exceptions: [onDates('replace', monday, monday)] },
      ['21 09:00-17:00'],
    ],
    [
      'replace keeps the night that began before it',
      { ...bar, exceptions: [onDates('replace', monday, monday)] },
      ['20 00:00-02:00', '21 22:00-00:00'],
    ],
    [
      'replace between instants',
      {
        ...office,
        exceptions: [between('replace', `${monday}T10:00:00Z`, `${monday}T14:00:00Z`, ['12:00', '18:00'])],
      },
      ['20 09:00-10:00', '20 12:00-17:00', '21 09:00-17:00'],
    ],
    [
      'open adds',
      { ...office, exceptions: [onDates('open', monday, monday, ['16:00', '19:00'])] },
      ['20 09:00-19:00', '21 09:00-17:00'],
    ],
    [
      'open without intervals: all day',
      { weekly: {}, exceptions: [onDates('open', monday, monday)] },
      ['20 00:00-00:00'],
    ],
    [
      'open between instants',
      { ...office, exceptions: [between('open', `${monday}T20:00:00Z`, `${monday}T21:00:00Z`)] },
      ['20 09:00-17:00', '20 20:00-21:00', '21 09:00-17:00'],
    ],
    [
      'open adds to replace, in either order',
      {
        ...office,
        exceptions: [
          onDates('open', monday, monday, ['15:00', '16:00']),
          onDates('replace', monday, monday, ['09:00', '10:00']),
        ],
      },
      ['20 09:00-10:00', '20 15:00-16:00', '21 09:00-17:00'],
    ],
    [
      'closed, both dates included',
      { ...office, exceptions: [onDates('closed', '2026-04-19', monday)] },
      ['21 09:00-17:00'],
    ],
    [
      'closed beats open',
      { ...office, exceptions: [onDates('open', monday, monday), onDates('closed', monday, monday)] },
      ['21 09:00-17:00'],
    ],
    [
      'closed for a part of the day',
      { ...office, exceptions: [onDates('closed', monday, '2026-04-21', ['12:00', '13:00'])] },
      ['20 09:00-12:00', '20 13:00-17:00', '21 09:00-12:00', '21 13:00-17:00'],
    ],
    [
      'closed between instants',
      { ...office, exceptions: [between('closed', `${monday}T08:00:00Z`, `${monday}T10:15:00Z`)] },
      ['20 10:15-17:00', '21 09:00-17:00'],
    ],
    // Monday off: Sunday's night shift still ends on Monday morning, Monday's does not begin.
    [
      'closed shuts the night that begins on its date',
      { ...bar, exceptions: [onDates('closed', monday, monday)] },
      ['20 00:00-02:00', '21 22:00-00:00'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(openHours(parts)).toEqual(expected)
  })
})

describe('location and offline periods', () => {
  const shop: LocationCalendar = { timezone: 'UTC', openingHours: everyDay('10:00', '16:00'), holidays: [] }

  test.each<[string, Partial<ResourceCalendar>, string[]]>([
    ['opening hours cut', { ...office, location: shop }, ['20 10:00-16:00', '21 10:00-16:00']],
    [
      'in the zone of the location',
      { ...office, location: { ...shop, timezone: 'Asia/Kolkata' } },
      ['20 09:00-10:30', '21 09:00-10:30'],
    ],
    ['a holiday closes', { ...office, location: { ...shop, holidays: [monday] } }, ['21 10:00-16:00']],
    [
      'a holiday without opening hours',
      { ...office, location: { ...shop, openingHours: null, holidays: [monday] } },
      ['21 09:00-17:00'],
    ],
    [
      'a holiday in another zone is another day',
      { ...office, location: { timezone: 'Asia/Kolkata', openingHours: null, holidays: ['2026-04-21'] } },
      ['20 09:00-17:00'],
    ],
    [
      'offline for a while',
      { ...office, offline: [{ fromMs: at(`${monday}T12:00:00Z`), untilMs: at(`${monday}T13:00:00Z`) }] },
      ['20 09:00-12:00', '20 13:00-17:00', '21 09:00-17:00'],
    ],
    [
      'offline until further notice',
      { ...office, offline: [{ fromMs: at(`${monday}T12:00:00Z`), untilMs: null }] },
      ['20 09:00-12:00'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(openHours(parts)).toEqual(expected)
  })
})

describe('transitions', () => {
  function openOn(timezone: string, from: string, to: string, start: string, end: string): string[] {
    const calendar = resource({ timezone, weekly: everyDay(start, end) })
    return hoursIn(calendar, { startMs: at(from), endMs: at(to) }).open.map(({ startMs, endMs }) =>
      texts([{ startMs }, { startMs: endMs }]).join('/'),
    )
  }

  test('hours wholly in a gap do not exist, and leave no phantom behind it', () => {
    const day = ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'] as const
    expect(openOn('America/New_York', ...day, '02:15', '02:45')).toEqual([])
  })

  test('hours that begin in a gap begin after it', () => {
    const day = ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'] as const
    expect(openOn('America/New_York', ...day, '02:30', '04:00')).toEqual([
      '2026-03-08T07:00:00Z/2026-03-08T08:00:00Z',
    ])
  })

  test('hours in an overlap are open twice', () => {
    const day = ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'] as const
    expect(openOn('America/New_York', ...day, '01:00', '01:30')).toEqual([
      '2026-11-01T05:00:00Z/2026-11-01T05:30:00Z',
      '2026-11-01T06:00:00Z/2026-11-01T06:30:00Z',
    ])
  })

  test('a date that was skipped has no hours; the night out of it keeps what exists of it', () => {
    const around = ['2011-12-30T00:00:00Z', '2011-12-31T12:00:00Z'] as const
    // 22:00 to 24:00 on Thursday the 29th, then at once Saturday the 31st, 00:00 to 02:00: the rest of the
    // night of Friday the 30th, pointwise like any hours whose start fell into a gap.
    expect(openOn('Pacific/Apia', ...around, '22:00', '02:00')).toEqual([
      '2011-12-30T08:00:00Z/2011-12-30T12:00:00Z',
      '2011-12-31T08:00:00Z/2011-12-31T12:00:00Z',
    ])
  })
})

test('causes stay apart: each set tells its own', () => {
  const calendar = resource({
    ...office,
    exceptions: [onDates('closed', monday, monday)],
    offline: [{ fromMs: at(`${monday}T12:00:00Z`), untilMs: at(`${monday}T13:00:00Z`) }],
    location: { timezone: 'UTC', openingHours: everyDay('10:00', '16:00'), holidays: [] },
  })
  const window = { startMs: at(`${monday}T00:00:00Z`), endMs: at('2026-04-21T00:00:00Z') }
  const { working, timeOff, offline, location, open } = hoursIn(calendar, window)
  expect(working).toContainEqual({ startMs: at(`${monday}T09:00:00Z`), endMs: at(`${monday}T17:00:00Z`) })
  expect(timeOff).toEqual([{ id: 'exc_closed', set: [window] }])
  expect(offline).toHaveLength(1)
  expect(location).toContainEqual({ startMs: at(`${monday}T10:00:00Z`), endMs: at(`${monday}T16:00:00Z`) })
  expect(open).toEqual([])
})
