import { describe, expect, test } from 'vitest'
import { findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { listStarts, nextStarts } from '../../emulator/scheduling/starts.ts'
import { at, booking, candidate, everyDay, onDates, resource, terms, texts } from './worlds.ts'

const office = { weekly: everyDay('09:00', '11:00') }

function listed(from: string, to: string, calendar = resource(office), rules = terms()) {
  return listStarts({ startMs: at(from), endMs: at(to) }, candidate(from, calendar), rules)
}

function next(after: string, until: string, count: number, calendar = resource(office), rules = terms()) {
  return texts(
    nextStarts({ afterMs: at(after), untilMs: at(until), count }, candidate(after, calendar), rules),
  )
}

describe('listStarts', () => {
  test('from inclusive, to exclusive, each with its end and seats', () => {
    expect(
      listed(
        '2026-04-20T09:30:00Z',
        '2026-04-20T10:30:00Z',
        resource({ ...office, capacity: 3 }),
        terms({ capacity: null }),
      ),
    ).toEqual([
      { startMs: at('2026-04-20T09:30:00Z'), endMs: at('2026-04-20T10:00:00Z'), seatsLeft: 3 },
      { startMs: at('2026-04-20T10:00:00Z'), endMs: at('2026-04-20T10:30:00Z'), seatsLeft: 3 },
    ])
  })

  test('a window that is empty, past, or beyond the horizon lists nothing', () => {
    expect(listed('2026-04-20T09:00:00Z', '2026-04-20T09:00:00Z')).toEqual([])
    expect(listed('2026-04-20T09:00:00Z', '2026-04-19T09:00:00Z')).toEqual([])
    expect(listed('2026-04-14T00:00:00Z', '2026-04-15T00:00:00Z')).toEqual([])
    expect(listed('2027-04-14T00:00:00Z', '2027-04-15T00:00:00Z')).toEqual([])
  })

  test('sees what reaches into the window through buffers', () => {
    const busy = [booking('bk_a', '2026-04-20T11:00:00Z'), booking('bk_b', '2026-04-20T08:30:00Z')]
    const rules = terms({ bufferBeforeMin: 5, bufferAfterMin: 5 })
    const starts = listed(
      '2026-04-20T09:00:00Z',
      '2026-04-20T11:00:00Z',
      resource({ ...office, busy }),
      rules,
    )
    expect(texts(starts)).toEqual(['2026-04-20T09:30:00Z', '2026-04-20T10:00:00Z'])
  })

  test('sees a long booking behind a short one that began later', () => {
    const busy = [
      booking('bk_long', '2026-04-20T08:00:00Z', { lengthMin: 150 }),
      booking('bk_short', '2026-04-20T08:30:00Z'),
    ]
    const starts = listed('2026-04-20T08:00:00Z', '2026-04-20T11:00:00Z', resource({ ...office, busy }))
    expect(texts(starts)).toEqual(['2026-04-20T10:30:00Z'])
  })

  test('a wall time that comes twice is listed twice', () => {
    const calendar = resource({ timezone: 'America/New_York', weekly: everyDay('01:00', '02:00') })
    const starts = listed(
      '2026-11-01T04:00:00Z',
      '2026-11-01T08:00:00Z',
      calendar,
      terms({ horizonDays: 365 }),
    )
    expect(texts(starts).map(text => text.slice(11, 16))).toEqual(['05:00', '05:30', '06:00', '06:30'])
  })

  test('seats left are those of the scarcest resource, where groups need several', () => {
    const rooms = [
      resource({ id: 'res_a', capacity: 2 }),
      resource({ id: 'res_b', capacity: 4 }),
      resource({ id: 'res_closed', capacity: 9, weekly: {} }),
    ]
    const demand = {
      ...candidate('2026-04-20T09:00:00Z', resource({ ...office, capacity: 9 })),
      others: [{ group: 'room', calendars: rooms, skills: [] }],
    }
    const window = { startMs: at('2026-04-20T09:00:00Z'), endMs: at('2026-04-20T09:30:00Z') }
    const seats = (capacity: number | null) =>
      listStarts(window, demand, terms({ capacity })).map(({ seatsLeft }) => seatsLeft)
    expect(seats(null)).toEqual([4])
    expect(seats(3)).toEqual([3])
  })
})

describe('nextStarts', () => {
  test('strictly after, and no more than asked for', () => {
    expect(next('2026-04-20T09:30:00Z', '2026-04-22T00:00:00Z', 3)).toEqual([
      '2026-04-20T10:00:00Z',
      '2026-04-20T10:30:00Z',
      '2026-04-21T09:00:00Z',
    ])
    expect(next('2026-04-20T09:30:00Z', '2026-04-22T00:00:00Z', 0)).toEqual([])
  })

  test('fewer where the window ends', () => {
    expect(next('2026-04-20T09:30:00Z', '2026-04-20T10:30:00Z', 5)).toEqual(['2026-04-20T10:00:00Z'])
  })

  test('after a start in the past: the past as well for those who record it, otherwise from now on', () => {
    const nowMs = at('2026-04-20T10:15:00Z')
    const ask = (allowPast: boolean) =>
      next(
        '2026-04-20T09:00:00Z',
        '2026-04-21T00:00:00Z',
        5,
        resource(office),
        terms({}, { nowMs, allowPast }),
      )
    expect(ask(true)).toEqual(['2026-04-20T09:30:00Z', '2026-04-20T10:00:00Z', '2026-04-20T10:30:00Z'])
    expect(ask(false)).toEqual(['2026-04-20T10:30:00Z'])
  })

  test('recording the past does not lift the notice of what is to come', () => {
    const rules = terms({ noticeMin: 60 }, { nowMs: at('2026-04-20T09:45:00Z'), allowPast: true })
    expect(next('2026-04-20T09:00:00Z', '2026-04-21T12:00:00Z', 2, resource(office), rules)).toEqual([
      '2026-04-20T09:30:00Z',
      '2026-04-21T09:00:00Z',
    ])
  })

  test('what is suggested can be booked if asked for at once', () => {
    const busy = [booking('bk_a', '2026-04-20T09:30:00Z', { bufferAfterMs: 60_000 })]
    const asked = candidate('2026-04-20T09:30:00Z', resource({ ...office, busy }))
    const search = { afterMs: asked.startMs, untilMs: at('2026-04-23T00:00:00Z'), count: 5 }
    const found = nextStarts(search, asked, terms())
    expect(found).toHaveLength(5)
    for (const { startMs } of found) expect(findConflicts({ ...asked, startMs }, terms())).toEqual([])
  })
})

describe('the default data set', () => {
  const hours = [{ start: '09:00', end: '18:00' }]
  const override = booking('bk_01HXYW999', '2026-04-21T05:00:00Z')
  const doctor = resource({
    id: 'res_dr_niket',
    timezone: 'Asia/Kolkata',
    weekly: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: hours },
    exceptions: [onDates('replace', '2026-04-21', '2026-04-21', ['11:00', '18:00'])],
    busy: [override],
  })
  const rules = terms({}, { nowMs: at('2026-04-15T09:42:11Z'), allowPast: true })

  test('has the 422 of the reference on the 21st', () => {
    expect(findConflicts(candidate('2026-04-21T05:00:00Z', doctor), rules)).toEqual([
      { type: 'existing_booking', id: 'bk_01HXYW999' },
      { type: 'outside_working_hours' },
    ])
    expect(next('2026-04-21T05:00:00Z', '2026-04-28T00:00:00Z', 2, doctor, rules)).toEqual([
      '2026-04-21T05:30:00Z',
      '2026-04-21T06:00:00Z',
    ])
  })

  test('takes the reference’s booking on the 20th once', () => {
    const asked = candidate('2026-04-20T05:00:00Z', doctor)
    expect(findConflicts(asked, rules)).toEqual([])
    const booked = { ...doctor, busy: [override, booking('bk_01HXYZ234', '2026-04-20T05:00:00Z')] }
    expect(findConflicts(candidate('2026-04-20T05:00:00Z', booked), rules)).toEqual([
      { type: 'existing_booking', id: 'bk_01HXYZ234' },
    ])
    expect(next('2026-04-20T05:00:00Z', '2026-04-28T00:00:00Z', 2, booked, rules)).toEqual([
      '2026-04-20T05:30:00Z',
      '2026-04-20T06:00:00Z',
    ])
  })

  test('is closed on Sunday', () => {
    const sunday = ['2026-04-18T18:30:00Z', '2026-04-19T18:30:00Z'] as const
    expect(listed(...sunday, doctor, rules)).toEqual([])
  })
})
