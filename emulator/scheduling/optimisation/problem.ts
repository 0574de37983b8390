import type { ResourceCalendar, ServiceTerms, SkillRequirement } from '../calendar.ts'
import type { Interval } from '../intervals.ts'

/** What a run is told about the world, as data that can be sent to a thread: ids, numbers, and nothing of any person. */
export interface Problem {
  readonly nowMs: number
  /** Starts lie in it. */
  readonly window: Interval
  /** Whether starts may change, too. */
  readonly movable: boolean
  readonly weights: Weights
  readonly iterations: number
  readonly seed: number
  readonly resources: readonly ProblemResource[]
  readonly bookings: readonly ProblemBooking[]
  /** Rules that are broken by bookings which the run may not touch. */
  readonly pinned: readonly RuleBreak[]
}

/** The soft costs, in the order in which they are told. */
export const softConstraints = [
  'minutes_moved',
  'resource_changed',
  'preferred_staff_missed',
  'fragmentation',
  'overtime',
  'imbalance',
] as const

export type SoftConstraint = (typeof softConstraints)[number]

/** What one unit of each soft cost weighs; 0 switches it off. */
export type Weights = Readonly<Record<SoftConstraint, number>>

/** A resource with its calendar, in which only that stands which the run cannot move. */
export interface ProblemResource {
  readonly calendar: ResourceCalendar
  readonly locationId: string | null
  /** Share of the work: with 2 it may be twice as busy. */
  readonly weight: number
}

/** A requirement group of a booking: one of these resources, by their place in the problem. */
export interface ProblemGroup {
  readonly group: string
  readonly resources: readonly number[]
  readonly skills: readonly SkillRequirement[]
}

/** A resource that serves a booking for one of its groups. */
export interface Serving {
  readonly group: string
  readonly resource: number
}

/** A booking that the run may move. */
export interface ProblemBooking {
  readonly id: string
  readonly revision: number
  readonly scheduleRevision: number
  readonly units: number
  readonly locationId: string | null
  /** With the length and buffers that the booking was made with. */
  readonly terms: ServiceTerms
  /** Lengths in minutes with those first resources, by place, where they are others. */
  readonly durations: Readonly<Record<number, number>>
  /** What the service needs today. The first one's resource is the booking's. */
  readonly groups: readonly ProblemGroup[]
  readonly current: {
    readonly startMs: number
    readonly endMs: number
    readonly serving: readonly Serving[]
    /** Skills that its resources lack at its start: rules that no other booking can mend. */
    readonly needs: Readonly<Record<string, readonly SkillRequirement[]>>
  }
  /** Who should serve it, by place; null: nobody in particular. */
  readonly preferred: number | null
}

/** Where a booking goes: a start, and a resource for each of its groups, in their order. */
export interface Place {
  readonly startMs: number
  readonly resources: readonly number[]
}

/** A schedule: for each booking its new place, or null where it stays as it is. */
export type Schedule = readonly (Place | null)[]

/** A hard rule that bookings break on resources. */
export interface RuleBreak {
  readonly rule: string
  readonly bookingIds: readonly string[]
  readonly resourceIds: readonly string[]
}

/** How good a schedule is; less is better, `hard` before `medium` before `soft`. All are integers. */
export interface Score {
  /** Rules that bookings break which the run may not touch. */
  readonly hard: number
  /** Bookings of the run that have no place which keeps the rules. */
  readonly medium: number
  readonly soft: number
}

/** Below 0 where the first score is better. */
export function compareScores(a: Score, b: Score): number {
  return a.hard - b.hard || a.medium - b.medium || a.soft - b.soft
}

/** The length of a booking with a first resource, in milliseconds. */
export function durationMsOf(booking: ProblemBooking, first: number): number {
  return (booking.durations[first] ?? booking.terms.durationMin) * 60_000
}
