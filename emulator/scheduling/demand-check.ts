import { largest, smallest } from '../../src/lists/extremes.ts'
import { type Usage, withBuffers } from './busy.ts'
import type { Demand, Requirement, Terms } from './calendar.ts'
import { isOnGrid, nearestOnGrid } from './grid.ts'
import { isBeyondHorizon, lastWithinHorizon } from './horizon.ts'
import type { Interval } from './intervals.ts'
import { checkResource, type ResourceCheck, type ResourceConflict } from './resource-check.ts'
import { minuteMs } from './zones.ts'

/** Why a candidate cannot be booked, in the catalogue's words. Instants are epoch milliseconds. */
export type Conflict =
  | { readonly type: 'in_past' | 'daily_limit' }
  /** The first whole second that the notice allows; itself allowed. */
  | { readonly type: 'insufficient_notice'; readonly earliestMs: number }
  /** The last start on the grid that the horizon allows; itself allowed. */
  | { readonly type: 'beyond_horizon'; readonly latestMs: number }
  | ResourceConflict
  /** No resource of a further group is free; one conflict for each that it could have been. */
  | { readonly type: 'room_unavailable'; readonly id?: string }
  | { readonly type: 'missing_skill'; readonly skillId: string }
  | { readonly type: 'off_grid'; readonly nearestMs?: number }

/** A demand made ready to be asked about many starts. */
export interface DemandCheck {
  /** When the booking's resource can work. */
  readonly open: readonly Interval[]
  /** Reasons against a start, in the catalogue's order; repeats are possible. Stop at the first to know whether any. */
  conflictsAt(startMs: number): Generator<Conflict>
  /** Ids of the free resources for the further groups, in their order; undefined if some group has none left. */
  freeResourcesAt(startMs: number): string[] | undefined
  /** Units that could be booked at the start, on the booking's resource and on the roomiest of the other groups. */
  unitsLeftAt(startMs: number): number
}

/** Prepares a demand for starts in the half-open window. Every question about availability is asked here. */
export function checkDemand(demand: Demand, terms: Terms, starts: Interval): DemandCheck {
  const { service, nowMs, allowPast } = terms
  const { first, others, excludeIds = [] } = demand
  const { timezone } = first.calendar
  const durationMs = service.durationMin * minuteMs
  const beforeMs = service.bufferBeforeMin * minuteMs
  const afterMs = service.bufferAfterMin * minuteMs
  const noticeEndMs = nowMs + service.noticeMin * minuteMs
  const window = withBuffers(starts, beforeMs, durationMs + afterMs)

  const own = checkResource(first.calendar, { skills: first.skills, excludeIds, service }, window)
  const groups = others.map(({ calendars, skills }: Requirement) =>
    calendars.map(calendar => checkResource(calendar, { skills, excludeIds }, window)),
  )

  function usageAt(startMs: number): Usage {
    const core = { startMs, endMs: startMs + durationMs }
    return { core, blocked: withBuffers(core, beforeMs, afterMs), units: demand.units }
  }

  function ownUsageAt(startMs: number): Usage {
    const { id: serviceId, capacity } = service
    return { ...usageAt(startMs), ...(capacity !== null && { perStart: { serviceId, capacity } }) }
  }

  function* conflictsAt(startMs: number): Generator<Conflict> {
    if (startMs >= nowMs || !allowPast) {
      if (startMs < nowMs) yield { type: 'in_past' }
      if (service.noticeMin > 0 && startMs < noticeEndMs) {
        yield { type: 'insufficient_notice', earliestMs: Math.ceil(noticeEndMs / 1000) * 1000 }
      }
    }
    if (isBeyondHorizon(timezone, nowMs, service.horizonDays, startMs)) {
      yield { type: 'beyond_horizon', latestMs: lastWithinHorizon(timezone, nowMs, service) }
    }
    yield* own.conflictsOf(ownUsageAt(startMs))
    if (freeResourcesAt(startMs) === undefined) yield* unavailableAt(startMs)
    for (const skillId of own.missingSkills(startMs)) yield { type: 'missing_skill', skillId }
    if (own.isDayFull(startMs)) yield { type: 'daily_limit' }
    if (!isOnGrid(timezone, service.stepMin, startMs)) {
      const nearestMs = nearestOnGrid(timezone, service.stepMin, startMs)
      yield { type: 'off_grid', ...(nearestMs !== undefined && { nearestMs }) }
    }
  }

  function freeIn(group: readonly ResourceCheck[], startMs: number): string[] {
    const usage = usageAt(startMs)
    return group.filter(resource => isFree(resource, usage)).map(({ calendar }) => calendar.id)
  }

  function freeResourcesAt(startMs: number): string[] | undefined {
    if (groups.length === 0) return []
    return oneOfEach(
      groups.map(group => freeIn(group, startMs)),
      [first.calendar.id],
    )
  }

  /** The groups without a free resource; or, if each has one but not all at once, all of them. */
  function* unavailableAt(startMs: number): Generator<Conflict> {
    const taken = groups.filter(group => !freeIn(group, startMs).some(id => id !== first.calendar.id))
    for (const group of taken.length > 0 ? taken : groups) {
      if (group.length === 0) yield { type: 'room_unavailable' }
      for (const { calendar } of group) yield { type: 'room_unavailable', id: calendar.id }
    }
  }

  function unitsLeftAt(startMs: number): number {
    const usage = usageAt(startMs)
    const perGroup = groups.map(group =>
      largest(
        group.filter(room => isFree(room, usage)).map(room => room.unitsLeft(usage)),
        0,
      ),
    )
    return smallest(perGroup, own.unitsLeft(ownUsageAt(startMs)))
  }

  return { open: own.open, conflictsAt, freeResourcesAt, unitsLeftAt }
}

function isFree(resource: ResourceCheck, usage: Usage): boolean {
  const { startMs } = usage.core
  if (resource.missingSkills(startMs).length > 0 || resource.isDayFull(startMs)) return false
  return resource.conflictsOf(usage).next().done === true
}

/** One id out of each list, none of them twice, earlier ones preferred; undefined if that is impossible. */
function oneOfEach(lists: readonly (readonly string[])[], used: readonly string[]): string[] | undefined {
  const [list, ...rest] = lists
  if (list === undefined) return []
  for (const id of list) {
    if (used.includes(id)) continue
    const others = oneOfEach(rest, [...used, id])
    if (others) return [id, ...others]
  }
  return undefined
}
