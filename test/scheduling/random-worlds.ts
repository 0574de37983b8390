import fc from 'fast-check'
import type {
  Busy,
  Demand,
  HoursException,
  HoursInterval,
  LocationCalendar,
  ResourceCalendar,
  ServiceTerms,
  Terms,
  WeeklyHours,
} from '../../emulator/scheduling/calendar.ts'
import { at, minutes } from './worlds.ts'

/** A zone and an instant around which its clocks do something; Kolkata and Kathmandu only have odd offsets. */
export const places = [
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Asia/Kolkata', '2026-04-20T18:30:00Z'],
  ['Asia/Kathmandu', '2026-04-20T18:15:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z'],
  ['Pacific/Chatham', '2026-09-26T14:00:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z'],
  ['Asia/Beirut', '2026-10-24T21:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
  ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
  ['Europe/Dublin', '2026-03-29T01:00:00Z'],
  ['Europe/Dublin', '2026-10-25T01:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
] as const

/** A world around one place: who is asked for what, on which terms. `centreMs` is where it is interesting. */
export interface World {
  readonly centreMs: number
  readonly demand: Demand
  readonly terms: Terms
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** `HH:MM`, mostly on the quarter hour and mostly early, where transitions are. */
const time = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }).map(quarters => quarters * 15) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 95 }).map(quarters => quarters * 15) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1439 }) },
)

const hours: fc.Arbitrary<HoursInterval> = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(time, time) },
    { weight: 1, arbitrary: time.map(start => [start, 1440] as const) },
    { weight: 4, arbitrary: fc.constant([0, 1440] as const) },
  )
  .filter(([start, end]) => start !== end)
  .map(([start, end]) => ({ start: clock(start), end: clock(end) }))

const week: fc.Arbitrary<WeeklyHours> = fc.oneof(
  hours.map(interval => sameEveryDay([interval])),
  fc.array(hours, { maxLength: 3 }).map(sameEveryDay),
  fc.record(Object.fromEntries(days.map(day => [day, fc.array(hours, { maxLength: 2 })]))),
)

/** A random world. Everything but now lies on whole minutes, as the oracle needs it. */
export const world: fc.Arbitrary<World> = fc
  .constantFrom(...places)
  .chain(([timezone, centre]) => worldAt(timezone, at(centre)))

/** A random world around one place. */
export function worldAt(timezone: string, centreMs: number): fc.Arbitrary<World> {
  const otherZone = fc.constantFrom(timezone, timezone, 'UTC', 'Asia/Kolkata')
  const need = fc.record({
    skillId: fc.constantFrom('skl_a', 'skl_b'),
    minLevel: fc.integer({ min: 1, max: 2 }),
  })
  const needs = fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(need, { maxLength: 2 }) },
  )
  const room = (id: string) => otherZone.chain(zone => calendar(id, zone, centreMs))
  const rooms = fc.tuple(room('res_room_a'), room('res_room_b')).map(list => [...list])
  const requirement = fc
    .tuple(rooms, fc.constantFrom(0, 1, 1, 2, 2, 2), needs)
    .map(([list, count, skills]) => ({ group: 'room', calendars: list.slice(0, count), skills }))
  const others = fc.oneof(
    { weight: 7, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.tuple(requirement).map(list => [...list]) },
    { weight: 1, arbitrary: fc.tuple(requirement, requirement).map(list => [...list]) },
  )
  const demand = fc.record({
    first: fc.record({
      group: fc.constant('staff'),
      calendar: calendar('res_1', timezone, centreMs),
      skills: needs,
    }),
    others,
    units: fc.constantFrom(1, 1, 1, 2),
    excludeIds: fc.oneof(fc.constant([]), fc.constant(['bk_1'])),
  })
  const terms = fc.record({
    service: serviceTerms,
    // Far in the past most of the time, or everything would be in_past.
    nowMs: fc.oneof(
      { weight: 3, arbitrary: fc.constant(centreMs - 2 * minutes(1440)) },
      { weight: 1, arbitrary: fc.integer({ min: -1440, max: 1440 }).map(away => centreMs + minutes(away)) },
      { weight: 1, arbitrary: fc.integer({ min: -600_000, max: 600_000 }).map(away => centreMs + away) },
    ),
    allowPast: fc.boolean(),
  })
  return fc.record({ centreMs: fc.constant(centreMs), demand, terms })
}

const serviceTerms: fc.Arbitrary<ServiceTerms> = fc.record({
  id: fc.constant('svc_1'),
  durationMin: fc.constantFrom(5, 15, 20, 30, 45, 60, 90, 120),
  stepMin: fc.constantFrom(5, 10, 15, 20, 30, 30, 45, 50, 60, 90, 420),
  bufferBeforeMin: fc.constantFrom(0, 0, 5, 15, 40),
  bufferAfterMin: fc.constantFrom(0, 0, 5, 10, 30),
  noticeMin: mostly(0, 30, 60, 1440),
  horizonDays: mostly(60, 0, 1, 2, 3),
  capacity: fc.constantFrom(null, 1, 1, 2, 3),
  maxPerDay: mostly(null, 1, 2),
})

function calendar(id: string, timezone: string, centreMs: number): fc.Arbitrary<ResourceCalendar> {
  return fc.record({
    id: fc.constant(id),
    timezone: fc.constant(timezone),
    capacity: fc.constantFrom(1, 1, 2, 3),
    weekly: week,
    exceptions: exceptions(centreMs),
    offline: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(offlinePeriod(centreMs), { maxLength: 2 }) },
    ),
    location: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: location(timezone, centreMs) },
    ),
    skills: fc.array(
      fc.record({
        skillId: fc.constantFrom('skl_a', 'skl_b'),
        level: fc.integer({ min: 1, max: 3 }),
        validUntilMs: fc.oneof(fc.constant(null), instantNear(centreMs)),
      }),
      { maxLength: 3 },
    ),
    maxBookingsPerDay: mostly(null, 1, 3),
    busy: fc
      .array(busy(centreMs), { maxLength: 6 })
      .map(list => list.map((entry, index) => ({ ...entry, id: `bk_${index}` }))),
  })
}

function busy(centreMs: number): fc.Arbitrary<Omit<Busy, 'id'>> {
  return fc
    .record({
      kind: fc.constantFrom('booking', 'booking', 'hold'),
      start: fc.oneof(
        instantNear(centreMs),
        fc.integer({ min: -48, max: 48 }).map(quarters => centreMs + minutes(quarters * 15)),
      ),
      length: fc.constantFrom(15, 30, 30, 60, 200),
      before: fc.constantFrom(0, 0, 5, 20),
      after: fc.constantFrom(0, 0, 10, 45),
      units: fc.constantFrom(1, 1, 2),
      serviceId: fc.constantFrom('svc_1', 'svc_2'),
    })
    .map(({ kind, start, length, before, after, units, serviceId }) => ({
      kind,
      startMs: start,
      endMs: start + minutes(length),
      bufferBeforeMs: minutes(before),
      bufferAfterMs: minutes(after),
      units,
      serviceId,
    }))
}

/** At most one `replace`: more than one on the same date is refused where exceptions are made. */
function exceptions(centreMs: number): fc.Arbitrary<HoursException[]> {
  const some = (kind: HoursException['kind'], maxLength: number) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(exception(kind, centreMs), { maxLength }) },
    )
  return fc
    .tuple(some('replace', 1), some('open', 2), some('closed', 2))
    .map(lists => lists.flat().map((entry, index) => ({ ...entry, id: `exc_${index}` })))
}

function exception(kind: HoursException['kind'], centreMs: number): fc.Arbitrary<HoursException> {
  const span = fc.oneof(
    fc
      .tuple(dateNear(centreMs), fc.integer({ min: 0, max: 2 }))
      .map(([from, more]) => ({ unit: 'dates' as const, from, to: laterDate(from, more) })),
    fc
      .tuple(instantNear(centreMs), fc.integer({ min: 1, max: 900 }))
      .map(([fromMs, length]) => ({ unit: 'instants' as const, fromMs, toMs: fromMs + minutes(length) })),
  )
  return fc.record({
    id: fc.constant('exc'),
    kind: fc.constant(kind),
    span,
    intervals: fc.array(hours, { maxLength: 2 }),
  })
}

function location(timezone: string, centreMs: number): fc.Arbitrary<LocationCalendar> {
  return fc.record({
    timezone: fc.constantFrom(timezone, timezone, 'Europe/Dublin'),
    openingHours: fc.oneof(fc.constant(null), week),
    holidays: fc.oneof(fc.constant([]), fc.array(dateNear(centreMs), { maxLength: 1 })),
  })
}

function offlinePeriod(centreMs: number) {
  return fc
    .tuple(instantNear(centreMs), fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 600 })))
    .map(([fromMs, length]) => ({ fromMs, untilMs: length === null ? null : fromMs + minutes(length) }))
}

/** A whole minute within 15 hours. */
export function instantNear(centreMs: number): fc.Arbitrary<number> {
  return fc.integer({ min: -900, max: 900 }).map(away => centreMs + minutes(away))
}

function dateNear(centreMs: number): fc.Arbitrary<string> {
  const today = new Date(centreMs).toISOString().slice(0, 10)
  return fc.integer({ min: -1, max: 1 }).map(away => laterDate(today, away))
}

function laterDate(date: string, more: number): string {
  return new Date(at(`${date}T00:00:00Z`) + minutes(more * 1440)).toISOString().slice(0, 10)
}

function sameEveryDay(intervals: readonly HoursInterval[]): WeeklyHours {
  return Object.fromEntries(days.map(day => [day, intervals]))
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** The usual value five times out of six, so that worlds are not all closed for the same reason. */
function mostly<Value>(usual: Value, ...others: Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )
}
