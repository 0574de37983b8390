import type { SkillRequirement } from '../calendar.ts'
import { gridStarts } from '../grid.ts'
import { isBeyondHorizon } from '../horizon.ts'
import { hoursIn } from '../hours.ts'
import { contains, type Interval, overlaps } from '../intervals.ts'
import { peakUnits } from '../load.ts'
import { localDay } from '../zones.ts'
import type { Problem, ProblemBooking, ProblemResource } from './problem.ts'
import { takenBy } from './taken.ts'

const dayMs = 86_400_000

/** What a resource is by itself: its hours, and what stands in its calendar whatever the run does. */
interface FixedResource extends ProblemResource {
  readonly open: readonly Interval[]
  readonly blocks: readonly (Interval & { readonly units: number })[]
}

/** Whether places keep the rules as far as the run cannot change what stands against them. */
export interface FixedWorld {
  /** Starts on the grid that a booking with a first resource may be given anew, ascending. */
  startsToChoose(booking: ProblemBooking, first: number): readonly number[]
  /** Whether a resource could serve one group in this time, beside what is fixed. */
  couldServe(
    booking: ProblemBooking,
    groupIndex: number,
    resource: number,
    startMs: number,
    endMs: number,
  ): boolean
  /** Whether a booking may stay where it is, beside what is fixed. Rules of choosing a start do not bind it. */
  couldStay(booking: ProblemBooking): boolean
  /** Bookings and holds on the local day of an instant, all of them or of one service. */
  fixedOnDay(resource: number, day: number, serviceId: string | null): number
  /** Units of one service that start at an instant. */
  fixedAtStart(resource: number, startMs: number, serviceId: string): number
  /** Units that are taken at most in an interval. */
  fixedPeak(resource: number, interval: Interval): number
  dayOf(resource: number, instantMs: number): number
}

/** Prepares what cannot change. */
export function fixedWorld(problem: Problem): FixedWorld {
  const { window, nowMs } = problem
  const reach = { startMs: window.startMs - 2 * dayMs, endMs: window.endMs + 9 * dayMs }
  const resources = problem.resources.map((resource): FixedResource => {
    const blocks = resource.calendar.busy
      .map(({ startMs, endMs, bufferBeforeMs, bufferAfterMs, units }) => ({
        startMs: startMs - bufferBeforeMs,
        endMs: endMs + bufferAfterMs,
        units,
      }))
      .filter(({ startMs, endMs }) => startMs < endMs)
      .sort((a, b) => a.startMs - b.startMs)
    return { ...resource, blocks, open: hoursIn(resource.calendar, reach).open }
  })
  const grids = new Map<string, readonly number[]>()
  const counts = new Map<string, number>()
  const count = (key: string, by: number) => counts.set(key, (counts.get(key) ?? 0) + by)
  for (const [index, { calendar }] of resources.entries()) {
    for (const { startMs, endMs, serviceId, units } of calendar.busy) {
      const day = localDay(calendar.timezone, startMs)
      count(`${index} day ${day}`, 1)
      count(`${index} day ${day} ${serviceId}`, 1)
      if (startMs < endMs) count(`${index} start ${startMs} ${serviceId}`, units)
    }
  }

  function of(resource: number): FixedResource {
    return resources[resource] as FixedResource
  }

  function gridOf(timezone: string, stepMin: number): readonly number[] {
    const key = `${timezone} ${stepMin}`
    let grid = grids.get(key)
    if (grid === undefined) {
      grid = [...gridStarts(timezone, stepMin, window)]
      grids.set(key, grid)
    }
    return grid
  }

  function fixedPeak(resource: number, interval: Interval): number {
    const near: (Interval & { units: number })[] = []
    for (const block of of(resource).blocks) {
      if (block.startMs >= interval.endMs) break
      if (overlaps(block, interval)) near.push(block)
    }
    return near.length === 0 ? 0 : peakUnits(near, interval)
  }

  function fits(booking: ProblemBooking, resource: number, startMs: number, endMs: number): boolean {
    const { calendar, open } = of(resource)
    const { bufferBeforeMin, bufferAfterMin } = booking.terms
    const blocked = { startMs: startMs - bufferBeforeMin * 60_000, endMs: endMs + bufferAfterMin * 60_000 }
    return (
      contains(open, { startMs, endMs }) && fixedPeak(resource, blocked) + booking.units <= calendar.capacity
    )
  }

  function startsToChoose({ terms }: ProblemBooking, first: number): readonly number[] {
    const { timezone } = of(first).calendar
    const earliestMs = nowMs + terms.noticeMin * 60_000
    return gridOf(timezone, terms.stepMin).filter(
      startMs => startMs >= earliestMs && !isBeyondHorizon(timezone, nowMs, terms.horizonDays, startMs),
    )
  }

  return {
    startsToChoose,
    couldServe(booking, groupIndex, resource, startMs, endMs) {
      const { calendar, locationId } = of(resource)
      const skills = booking.groups[groupIndex]?.skills ?? []
      const isFirst = groupIndex === 0
      if (
        isFirst ? locationId !== booking.locationId : locationId !== null && locationId !== booking.locationId
      )
        return false
      if (!skills.every(skill => hasSkill(calendar, skill, startMs))) return false
      const limit = calendar.maxBookingsPerDay
      const day = localDay(calendar.timezone, startMs)
      if (limit !== null && (counts.get(`${resource} day ${day}`) ?? 0) >= limit) return false
      const { id, maxPerDay, capacity } = booking.terms
      if (isFirst && maxPerDay !== null && (counts.get(`${resource} day ${day} ${id}`) ?? 0) >= maxPerDay)
        return false
      const atStart = counts.get(`${resource} start ${startMs} ${id}`) ?? 0
      if (isFirst && capacity !== null && atStart + booking.units > capacity) return false
      return fits(booking, resource, startMs, endMs)
    },
    couldStay(booking) {
      const { core, serving } = takenBy(booking, null)
      return serving.every(({ group, resource }) => {
        const needs = booking.current.needs[group] ?? []
        return (
          needs.every(skill => hasSkill(of(resource).calendar, skill, core.startMs)) &&
          fits(booking, resource, core.startMs, core.endMs)
        )
      })
    },
    fixedOnDay: (resource, day, serviceId) =>
      counts.get(serviceId === null ? `${resource} day ${day}` : `${resource} day ${day} ${serviceId}`) ?? 0,
    fixedAtStart: (resource, startMs, serviceId) =>
      counts.get(`${resource} start ${startMs} ${serviceId}`) ?? 0,
    fixedPeak,
    dayOf: (resource, instantMs) => localDay(of(resource).calendar.timezone, instantMs),
  }
}

function hasSkill(
  { skills }: ProblemResource['calendar'],
  { skillId, minLevel }: SkillRequirement,
  startMs: number,
): boolean {
  return skills.some(
    skill =>
      skill.skillId === skillId &&
      skill.level >= minLevel &&
      (skill.validUntilMs === null || startMs < skill.validUntilMs),
  )
}
