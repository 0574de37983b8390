import type { Busy, ResourceCalendar } from './calendar.ts'
import { hoursIn } from './hours.ts'
import { clip, type Interval, intersect, overlaps, subtract } from './intervals.ts'
import { type Load, unitsOver } from './load.ts'
import { compareText } from './order.ts'

export type BusyCause = 'booking' | 'hold' | 'buffer' | 'time_off' | 'resource_offline' | 'location_closed'

/** Why a resource is not free, or not whole, for some time. */
export interface BusyTime extends Interval {
  readonly cause: BusyCause
  /** The booking or hold, or the exception; null for causes without an id. */
  readonly id: string | null
  readonly units: number
}

/** A time in which the same number of units is free. */
export interface FreeTime extends Interval {
  readonly unitsLeft: number
}

/** What a resource does in a window: sets in order, cut to the window. */
export interface ResourceTimes {
  /** When a booking may lie, if nothing else took the resource. */
  readonly open: readonly Interval[]
  readonly busy: readonly BusyTime[]
  /** The open time that bookings, holds and their buffers leave. */
  readonly free: readonly FreeTime[]
}

/**
 * The times of a resource in the half-open window, by the same hours and the same blocks that refuse bookings: what
 * needs no buffer of its own, and lies in free time with enough units, meets none of the resource's conflicts.
 */
export function resourceTimes(calendar: ResourceCalendar, window: Interval): ResourceTimes {
  const { open, working: whole, timeOff, offline, location } = hoursIn(calendar, window)
  const working = clip(whole, window)
  const closing = (cause: BusyCause, id: string | null, set: readonly Interval[]) =>
    set.map(interval => ({ ...interval, cause, id, units: calendar.capacity }))
  const closures = [
    ...timeOff.flatMap(({ id, set }) => closing('time_off', id, intersect(set, working))),
    ...closing('resource_offline', null, intersect(offline, working)),
    ...closing('location_closed', null, location === undefined ? [] : subtract(working, location)),
  ]
  const blocks = calendar.busy.map(inWholeSeconds).map(busy => ({ busy, blocked: blockedBy(busy) }))
  const taken = blocks.flatMap(({ busy, blocked }) => takenBy(busy, blocked, window))
  const loads = blocks.map(({ busy, blocked }) => ({ ...blocked, units: busy.units }))
  return {
    open,
    busy: [...taken, ...closures].sort(inOrder),
    free: open.flatMap(interval => freeIn(interval, loads, calendar.capacity)),
  }
}

/** What was ended early ends at any millisecond; outwards, so that free time is never told too early. */
function inWholeSeconds(busy: Busy): Busy {
  return {
    ...busy,
    startMs: Math.floor(busy.startMs / 1000) * 1000,
    endMs: Math.ceil(busy.endMs / 1000) * 1000,
  }
}

function blockedBy({ startMs, endMs, bufferBeforeMs, bufferAfterMs }: Busy): Interval {
  return { startMs: startMs - bufferBeforeMs, endMs: endMs + bufferAfterMs }
}

function takenBy({ id, kind, units, ...core }: Busy, blocked: Interval, window: Interval): BusyTime[] {
  const buffers = subtract(clip([blocked], window), [core])
  return [
    ...clip([core], window).map(interval => ({ ...interval, cause: kind, id, units })),
    ...buffers.map(interval => ({ ...interval, cause: 'buffer' as const, id, units })),
  ]
}

/** The free parts of an open interval; touching ones differ in what is left. */
function freeIn(open: Interval, loads: readonly Load[], capacity: number): FreeTime[] {
  const near = loads.filter(load => overlaps(load, open))
  const free: FreeTime[] = []
  for (const { startMs, endMs, units } of unitsOver(near, open)) {
    const unitsLeft = capacity - units
    const last = free.at(-1)
    if (unitsLeft <= 0) continue
    if (last?.endMs === startMs && last.unitsLeft === unitsLeft) free[free.length - 1] = { ...last, endMs }
    else free.push({ startMs, endMs, unitsLeft })
  }
  return free
}

function inOrder(a: BusyTime, b: BusyTime): number {
  return (
    a.startMs - b.startMs ||
    a.endMs - b.endMs ||
    causes.indexOf(a.cause) - causes.indexOf(b.cause) ||
    compareText(a.id ?? '', b.id ?? '')
  )
}

const causes: readonly BusyCause[] = [
  'booking',
  'hold',
  'buffer',
  'time_off',
  'resource_offline',
  'location_closed',
]
