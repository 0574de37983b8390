import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import {
  type ScheduleScoreObject,
  scheduleConstraints,
} from '../../../src/contract/objects/schedule-constraint.ts'
import { inTurns, type Turns } from '../../../src/time/turns.ts'
import type { Place, Problem, RuleBreak, Schedule } from '../../scheduling/optimisation/problem.ts'
import { softCounts } from '../../scheduling/optimisation/score.ts'
import { weighed } from '../../scheduling/optimisation/soft-costs.ts'
import { type SoftMatch, softMatches } from '../../scheduling/optimisation/soft-matches.ts'
import { normalised } from '../../scheduling/optimisation/taken.ts'
import { verifying } from '../../scheduling/optimisation/verify.ts'
import { joined, sentenceOf } from './rule-words.ts'

/** Where somebody would put a booking. */
export interface PostedAssignment {
  readonly booking_id: string
  readonly start_at?: string
  readonly resource_ids?: readonly string[]
}

type ConstraintName = keyof typeof scheduleConstraints

/** Which constraint a broken rule belongs to. */
const constraintOfRule: Readonly<Record<string, ConstraintName>> = {
  existing_booking: 'capacity',
  hold: 'capacity',
  capacity_full: 'capacity',
  buffer: 'capacity',
  room_unavailable: 'capacity',
  missing_skill: 'skills',
  outside_working_hours: 'working_hours',
  time_off: 'working_hours',
  resource_offline: 'working_hours',
  location_closed: 'location',
  location: 'location',
  daily_limit: 'daily_limit',
  in_past: 'start',
  insufficient_notice: 'start',
  beyond_horizon: 'start',
  off_grid: 'start',
  not_movable: 'start',
}

const mostMatches = 1_000

/** The schedule that posted assignments would make, and what is wrong with them. */
export function postedSchedule(
  problem: Problem,
  assignments: readonly PostedAssignment[],
): { readonly schedule: Schedule; readonly faults: readonly FieldFault[] } {
  const schedule: (Place | null)[] = problem.bookings.map(() => null)
  const places = new Map(problem.resources.map(({ calendar }, place) => [calendar.id, place]))
  const indexes = new Map(problem.bookings.map(({ id }, index) => [id, index]))
  const faults: FieldFault[] = []
  for (const [at, { booking_id, start_at, resource_ids }] of assignments.entries()) {
    const path = `/assignments/${at}`
    const index = indexes.get(booking_id)
    const booking = problem.bookings[index ?? -1]
    if (index === undefined || booking === undefined) {
      const message = `names no booking ahead that starts in the window: ${booking_id}`
      faults.push({ path: `${path}/booking_id`, code: 'not_in_window', message })
      continue
    }
    const own = booking.groups.map(
      ({ group }) => booking.current.serving.find(serving => serving.group === group)?.resource,
    )
    const named = resource_ids?.map(id => places.get(id)) ?? own
    if (named.length !== booking.groups.length || named.includes(undefined)) {
      const groups = booking.groups.map(({ group }) => group).join(', ')
      const message = `must name a resource that may serve each of ${groups}, in this order`
      faults.push({ path: `${path}/resource_ids`, code: 'not_eligible', message })
      continue
    }
    const startMs = start_at === undefined ? booking.current.startMs : instantMs(start_at)
    schedule[index] = normalised(booking, { startMs, resources: named.map(resource => resource ?? -1) })
  }
  return { schedule, faults }
}

/** Everything about a schedule but when its violations arose. */
export interface Judgement {
  readonly breaks: readonly RuleBreak[]
  readonly score: ScheduleScoreObject['score']
  readonly constraints: ScheduleScoreObject['constraints']
}

/** Judges a schedule, constraint by constraint, in turns with others. */
export async function judge(problem: Problem, schedule: Schedule, turns: Turns): Promise<Judgement> {
  const { refused, unassigned } = await inTurns(verifying(problem, schedule), turns)
  const breaks = joined([...refused, ...unassigned])
  if (turns.isOver) await turns.pass()
  const counts = softCounts(problem, schedule)
  if (turns.isOver) await turns.pass()
  const matches = Object.groupBy(softMatches(problem, schedule), ({ constraint }) => constraint)
  const byConstraint = Object.groupBy(breaks, ({ rule }) => constraintOfRule[rule] ?? 'capacity')
  const without = new Set(breaks.map(({ bookingIds }) => bookingIds[0]))
  const names = Object.keys(scheduleConstraints) as ConstraintName[]
  return {
    breaks,
    score: { hard: breaks.length, medium: without.size, soft: weighed(counts, problem) },
    constraints: names.map(name => {
      const { level, unit } = scheduleConstraints[name]
      const common = { name, level, unit }
      if (level === 'soft') {
        const soft = name as keyof typeof counts
        return {
          ...common,
          weight: problem.weights[soft],
          count: counts[soft],
          cost: counts[soft] * problem.weights[soft],
          matches: (matches[soft] ?? [])
            .slice(0, mostMatches)
            .map(match => matchObject(problem, match, unit)),
        }
      }
      const broken = level === 'medium' ? breaks : (byConstraint[name] ?? [])
      const count = level === 'medium' ? without.size : broken.length
      return {
        ...common,
        weight: null,
        count,
        cost: count,
        matches: broken.slice(0, mostMatches).map(one => ({
          booking_ids: [...one.bookingIds],
          resource_ids: [...one.resourceIds],
          count: 1,
          message: sentenceOf(one),
        })),
      }
    }),
  }
}

function matchObject(problem: Problem, { bookings, resources, count }: SoftMatch, unit: string) {
  const bookingIds = bookings.map(index => problem.bookings[index]?.id ?? '')
  const resourceIds = resources.map(index => problem.resources[index]?.calendar.id ?? '')
  const who = bookingIds[0] === undefined ? resourceIds.join(', ') : `Booking ${bookingIds[0]}`
  return {
    booking_ids: bookingIds,
    resource_ids: resourceIds,
    count,
    message: `${who}: ${count} ${count === 1 ? unit : `${unit}s`}`,
  }
}
