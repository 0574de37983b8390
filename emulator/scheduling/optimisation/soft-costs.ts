import { hoursIn } from '../hours.ts'
import { contains, type Interval, intersect } from '../intervals.ts'
import {
  type Place,
  type Problem,
  type ProblemBooking,
  type Serving,
  type SoftConstraint,
  softConstraints,
} from './problem.ts'
import { takenBy } from './taken.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** What a booking costs by itself, wherever the others are. */
export type OwnCosts = Pick<
  Record<SoftConstraint, number>,
  'minutes_moved' | 'resource_changed' | 'preferred_staff_missed' | 'overtime'
>

/** The costs that follow from one booking's place alone. */
export interface CostTable {
  /** Each in its unit: minutes, resources, bookings, minutes. */
  ownOf(booking: ProblemBooking, place: Place | null): OwnCosts
  /** The same, weighed and added. */
  weighedOf(booking: ProblemBooking, place: Place | null): number
}

/** Prepares the costs of a problem: regular hours are worked out once for each resource. */
export function costTable(problem: Problem): CostTable {
  const { resources, weights } = problem
  const reach = { startMs: problem.window.startMs - dayMs, endMs: problem.window.endMs + 8 * dayMs }
  const regular: (readonly Interval[] | undefined)[] = []

  function regularHoursOf(resource: number): readonly Interval[] {
    const known = regular[resource]
    if (known !== undefined) return known
    const { calendar } = resources[resource] as Problem['resources'][number]
    const exceptions = calendar.exceptions.filter(({ kind }) => kind !== 'open')
    const { working } = hoursIn({ ...calendar, exceptions }, reach)
    regular[resource] = working
    return working
  }

  function regularMsIn(resource: number, core: Interval): number {
    const hours = regularHoursOf(resource)
    if (contains(hours, core)) return core.endMs - core.startMs
    return intersect(hours, [core]).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  }

  function ownOf(booking: ProblemBooking, place: Place | null): OwnCosts {
    const { core, serving } = takenBy(booking, place)
    const { current, preferred } = booking
    const [first] = serving
    const lengthMs = core.endMs - core.startMs
    const regularMs = first === undefined ? lengthMs : regularMsIn(first.resource, core)
    return {
      minutes_moved: Math.ceil(Math.abs(core.startMs - current.startMs) / minuteMs),
      resource_changed:
        place === null
          ? 0
          : serving.filter(serves => !current.serving.some(before => isSame(before, serves))).length,
      preferred_staff_missed: preferred === null || first?.resource === preferred ? 0 : 1,
      overtime: Math.ceil((lengthMs - regularMs) / minuteMs),
    }
  }

  return {
    ownOf,
    weighedOf(booking, place) {
      const own = ownOf(booking, place)
      return (
        own.minutes_moved * weights.minutes_moved +
        own.resource_changed * weights.resource_changed +
        own.preferred_staff_missed * weights.preferred_staff_missed +
        own.overtime * weights.overtime
      )
    },
  }
}

/** Adds up counts by their weights. */
export function weighed(counts: Readonly<Record<SoftConstraint, number>>, problem: Problem): number {
  return softConstraints.reduce((sum, name) => sum + counts[name] * problem.weights[name], 0)
}

function isSame(one: Serving, other: Serving): boolean {
  return one.resource === other.resource && one.group === other.group
}
