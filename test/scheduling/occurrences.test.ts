import * as fc from 'fast-check'
import rrulePackage from 'rrule'
import { describe, expect, test } from 'vitest'
import { expandRule } from '../../emulator/scheduling/occurrences.ts'
import { readRule } from '../../emulator/scheduling/recurrence-rule.ts'
import { wallTime } from '../../emulator/scheduling/zones.ts'

const { rrulestr } = rrulePackage

function expand(text: string, startLocal: string, timezone = 'UTC') {
  const read = readRule(text)
  if ('faults' in read) throw new Error(read.faults.join())
  return expandRule(read.rule, startLocal, timezone)
}

/** The local starts of a rule, or its fault. */
function localsOf(text: string, startLocal: string, timezone?: string) {
  const expanded = expand(text, startLocal, timezone)
  return 'fault' in expanded ? expanded.fault : expanded.occurrences.map(({ local }) => local.slice(0, 16))
}

/** The instants of a rule. */
function instantsOf(text: string, startLocal: string, timezone: string) {
  const expanded = expand(text, startLocal, timezone)
  return 'fault' in expanded
    ? expanded.fault
    : expanded.occurrences.map(({ startMs }) => new Date(startMs).toISOString().replace(':00.000', ''))
}

const at = (days: readonly string[]) => days.map(day => `${day}T10:30`)

describe('dates, written out', () => {
  test.each([
    [
      '29 February is in leap years only',
      'FREQ=MONTHLY;INTERVAL=12;COUNT=3',
      '2024-02-29T10:30',
      ['2024-02-29', '2028-02-29', '2032-02-29'],
    ],
    ['2100 is none', 'FREQ=MONTHLY;INTERVAL=12;COUNT=2', '2096-02-29T10:30', ['2096-02-29', '2104-02-29']],
    [
      'the 31st skips months that have none',
      'FREQ=MONTHLY;COUNT=5',
      '2026-01-31T10:30',
      ['2026-01-31', '2026-03-31', '2026-05-31', '2026-07-31', '2026-08-31'],
    ],
    [
      'the 30th skips February',
      'FREQ=MONTHLY;COUNT=3',
      '2026-01-30T10:30',
      ['2026-01-30', '2026-03-30', '2026-04-30'],
    ],
    [
      'the fifth Monday skips months that have four',
      'FREQ=MONTHLY;BYDAY=5MO;COUNT=4',
      '2026-01-01T10:30',
      ['2026-03-30', '2026-06-29', '2026-08-31', '2026-11-30'],
    ],
    [
      'the last Friday',
      'FREQ=MONTHLY;BYDAY=-1FR;COUNT=4',
      '2026-01-01T10:30',
      ['2026-01-30', '2026-02-27', '2026-03-27', '2026-04-24'],
    ],
    [
      'the fifth last Sunday',
      'FREQ=MONTHLY;BYDAY=-5SU;COUNT=3',
      '2026-01-01T10:30',
      ['2026-03-01', '2026-05-03', '2026-08-02'],
    ],
    [
      'first Monday and last Friday',
      'FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4',
      '2026-01-10T10:30',
      ['2026-01-30', '2026-02-02', '2026-02-27', '2026-03-02'],
    ],
    [
      'every Tuesday of each month',
      'FREQ=MONTHLY;BYDAY=TU;COUNT=5',
      '2026-01-19T10:30',
      ['2026-01-20', '2026-01-27', '2026-02-03', '2026-02-10', '2026-02-17'],
    ],
    [
      'weeks begin on Mondays',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=5',
      '2026-01-31T10:30',
      ['2026-02-01', '2026-02-09', '2026-02-15', '2026-02-23', '2026-03-01'],
    ],
    [
      'a start that matches no weekday is no date',
      'FREQ=WEEKLY;BYDAY=TU;COUNT=2',
      '2026-04-20T10:30',
      ['2026-04-21', '2026-04-28'],
    ],
    [
      'workdays',
      'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=3',
      '2026-04-23T10:30',
      ['2026-04-23', '2026-04-24', '2026-04-27'],
    ],
    [
      'UNTIL as a local date is included',
      'FREQ=DAILY;UNTIL=20260422',
      '2026-04-20T10:30',
      ['2026-04-20', '2026-04-21', '2026-04-22'],
    ],
    [
      'UNTIL as an instant is included',
      'FREQ=DAILY;UNTIL=20260421T103000Z',
      '2026-04-20T10:30',
      ['2026-04-20', '2026-04-21'],
    ],
    ['and nothing after it', 'FREQ=DAILY;UNTIL=20260421T102959Z', '2026-04-20T10:30', ['2026-04-20']],
  ])('%s', (_what, rule, start, days) => {
    expect(localsOf(rule, start)).toEqual(at(days))
  })

  test('UNTIL as a local date is one of the zone, however far that is from UTC', () => {
    // 23:30 in Chatham is 10:45 of the same day in UTC; 00:30 in Kolkata is the day before there.
    expect(localsOf('FREQ=DAILY;UNTIL=20260421', '2026-04-20T23:30', 'Pacific/Chatham')).toHaveLength(2)
    expect(localsOf('FREQ=DAILY;UNTIL=20260421', '2026-04-20T00:30', 'Asia/Kolkata')).toHaveLength(2)
    expect(localsOf('FREQ=DAILY;UNTIL=20260421T000000Z', '2026-04-20T00:30', 'Asia/Kolkata')).toHaveLength(2)
  })

  test('52 dates are the limit', () => {
    expect(localsOf('FREQ=WEEKLY;COUNT=52', '2026-04-20T10:30')).toHaveLength(52)
    expect(localsOf('FREQ=WEEKLY;UNTIL=20270412', '2026-04-20T10:30')).toHaveLength(52)
    expect(localsOf('FREQ=WEEKLY;UNTIL=20270419', '2026-04-20T10:30')).toMatch(/^must end after 52 dates/)
    expect(localsOf('FREQ=DAILY;UNTIL=99991231', '2026-04-20T10:30')).toMatch(/^must end after 52 dates/)
  })

  test('a rule without dates says so, and so does one that takes for ever', () => {
    expect(localsOf('FREQ=DAILY;UNTIL=20260101', '2026-04-20T10:30')).toMatch(/^has no date from/)
    expect(localsOf('FREQ=MONTHLY;INTERVAL=12;BYDAY=5MO;COUNT=9', '2026-02-01T10:30')).toBe(
      'has only 2 dates within 60 years',
    )
    expect(localsOf('FREQ=DAILY;COUNT=5', '9999-12-30T10:30')).toBe('has only 2 dates within 60 years')
  })
})

describe('instants', () => {
  test.each([
    // New York springs forward on 8 March 2026: 02:30 is in the gap, and takes the offset before it.
    [
      'a start in a gap',
      'America/New_York',
      '2026-03-07T02:30',
      ['2026-03-07T07:30Z', '2026-03-08T07:30Z', '2026-03-09T06:30Z'],
    ],
    // And falls back on 1 November: 01:30 is there twice, and is the first of the two.
    [
      'a start in an overlap',
      'America/New_York',
      '2026-10-31T01:30',
      ['2026-10-31T05:30Z', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    [
      'half an hour in Lord Howe',
      'Australia/Lord_Howe',
      '2026-04-04T02:00',
      ['2026-04-03T15:00Z', '2026-04-04T15:30Z', '2026-04-05T15:30Z'],
    ],
    [
      'a midnight that is left out in Beirut',
      'Asia/Beirut',
      '2026-03-28T00:00',
      ['2026-03-27T22:00Z', '2026-03-28T22:00Z', '2026-03-29T21:00Z'],
    ],
    [
      'winter time below standard in Dublin',
      'Europe/Dublin',
      '2026-10-24T10:30',
      ['2026-10-24T09:30Z', '2026-10-25T10:30Z', '2026-10-26T10:30Z'],
    ],
    // 30 December 2011 was left out: its 10:30 is that of the 31st, and is there once.
    [
      'a day that is left out in Apia',
      'Pacific/Apia',
      '2011-12-29T10:30',
      ['2011-12-29T20:30Z', '2011-12-30T20:30Z', '2011-12-31T20:30Z'],
    ],
  ])('%s', (_what, timezone, start, instants) => {
    expect(instantsOf('FREQ=DAILY;COUNT=3', start, timezone)).toEqual(instants)
  })

  test('the day that is left out is one occurrence with the next, under the name that comes first', () => {
    expect(localsOf('FREQ=DAILY;COUNT=3', '2011-12-29T10:30', 'Pacific/Apia')).toEqual([
      '2011-12-29T10:30',
      '2011-12-30T10:30',
      '2012-01-01T10:30',
    ])
  })

  const zones = [
    'America/New_York',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Asia/Beirut',
    'Africa/Casablanca',
    'Europe/Dublin',
  ]
  test.each(zones)('the wall time holds for a year in %s', timezone => {
    const expanded = expand('FREQ=WEEKLY;COUNT=52', '2026-01-05T10:30', timezone)
    if ('fault' in expanded) throw new Error(expanded.fault)
    const walls = expanded.occurrences.map(({ startMs }) =>
      new Date(wallTime(timezone, startMs)).toISOString().slice(11, 16),
    )
    expect([walls.length, new Set(walls)]).toEqual([52, new Set(['10:30'])])
    // The same as somebody else's zones say.
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, timeStyle: 'short' })
    expect(new Set(expanded.occurrences.map(({ startMs }) => local.format(startMs)))).toEqual(
      new Set(['10:30']),
    )
  })
})

const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')
const days = fc.uniqueArray(weekday, { maxLength: 4 })
// Without plain days beside them: of MO,-2MO the other library takes what is both, where RFC 5545 takes either.
const ordinalDays = fc.uniqueArray(
  fc.tuple(fc.constantFrom('1', '2', '3', '4', '5', '-1', '-2', '-5'), weekday).map(parts => parts.join('')),
  { maxLength: 3 },
)
const end = fc.oneof(
  fc.integer({ min: 1, max: 52 }).map(count => `COUNT=${count}`),
  fc
    .integer({ min: 0, max: 400 })
    .map(
      more =>
        `UNTIL=${new Date(Date.UTC(2026, 0, 1 + more, 23)).toISOString().replaceAll(/[-:]|\.000/g, '')}`,
    ),
)
const rule = fc
  .tuple(
    fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY'),
    fc.integer({ min: 1, max: 5 }),
    days,
    ordinalDays,
    end,
  )
  .map(([freq, interval, plain, ordinal, ending]) => {
    const byDay = freq === 'MONTHLY' && ordinal.length > 0 ? ordinal : plain
    return `FREQ=${freq};INTERVAL=${interval};${byDay.length > 0 ? `BYDAY=${byDay.join()};` : ''}${ending}`
  })

test('dates are those of another library', () => {
  fc.assert(
    fc.property(rule, fc.integer({ min: 0, max: 366 }), (text, day) => {
      const start = new Date(Date.UTC(2026, 0, 1 + day, 10, 30))
      const startLocal = start.toISOString().slice(0, 16)
      const found = localsOf(text, startLocal)
      const bound = new Date(start)
      bound.setUTCFullYear(start.getUTCFullYear() + 60)
      const others = rrulestr(`RRULE:${text}`, { dtstart: start })
        .between(start, bound, true, (_, i) => i < 53)
        .map(date => date.toISOString().slice(0, 16))
      const count = Number(/COUNT=(\d+)/.exec(text)?.[1] ?? 0)
      if (others.length === 0) expect(found, text).toContain('has no date from')
      else if (others.length > 52) expect(found, text).toContain('must end after 52 dates')
      else if (others.length < count)
        expect(found, text).toContain(`has only ${others.length} dates within 60 years`)
      else expect(found, text).toEqual(others)
    }),
    {
      numRuns: 200,
      examples: [['FREQ=MONTHLY;INTERVAL=5;BYDAY=5MO;COUNT=49', 365]],
    },
  )
})
