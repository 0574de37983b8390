import type { Busy } from './calendar.ts'
import { type Interval, meets, overlaps, subtract } from './intervals.ts'
import { peakUnits, unitsAbove } from './load.ts'
import { compareText } from './order.ts'

/** Bookings and holds of one resource, in order of the time they block, for fast look-up. */
export interface BusyIndex {
  readonly entries: readonly Blocker[]
  /** `latestEnds[i]`: when the last of the entries up to i stops blocking. */
  readonly latestEnds: readonly number[]
}

interface Blocker {
  readonly busy: Busy
  /** With its buffers. */
  readonly blocked: Interval
}

/** The candidate's core and the span it blocks with its buffers, and how much it takes. */
export interface Usage {
  readonly core: Interval
  readonly blocked: Interval
  readonly units: number
  /** Set on the booking's resource only: units per start of this service. */
  readonly perStart?: { readonly serviceId: string; readonly capacity: number }
}

export type BusyConflict =
  | { readonly type: 'existing_booking' | 'hold' | 'buffer'; readonly id: string }
  | { readonly type: 'capacity_full' }

/** Indexes what can meet the window; `excludeIds` do not stand in the way. */
export function indexBusy(
  busy: readonly Busy[],
  window: Interval,
  excludeIds: readonly string[] = [],
): BusyIndex {
  const entries = busy
    .map(entry => ({ busy: entry, blocked: withBuffers(entry, entry.bufferBeforeMs, entry.bufferAfterMs) }))
    .filter(({ busy, blocked }) => overlaps(blocked, window) && !excludeIds.includes(busy.id))
    .sort((a, b) => a.blocked.startMs - b.blocked.startMs || compareText(a.busy.id, b.busy.id))
  let latest = Number.NEGATIVE_INFINITY
  const latestEnds = entries.map(({ blocked }) => {
    latest = Math.max(latest, blocked.endMs)
    return latest
  })
  return { entries, latestEnds }
}

/** The interval widened by its buffers, both in milliseconds. */
export function withBuffers({ startMs, endMs }: Interval, beforeMs: number, afterMs: number): Interval {
  return { startMs: startMs - beforeMs, endMs: endMs + afterMs }
}

/**
 * Why the usage does not fit beside the others. Buffers add: both sides' buffered intervals count at every
 * instant. What overloads core against core is `existing_booking` or, with more than one unit of capacity,
 * `capacity_full`; a hold there is `hold`; what overloads only through a buffer is `buffer`.
 */
export function busyConflicts(index: BusyIndex, capacity: number, usage: Usage): BusyConflict[] {
  const near = blockersOf(index, usage.blocked)
  const free = capacity - usage.units
  const overloaded = unitsAbove(near.map(loadOfBlocked), usage.blocked, free)
  const startFull = isStartFull(near, usage)
  if (overloaded.length === 0 && !startFull) return []

  const coreOverloaded = unitsAbove(near.map(loadOfCore), usage.core, free)
  const hitsCore = ({ busy }: Blocker) =>
    meets(coreOverloaded, busy) || (startFull && sharesStart(busy, usage))
  const hitsBuffer = ({ busy, blocked }: Blocker) => {
    const shared = overlaps(busy, usage.core) ? [intersection(busy, usage.core)] : []
    return subtract([intersection(blocked, usage.blocked)], shared).some(part => meets(overloaded, part))
  }

  const onCore = near.filter(hitsCore)
  const bookings = onCore.filter(({ busy }) => busy.kind === 'booking')
  const buffers = near.filter(blocker => !hitsCore(blocker) && hitsBuffer(blocker))
  const tooLarge = usage.units > Math.min(capacity, usage.perStart?.capacity ?? capacity)
  return [
    ...(capacity === 1
      ? bookings.map(({ busy }) => ({ type: 'existing_booking' as const, id: busy.id }))
      : []),
    ...onCore
      .filter(({ busy }) => busy.kind === 'hold')
      .map(({ busy }) => ({ type: 'hold' as const, id: busy.id })),
    ...(tooLarge || (capacity !== 1 && bookings.length > 0) ? [{ type: 'capacity_full' as const }] : []),
    ...buffers.map(({ busy }) => ({ type: 'buffer' as const, id: busy.id })),
  ]
}

/** Units that could still be booked where the usage is, its own included. Not below 0. */
export function unitsLeft(index: BusyIndex, capacity: number, usage: Usage): number {
  const near = blockersOf(index, usage.blocked)
  const atAnyInstant = capacity - peakUnits(near.map(loadOfBlocked), usage.blocked)
  const perStart = (usage.perStart?.capacity ?? Number.POSITIVE_INFINITY) - unitsAtStart(near, usage)
  return Math.max(0, Math.min(atAnyInstant, perStart))
}

function blockersOf({ entries, latestEnds }: BusyIndex, window: Interval): Blocker[] {
  const near: Blocker[] = []
  for (let i = firstAbove(latestEnds, window.startMs); i < entries.length; i++) {
    const entry = entries[i]
    if (entry === undefined || entry.blocked.startMs >= window.endMs) break
    if (overlaps(entry.blocked, window)) near.push(entry)
  }
  return near
}

function isStartFull(near: readonly Blocker[], usage: Usage): boolean {
  return usage.perStart !== undefined && unitsAtStart(near, usage) + usage.units > usage.perStart.capacity
}

function unitsAtStart(near: readonly Blocker[], usage: Usage): number {
  return near.reduce((sum, { busy }) => sum + (sharesStart(busy, usage) ? busy.units : 0), 0)
}

function sharesStart(busy: Busy, { core, perStart }: Usage): boolean {
  return busy.serviceId === perStart?.serviceId && busy.startMs === core.startMs && busy.startMs < busy.endMs
}

function loadOfBlocked({ busy, blocked }: Blocker) {
  return { startMs: blocked.startMs, endMs: blocked.endMs, units: busy.units }
}

function loadOfCore({ busy }: Blocker) {
  return { startMs: busy.startMs, endMs: busy.endMs, units: busy.units }
}

function intersection(a: Interval, b: Interval): Interval {
  return { startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) }
}

/** Index of the first value above the limit in an ascending list. */
function firstAbove(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? limit) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
