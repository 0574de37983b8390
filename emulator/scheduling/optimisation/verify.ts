import { append } from '../../../src/lists/append.ts'
import type { Busy, Candidate, Requirement, ResourceCalendar } from '../calendar.ts'
import { findConflicts } from '../conflicts.ts'
import {
  durationMsOf,
  type Place,
  type Problem,
  type ProblemBooking,
  type RuleBreak,
  type Schedule,
  type Score,
  type Serving,
} from './problem.ts'
import { scoreOf } from './score.ts'

/** What the verifier finds of a schedule: its score, and why it must not be believed; nothing where it may. */
export interface Verdict {
  readonly score: Score
  /** Moved bookings whose new place breaks a rule: there must be none. */
  readonly refused: readonly RuleBreak[]
  /** Bookings that stay where they are although a rule is broken there. */
  readonly unassigned: readonly RuleBreak[]
}

/** Rules about the choice of a start: who keeps it has chosen it in time. */
const rulesOfChoosing = ['insufficient_notice', 'beyond_horizon', 'off_grid']

/** What can be wrong with a booking where it stands; limits and grids bound the making of it only. */
const rulesOfStaying = [
  'existing_booking',
  'hold',
  'capacity_full',
  'buffer',
  'outside_working_hours',
  'time_off',
  'resource_offline',
  'location_closed',
  'missing_skill',
]

/**
 * Judges a schedule with the function that also refuses bookings, one booking after the other beside all others in their
 * new places. It knows nothing of how the schedule was found. Yields after each booking, so that others get their turn.
 */
export function* verifying(problem: Problem, schedule: Schedule): Generator<void, Verdict> {
  const calendars = calendarsWith(problem, schedule)
  const refused: RuleBreak[] = []
  const unassigned: RuleBreak[] = []
  for (const [index, booking] of problem.bookings.entries()) {
    const place = schedule[index] ?? null
    if (place === null) append(unassigned, breaksOfStaying(problem, booking, calendars))
    else append(refused, breaksOfMoving(problem, booking, place, calendars))
    yield
  }
  const without = new Set(unassigned.map(({ bookingIds }) => bookingIds[0]))
  // What nobody knows has no cost: it is refused anyway.
  const known = schedule.map(place =>
    place?.resources.every(resource => problem.resources[resource] !== undefined) === true ? place : null,
  )
  return { score: scoreOf(problem, known, without.size), refused, unassigned }
}

/** The same at once. */
export function verify(problem: Problem, schedule: Schedule): Verdict {
  const work = verifying(problem, schedule)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

function breaksOfMoving(
  problem: Problem,
  booking: ProblemBooking,
  place: Place,
  calendars: readonly ResourceCalendar[],
): RuleBreak[] {
  const { groups, terms, current } = booking
  const [first, ...others] = groups.map((group, index) => ({
    group: group.group,
    skills: group.skills,
    resource: place.resources[index] ?? -1,
    eligible: group.resources,
  }))
  if (first === undefined) return [breakOf('room_unavailable', booking, [])]
  const ids = place.resources.map(resource => problem.resources[resource]?.calendar.id ?? '')
  const foreign = [first, ...others].some(({ resource, eligible }) => !eligible.includes(resource))
  if (foreign) return [breakOf('room_unavailable', booking, ids)]
  if (!isInPlace(problem, booking, place)) return [breakOf('location', booking, ids)]
  const inWindow = place.startMs >= problem.window.startMs && place.startMs < problem.window.endMs
  if (place.startMs !== current.startMs && (!problem.movable || !inWindow))
    return [breakOf('not_movable', booking, ids)]
  const calendarOf = (resource: number) => calendars[resource] as ResourceCalendar
  const candidate: Candidate = {
    first: { group: first.group, skills: first.skills, calendar: calendarOf(first.resource) },
    others: others.map(
      ({ group, skills, resource }): Requirement => ({ group, skills, calendars: [calendarOf(resource)] }),
    ),
    units: booking.units,
    excludeIds: [booking.id],
    startMs: place.startMs,
  }
  const service = { ...terms, durationMin: durationMsOf(booking, first.resource) / 60_000 }
  const keepsStart = place.startMs === current.startMs
  return findConflicts(candidate, { service, nowMs: problem.nowMs, allowPast: false })
    .filter(({ type }) => !keepsStart || !rulesOfChoosing.includes(type))
    .map(conflict => {
      const other = 'id' in conflict && conflict.id?.startsWith('bk_') ? [conflict.id] : []
      return breakOf(conflict.type, booking, ids, other)
    })
}

/** Nobody is sent to another location; what belongs to none may be anywhere. */
function isInPlace({ resources }: Problem, { locationId }: ProblemBooking, place: Place): boolean {
  return place.resources.every((resource, index) => {
    const location = resources[resource]?.locationId ?? null
    return location === locationId || (index > 0 && location === null)
  })
}

/** What is wrong with a booking on each of its resources, where it stands. */
export function breaksOfStaying(
  problem: Pick<Problem, 'nowMs'>,
  booking: ProblemBooking,
  calendars: readonly ResourceCalendar[],
): RuleBreak[] {
  const { startMs, endMs, serving, needs } = booking.current
  return serving.flatMap(({ group, resource }: Serving) => {
    const calendar = calendars[resource]
    if (calendar === undefined) return []
    const candidate = {
      first: { group, calendar, skills: needs[group] ?? [] },
      others: [],
      units: booking.units,
      excludeIds: [booking.id],
      startMs,
    }
    const service = {
      ...booking.terms,
      durationMin: (endMs - startMs) / 60_000,
      stepMin: 1,
      noticeMin: 0,
      capacity: null,
      maxPerDay: null,
    }
    return findConflicts(candidate, { service, nowMs: problem.nowMs, allowPast: true })
      .filter(({ type }) => rulesOfStaying.includes(type))
      .map(conflict => {
        const other = 'id' in conflict && conflict.id?.startsWith('bk_') ? [conflict.id] : []
        return breakOf(conflict.type, booking, [calendar.id], other)
      })
  })
}

function breakOf(
  rule: string,
  { id }: ProblemBooking,
  resourceIds: readonly string[],
  others: readonly string[] = [],
): RuleBreak {
  return { rule, bookingIds: [id, ...others], resourceIds }
}

/** Every resource's calendar with the bookings of the run where the schedule puts them. */
export function calendarsWith(problem: Problem, schedule: Schedule): ResourceCalendar[] {
  const added = problem.resources.map((): Busy[] => [])
  for (const [index, booking] of problem.bookings.entries()) {
    const place = schedule[index] ?? null
    const { current, terms } = booking
    const startMs = place?.startMs ?? current.startMs
    const first = place?.resources[0]
    const endMs = first === undefined ? current.endMs : startMs + durationMsOf(booking, first)
    const resources = place?.resources ?? current.serving.map(({ resource }) => resource)
    for (const resource of resources) {
      added[resource]?.push({
        id: booking.id,
        kind: 'booking',
        startMs,
        endMs,
        bufferBeforeMs: terms.bufferBeforeMin * 60_000,
        bufferAfterMs: terms.bufferAfterMin * 60_000,
        units: booking.units,
        serviceId: terms.id,
      })
    }
  }
  return problem.resources.map(({ calendar }, index) => ({
    ...calendar,
    busy: [...calendar.busy, ...(added[index] ?? [])],
  }))
}
