import type { Problem, Schedule, Score, SoftConstraint } from './problem.ts'
import { costTable, weighed } from './soft-costs.ts'
import { takenBy } from './taken.ts'

/** How often each soft constraint counts in a schedule, in its own unit. */
export type SoftCounts = Readonly<Record<SoftConstraint, number>>

/**
 * Counts the soft costs of a schedule from nothing but the schedule: what the search has added up on its way is not
 * asked. Fragmentation: how often a first resource begins anew after idle time. Imbalance: the minutes of whoever is
 * busiest by weight, so that one more resource never makes it worse.
 */
export function softCounts(problem: Problem, schedule: Schedule): SoftCounts {
  const costs = costTable(problem)
  const counts = { minutes_moved: 0, resource_changed: 0, preferred_staff_missed: 0, overtime: 0 }
  const minutes = new Map<number, number>()
  const firsts = firstResources(problem)
  const changes = new Map<string, number>()
  const change = (resource: number, atMs: number, by: number) => {
    const key = `${resource} ${atMs}`
    changes.set(key, (changes.get(key) ?? 0) + by)
  }
  for (const resource of firsts) {
    for (const { startMs, endMs, bufferBeforeMs, bufferAfterMs } of busyOf(problem, resource)) {
      change(resource, startMs - bufferBeforeMs, 1)
      change(resource, endMs + bufferAfterMs, -1)
    }
  }
  for (const [index, booking] of problem.bookings.entries()) {
    const place = schedule[index] ?? null
    const own = costs.ownOf(booking, place)
    counts.minutes_moved += own.minutes_moved
    counts.resource_changed += own.resource_changed
    counts.preferred_staff_missed += own.preferred_staff_missed
    counts.overtime += own.overtime
    const { core, blocked, serving } = takenBy(booking, place)
    const first = serving[0]?.resource
    if (first !== undefined)
      minutes.set(first, (minutes.get(first) ?? 0) + (core.endMs - core.startMs) / 60_000)
    for (const { resource } of serving) {
      if (!firsts.has(resource)) continue
      change(resource, blocked.startMs, 1)
      change(resource, blocked.endMs, -1)
    }
  }
  let fragmentation = 0
  for (const by of changes.values()) fragmentation += Math.max(0, by)
  let imbalance = 0
  for (const [resource, sum] of minutes)
    imbalance = Math.max(imbalance, Math.ceil(sum / (problem.resources[resource]?.weight ?? 1)))
  return { ...counts, fragmentation, imbalance }
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

/** What stands in a resource's calendar and takes time. */
export function busyOf(problem: Problem, resource: number) {
  const busy = problem.resources[resource]?.calendar.busy ?? []
  return busy.filter(
    ({ startMs, endMs, bufferBeforeMs, bufferAfterMs }) => startMs - bufferBeforeMs < endMs + bufferAfterMs,
  )
}
