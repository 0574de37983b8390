import { largest } from '../../../src/lists/extremes.ts'
import { overlaps } from '../intervals.ts'
import type { Problem, Schedule, Score, SoftConstraint } from './problem.ts'
import { costTable, weighed } from './soft-costs.ts'
import { takenBy } from './taken.ts'

/** How often each soft constraint counts in a schedule, in its own unit. */
export type SoftCounts = Readonly<Record<SoftConstraint, number>>

/** What the resources of a schedule are like: how often each begins anew, and the minutes of each by its weight. */
export interface ResourceCounts {
  readonly fragmentation: ReadonlyMap<number, number>
  readonly minutes: ReadonlyMap<number, number>
}

/** Counts what belongs to a resource, from nothing but the schedule. */
export function resourceCounts(problem: Problem, schedule: Schedule): ResourceCounts {
  const firsts = firstResources(problem)
  const edges = new Map([...firsts].map(resource => [resource, new Map<number, number>()]))
  const note = (resource: number, startMs: number, endMs: number) => {
    const changes = edges.get(resource)
    if (changes === undefined) return
    changes.set(startMs, (changes.get(startMs) ?? 0) + 1)
    changes.set(endMs, (changes.get(endMs) ?? 0) - 1)
  }
  for (const resource of firsts) {
    for (const { startMs, endMs, bufferBeforeMs, bufferAfterMs } of busyOf(problem, resource))
      note(resource, startMs - bufferBeforeMs, endMs + bufferAfterMs)
  }
  const sums = new Map<number, number>()
  for (const [index, booking] of problem.bookings.entries()) {
    const { core, blocked, serving } = takenBy(booking, schedule[index] ?? null)
    for (const { resource } of serving) note(resource, blocked.startMs, blocked.endMs)
    const first = serving[0]?.resource
    if (first === undefined) continue
    sums.set(first, (sums.get(first) ?? 0) + (core.endMs - core.startMs) / 60_000)
  }
  return {
    fragmentation: new Map(
      [...edges].map(([resource, changes]) => [
        resource,
        [...changes.values()].reduce((sum, change) => sum + Math.max(0, change), 0),
      ]),
    ),
    minutes: new Map(
      [...sums].map(([resource, sum]) => [
        resource,
        Math.ceil(sum / (problem.resources[resource]?.weight ?? 1)),
      ]),
    ),
  }
}

/**
 * Counts the soft costs of a schedule from nothing but the schedule: what the search has added up on its way is not
 * asked. Fragmentation: how often a first resource begins anew after idle time. Imbalance: the minutes of whoever is
 * busiest by weight, so that one more resource never makes it worse.
 */
export function softCounts(problem: Problem, schedule: Schedule): SoftCounts {
  const costs = costTable(problem)
  const counts = { minutes_moved: 0, resource_changed: 0, preferred_staff_missed: 0, overtime: 0 }
  for (const [index, booking] of problem.bookings.entries()) {
    const own = costs.ownOf(booking, schedule[index] ?? null)
    counts.minutes_moved += own.minutes_moved
    counts.resource_changed += own.resource_changed
    counts.preferred_staff_missed += own.preferred_staff_missed
    counts.overtime += own.overtime
  }
  const { fragmentation, minutes } = resourceCounts(problem, schedule)
  return {
    ...counts,
    fragmentation: [...fragmentation.values()].reduce((sum, count) => sum + count, 0),
    imbalance: largest([...minutes.values()], 0),
  }
}

/** The score of a schedule in which so many bookings have no place. */
export function scoreOf(problem: Problem, schedule: Schedule, unassigned: number): Score {
  return {
    hard: problem.pinned.length,
    medium: unassigned,
    soft: weighed(softCounts(problem, schedule), problem),
  }
}

/** Resources that can be a booking's own: those whose day is looked at. */
export function firstResources(problem: Problem): ReadonlySet<number> {
  return new Set(
    problem.bookings.flatMap(({ groups, current }) => [
      ...(groups[0]?.resources ?? []),
      ...(current.serving[0] === undefined ? [] : [current.serving[0].resource]),
    ]),
  )
}

/** What stands in a resource's calendar and takes time of the window. */
export function busyOf({ resources, window }: Problem, resource: number) {
  const busy = resources[resource]?.calendar.busy ?? []
  return busy.filter(({ startMs, endMs, bufferBeforeMs, bufferAfterMs }) =>
    overlaps({ startMs: startMs - bufferBeforeMs, endMs: endMs + bufferAfterMs }, window),
  )
}
