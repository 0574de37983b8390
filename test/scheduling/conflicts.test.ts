import { describe, expect, expectTypeOf, test } from 'vitest'
import type {
  Candidate,
  Requirement,
  ResourceCalendar,
  ServiceTerms,
  Terms,
} from '../../emulator/scheduling/calendar.ts'
import { type Conflict, chooseAllocations, findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { type ConflictType, conflictTypes } from '../../src/contract/objects/conflict.ts'
import { at, booking, candidate, everyDay, minutes, onDates, resource, service, terms } from './worlds.ts'

const ten = '2026-04-20T10:00:00Z'

type Asked = Partial<Omit<Terms, 'service'>>

/** Conflicts of a start on an otherwise free resource. */
function conflictsAt(
  start: string,
  parts: Partial<ServiceTerms> = {},
  asked: Asked = {},
  calendar = resource(),
) {
  return findConflicts(candidate(start, calendar), terms(parts, asked))
}

describe('past and notice', () => {
  const nowMs = at(ten)
  const hour = { noticeMin: 60, stepMin: 1 }
  const earliestMs = nowMs + minutes(60)

  test.each<[string, string, Partial<ServiceTerms>, boolean, Conflict[]]>([
    ['now', ten, { stepMin: 1 }, false, []],
    ['a minute ago', '2026-04-20T09:59:00Z', { stepMin: 1 }, false, [{ type: 'in_past' }]],
    ['a minute ago, to record it', '2026-04-20T09:59:00Z', { stepMin: 1 }, true, []],
    [
      'a minute ago, with notice',
      '2026-04-20T09:59:00Z',
      hour,
      false,
      [{ type: 'in_past' }, { type: 'insufficient_notice', earliestMs }],
    ],
    ['a minute ago, with notice, to record it', '2026-04-20T09:59:00Z', hour, true, []],
    ['now, with notice', ten, hour, false, [{ type: 'insufficient_notice', earliestMs }]],
    ['now, with notice, whoever asks', ten, hour, true, [{ type: 'insufficient_notice', earliestMs }]],
    [
      'a minute short of the notice',
      '2026-04-20T10:59:00Z',
      hour,
      false,
      [{ type: 'insufficient_notice', earliestMs }],
    ],
    ['exactly at the notice', '2026-04-20T11:00:00Z', hour, false, []],
  ])('%s', (_, start, parts, allowPast, expected) => {
    expect(conflictsAt(start, parts, { nowMs, allowPast })).toEqual(expected)
  })

  test('the earliest start is a whole second, and allowed', () => {
    const now = { nowMs: nowMs + 1 }
    const [conflict] = conflictsAt('2026-04-20T11:00:00Z', hour, now)
    expect(conflict).toEqual({ type: 'insufficient_notice', earliestMs: earliestMs + 1000 })
    expect(conflictsAt('2026-04-20T11:00:01Z', hour, now)).toEqual([
      { type: 'off_grid', nearestMs: at('2026-04-20T11:00:00Z') },
    ])
  })

  test('notice is elapsed time, also when clocks change', () => {
    // 01:30 to 04:30 on the day New York skips an hour: two hours, not three.
    const parts = { noticeMin: 180, stepMin: 1 }
    const asked = { nowMs: at('2026-03-08T06:30:00Z') }
    const calendar = resource({ timezone: 'America/New_York' })
    expect(conflictsAt('2026-03-08T08:30:00Z', parts, asked, calendar)).toHaveLength(1)
    expect(conflictsAt('2026-03-08T09:30:00Z', parts, asked, calendar)).toEqual([])
  })
})

describe('horizon, in local calendar days', () => {
  const kolkata = resource({ timezone: 'Asia/Kolkata' })
  // 23:45 on the 20th in Kolkata.
  const asked = { nowMs: at('2026-04-20T18:15:00Z') }

  test.each<[string, string, number, number | null]>([
    ['the last half hour of the last day', '2026-04-22T18:00:00Z', 2, null],
    ['midnight after it', '2026-04-22T18:30:00Z', 2, at('2026-04-22T18:15:00Z')],
    ['today, with a horizon of no days', '2026-04-20T18:15:00Z', 0, null],
    ['fifteen minutes later is tomorrow', '2026-04-20T18:30:00Z', 0, at('2026-04-20T18:15:00Z')],
  ])('%s', (_, start, horizonDays, latestMs) => {
    const expected = latestMs === null ? [] : [{ type: 'beyond_horizon', latestMs }]
    expect(conflictsAt(start, { horizonDays, stepMin: 15 }, asked, kolkata)).toEqual(expected)
  })

  test('a last day that was skipped ends where the day before ended', () => {
    const apia = resource({ timezone: 'Pacific/Apia' })
    const now = { nowMs: at('2011-12-30T00:00:00Z') }
    expect(conflictsAt('2011-12-30T10:00:00Z', { horizonDays: 1 }, now, apia)).toEqual([
      { type: 'beyond_horizon', latestMs: at('2011-12-30T09:30:00Z') },
    ])
  })
})

describe('hours', () => {
  const office = { weekly: everyDay('09:00', '17:00') }

  test.each<[string, string, Partial<ResourceCalendar>, Conflict[]]>([
    ['the first start', '2026-04-20T09:00:00Z', office, []],
    ['the last start', '2026-04-20T16:30:00Z', office, []],
    ['a start whose end is too late', '2026-04-20T17:00:00Z', office, [{ type: 'outside_working_hours' }]],
    ['before they begin', '2026-04-20T08:30:00Z', office, [{ type: 'outside_working_hours' }]],
    [
      'a day off',
      ten,
      { ...office, exceptions: [onDates('closed', '2026-04-20', '2026-04-20')] },
      [{ type: 'time_off', id: 'exc_closed' }],
    ],
    [
      'a day off, outside hours',
      '2026-04-20T20:00:00Z',
      { ...office, exceptions: [onDates('closed', '2026-04-20', '2026-04-20')] },
      [{ type: 'outside_working_hours' }, { type: 'time_off', id: 'exc_closed' }],
    ],
    [
      'replaced hours',
      ten,
      { ...office, exceptions: [onDates('replace', '2026-04-20', '2026-04-20', ['11:00', '12:00'])] },
      [{ type: 'outside_working_hours' }],
    ],
    [
      'offline',
      ten,
      { ...office, offline: [{ fromMs: at('2026-04-20T10:29:00Z'), untilMs: null }] },
      [{ type: 'resource_offline' }],
    ],
    [
      'offline again later',
      ten,
      { ...office, offline: [{ fromMs: at('2026-04-20T10:30:00Z'), untilMs: null }] },
      [],
    ],
    [
      'the location is closed',
      ten,
      { ...office, location: { timezone: 'UTC', openingHours: everyDay('11:00', '16:00'), holidays: [] } },
      [{ type: 'location_closed' }],
    ],
    [
      'a holiday',
      ten,
      { ...office, location: { timezone: 'UTC', openingHours: null, holidays: ['2026-04-20'] } },
      [{ type: 'location_closed' }],
    ],
  ])('%s', (_, start, parts, expected) => {
    expect(conflictsAt(start, {}, {}, resource(parts))).toEqual(expected)
  })

  test('what closes other times is no reason', () => {
    const calendar = resource({
      ...office,
      exceptions: [onDates('closed', '2026-04-21', '2026-04-21')],
      offline: [{ fromMs: at('2026-04-21T00:00:00Z'), untilMs: null }],
      location: { timezone: 'UTC', openingHours: null, holidays: ['2026-04-21'] },
    })
    expect(conflictsAt('2026-04-20T20:00:00Z', {}, {}, calendar)).toEqual([{ type: 'outside_working_hours' }])
  })

  test('a day off shuts the night that begins on it, and no other', () => {
    const bar = resource({
      weekly: everyDay('22:00', '02:00'),
      exceptions: [onDates('closed', '2026-04-20', '2026-04-20')],
    })
    const timeOff = [{ type: 'time_off', id: 'exc_closed' }]
    expect(conflictsAt('2026-04-20T00:30:00Z', {}, {}, bar)).toEqual([])
    expect(conflictsAt('2026-04-20T22:30:00Z', {}, {}, bar)).toEqual(timeOff)
    expect(conflictsAt('2026-04-21T00:30:00Z', {}, {}, bar)).toEqual(timeOff)
    expect(conflictsAt('2026-04-21T22:30:00Z', {}, {}, bar)).toEqual([])
  })

  test('buffers need not lie in working hours', () => {
    expect(conflictsAt('2026-04-20T09:00:00Z', { bufferBeforeMin: 45 }, {}, resource(office))).toEqual([])
    expect(conflictsAt('2026-04-20T16:30:00Z', { bufferAfterMin: 45 }, {}, resource(office))).toEqual([])
  })
})

describe('skills', () => {
  const needed = [{ skillId: 'skl_laser', minLevel: 2 }]
  const missing = [{ type: 'missing_skill', skillId: 'skl_laser' }]

  test.each<[string, number | null, number | null, unknown[]]>([
    ['none', null, null, missing],
    ['too low', 1, null, missing],
    ['enough', 2, null, []],
    ['more than enough', 3, null, []],
    ['valid until after the start', 2, at('2026-04-20T10:00:01Z'), []],
    ['expires at the start', 2, at(ten), missing],
  ])('%s', (_, level, validUntilMs, expected) => {
    const skills = level === null ? [] : [{ skillId: 'skl_laser', level, validUntilMs }]
    const first = { group: 'staff', calendar: resource({ skills }), skills: needed }
    expect(findConflicts(candidate(ten, resource(), { first }), terms())).toEqual(expected)
  })
})

describe('daily limits, by local day', () => {
  const kolkata = { timezone: 'Asia/Kolkata' }
  // 23:30 on the 20th and 00:30 on the 21st in Kolkata, and another service on the 20th.
  const busy = [
    booking('bk_a', '2026-04-20T18:00:00Z'),
    booking('bk_b', '2026-04-20T19:00:00Z'),
    booking('bk_c', '2026-04-20T04:00:00Z', { serviceId: 'svc_2', kind: 'hold' }),
  ]

  test.each<[string, Partial<ResourceCalendar>, Partial<ServiceTerms>, string[], boolean]>([
    ['the resource has had two, holds included', { maxBookingsPerDay: 2 }, {}, [], true],
    ['it may have three', { maxBookingsPerDay: 3 }, {}, [], false],
    ['the booking itself does not count', { maxBookingsPerDay: 2 }, {}, ['bk_a'], false],
    ['the service has had one', {}, { maxPerDay: 1 }, [], true],
    ['it may have two', {}, { maxPerDay: 2 }, [], false],
  ])('%s', (_, parts, limits, excludeIds, isFull) => {
    const asked = candidate(ten, resource({ ...kolkata, ...parts, busy }), { excludeIds })
    expect(findConflicts(asked, terms(limits))).toEqual(isFull ? [{ type: 'daily_limit' }] : [])
  })

  test('the day is that of the start in the zone of the resource', () => {
    const calendar = resource({ ...kolkata, maxBookingsPerDay: 2, busy })
    // 20:00 in UTC is already the 21st in Kolkata, which has had one.
    expect(findConflicts(candidate('2026-04-20T20:00:00Z', calendar), terms())).toEqual([])
  })
})

describe('the grid', () => {
  test.each<[string, string, number, string | null]>([
    ['Asia/Kolkata', '2026-04-20T03:30:00Z', 60, null],
    ['Asia/Kolkata', '2026-04-20T04:00:00Z', 60, '2026-04-20T04:30:00Z'],
    ['UTC', '2026-04-20T10:00:30Z', 1, '2026-04-20T10:01:00Z'],
    ['Asia/Kathmandu', '2026-04-20T10:15:00Z', 30, null],
  ])('%s %s every %d minutes', (timezone, start, stepMin, nearest) => {
    const expected = nearest === null ? [] : [{ type: 'off_grid', nearestMs: at(nearest) }]
    expect(conflictsAt(start, { stepMin }, {}, resource({ timezone }))).toEqual(expected)
  })
})

describe('further groups', () => {
  const free = (id: string) => resource({ id })
  const taken = (id: string) => resource({ id, busy: [booking('bk_a', ten)] })

  function withRooms(...groups: (readonly ResourceCalendar[])[]): Candidate {
    const others = groups.map(
      (calendars, index): Requirement => ({ group: `room_${index}`, calendars, skills: [] }),
    )
    return candidate(ten, resource(), { others })
  }

  function outcome(asked: Candidate) {
    return {
      conflicts: findConflicts(asked, terms()),
      chosen: chooseAllocations(asked, terms())
        .slice(1)
        .map(({ resourceId }) => resourceId),
    }
  }

  const unavailable = (...ids: string[]) => ids.map(id => ({ type: 'room_unavailable', id }))

  test.each<[string, Candidate, { conflicts: unknown[]; chosen: string[] }]>([
    ['none needed', withRooms(), { conflicts: [], chosen: [] }],
    ['a free room', withRooms([free('res_a')]), { conflicts: [], chosen: ['res_a'] }],
    [
      'the first free one',
      withRooms([taken('res_a'), free('res_b'), free('res_c')]),
      { conflicts: [], chosen: ['res_b'] },
    ],
    [
      'all taken',
      withRooms([taken('res_a'), taken('res_b')]),
      { conflicts: unavailable('res_a', 'res_b'), chosen: ['res_a'] },
    ],
    ['a group of nobody', withRooms([]), { conflicts: [{ type: 'room_unavailable' }], chosen: [] }],
    // The second group can only be served if the first leaves its favourite.
    [
      'one each, none twice',
      withRooms([free('res_a'), free('res_b')], [free('res_a')]),
      { conflicts: [], chosen: ['res_b', 'res_a'] },
    ],
    [
      'one for two groups',
      withRooms([free('res_a')], [free('res_a')]),
      { conflicts: unavailable('res_a'), chosen: ['res_a', 'res_a'] },
    ],
    [
      'only the booking’s own resource',
      withRooms([free('res_1')]),
      { conflicts: unavailable('res_1'), chosen: ['res_1'] },
    ],
  ])('%s', (_, asked, expected) => {
    expect(outcome(asked)).toEqual(expected)
  })

  test.each<[string, Partial<ResourceCalendar>, boolean]>([
    ['open in its own zone', { timezone: 'Asia/Kolkata', weekly: everyDay('15:30', '16:00') }, true],
    ['closed in its own zone', { timezone: 'Asia/Kolkata', weekly: everyDay('09:00', '12:00') }, false],
    [
      'full for its own day',
      { maxBookingsPerDay: 1, busy: [booking('bk_a', '2026-04-20T12:00:00Z')] },
      false,
    ],
    ['of the same service, but with capacity', { capacity: 2, busy: [booking('bk_a', ten)] }, true],
    ['off the grid in its own zone', { timezone: 'Asia/Kathmandu' }, true],
  ])('a room that is %s', (_, parts, isFree) => {
    const expected = isFree ? [] : unavailable('res_room')
    expect(findConflicts(withRooms([resource({ id: 'res_room', ...parts })]), terms())).toEqual(expected)
  })

  test('skills of a group are asked of that group', () => {
    const skills = [{ skillId: 'skl_mri', minLevel: 1 }]
    const scanner = resource({ id: 'res_a', skills: [{ skillId: 'skl_mri', level: 1, validUntilMs: null }] })
    const ask = (calendars: ResourceCalendar[]) =>
      findConflicts(
        candidate(ten, resource(), { others: [{ group: 'machine', calendars, skills }] }),
        terms(),
      )
    expect(ask([free('res_b')])).toEqual(unavailable('res_b'))
    expect(ask([free('res_b'), scanner])).toEqual([])
  })
})

test('every reason at once, each once, in the order of the catalogue', () => {
  const calendar = resource({
    weekly: {},
    exceptions: [onDates('closed', '2026-04-20', '2026-04-20')],
    offline: [{ fromMs: 0, untilMs: null }],
    location: { timezone: 'UTC', openingHours: {}, holidays: [] },
    maxBookingsPerDay: 1,
    busy: [
      booking('bk_buffer', '2026-04-20T10:40:00Z', { bufferBeforeMs: minutes(10) }),
      booking('hold_core', '2026-04-20T10:00:00Z', { kind: 'hold' }),
      booking('bk_core', '2026-04-20T10:00:00Z'),
    ],
  })
  const asked: Candidate = {
    first: { group: 'staff', calendar, skills: [{ skillId: 'skl_a', minLevel: 1 }] },
    others: [{ group: 'room', calendars: [], skills: [] }],
    units: 2,
    startMs: at('2026-04-20T10:07:00Z'),
  }
  const rules = {
    service: service({ noticeMin: 60, horizonDays: -1 }),
    nowMs: at('2026-04-20T11:00:00Z'),
    allowPast: false,
  }
  expect(findConflicts(asked, rules).map(({ type }) => type)).toEqual([...conflictTypes])
})

test('the types are those of the contract', () => {
  expectTypeOf<Conflict['type']>().toEqualTypeOf<ConflictType>()
})
