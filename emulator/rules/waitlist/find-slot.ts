import { findActiveService, type Service } from '../../objects/service.ts'
import { passedStarts, storedWindows } from '../../objects/waitlist-entry.ts'
import type { Demand, ResourceCalendar } from '../../scheduling/calendar.ts'
import { chooseAllocations } from '../../scheduling/conflicts.ts'
import { checkDemand } from '../../scheduling/demand-check.ts'
import type { Interval } from '../../scheduling/intervals.ts'
import { eachStart } from '../../scheduling/starts.ts'
import { dayMs } from '../../scheduling/zones.ts'
import { fromStored } from '../../store/instants.ts'
import type { ResourceRow, WaitlistEntryRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { demandOn, type Need, termsFor } from '../placing/availability.ts'
import { type CalendarTerms, longestDayMs } from '../placing/calendars.ts'
import { resourcesOfGroup } from '../placing/group-resources.ts'
import { serviceWith } from '../placing/service-with.ts'
import type { FreedTime } from './freed-time.ts'

/** A start that can be offered. */
export interface Slot {
  readonly service: Service
  readonly resource: ResourceRow
  readonly startMs: number
}

/** A service that somebody waits for, with everybody who may be needed for it. */
export interface Wanted {
  readonly service: Service
  /** By requirement group, the first one first. */
  readonly groups: readonly (readonly ResourceRow[])[]
}

/** What is wanted, read once for all who want it; null where the service cannot be booked any more. */
export async function readWanted(
  ctx: Context,
  known: Map<string, Wanted | null>,
  serviceId: string,
): Promise<Wanted | null> {
  const found = known.get(serviceId)
  if (found !== undefined) return found
  const service = await findActiveService(ctx.trx, ctx.tenant.id, serviceId)
  const groups: ResourceRow[][] = []
  for (const group of service?.requirements ?? []) groups.push(await resourcesOfGroup(ctx, group))
  const wanted = service === undefined ? null : { service, groups }
  known.set(serviceId, wanted)
  return wanted
}

/** What there is to be offered, and the holds of what was offered of it so far. */
export interface Supply {
  readonly freed: readonly FreedTime[]
  readonly holdIds: readonly string[]
}

/**
 * The start in freed time that is offered to an entry: where something began that is gone, else the first one that is
 * free. It lies in a window of the entry with its whole length, and was never offered to it in vain; where hours were
 * opened, the entry could not have had it before.
 */
export async function findSlot(
  ctx: Context,
  entry: WaitlistEntryRow,
  wanted: Wanted,
  { freed, holdIds }: Supply,
): Promise<Slot | undefined> {
  for (const part of freed) {
    for (const resource of servedBy(entry, wanted, part.resourceId)) {
      for (const { from, to } of storedWindows(entry)) {
        const window = { startMs: fromStored(from), endMs: fromStored(to) }
        const startMs = await startIn(ctx, { entry, wanted, part, resource, window, holdIds })
        if (startMs !== undefined) return { service: wanted.service, resource, startMs }
      }
    }
  }
  return undefined
}

/** With whom a booking could take the freed resource: that itself, or anybody whom it assists (a room). */
function servedBy(
  { resource_id }: WaitlistEntryRow,
  { groups: [first = [], ...further] }: Wanted,
  freedId: string,
): readonly ResourceRow[] {
  const everybody = first.filter(({ id }) => resource_id === null || id === resource_id)
  const itself = everybody.filter(({ id }) => id === freedId)
  if (itself.length > 0) return itself
  return further.some(group => group.some(({ id }) => id === freedId)) ? everybody : []
}

interface Place {
  readonly entry: WaitlistEntryRow
  readonly wanted: Wanted
  readonly part: FreedTime
  readonly resource: ResourceRow
  readonly window: Interval
  readonly holdIds: readonly string[]
}

async function startIn(
  ctx: Context,
  { entry, wanted, part, resource, window, holdIds }: Place,
): Promise<number | undefined> {
  const reach = reachOf(ctx, wanted.service, { part, resource, window })
  if (reach.startMs >= reach.endMs) return undefined
  const need: Need = {
    service: wanted.service,
    units: entry.party_size,
    preferredIds: [part.resourceId],
    neverPast: true,
  }
  const demand = await demandOn(ctx, need, resource, part.before === undefined ? reach : withDays(reach))
  const terms = termsFor(ctx, need, resource)
  const passed = passedStarts(entry).filter(({ resource_id }) => resource_id === resource.id)
  const was = part.before && checkDemand(demandBefore(demand, part.before, holdIds), terms, reach)
  const isFor = (startMs: number) =>
    was?.conflictsAt(startMs).next().done !== true &&
    !passed.some(({ start_at }) => fromStored(start_at) === startMs) &&
    chooseAllocations({ ...demand, startMs }, terms).some(({ resourceId }) => resourceId === part.resourceId)
  let first: number | undefined
  for (const start of eachStart(reach, demand, terms)) {
    if (start === null || !isFor(start.startMs)) continue
    if (part.beganMs === null || start.startMs === part.beganMs) return start.startMs
    first ??= start.startMs
    if (start.startMs > part.beganMs) break
  }
  return first
}

/** Daily limits that hold no more are asked about too, and count whole days. */
function withDays({ startMs, endMs }: Interval): Interval {
  return { startMs: startMs - longestDayMs, endMs: endMs + longestDayMs }
}

/** The demand as it was before the calendar of one resource changed, and before anything was offered of that. */
function demandBefore(demand: Demand, before: CalendarTerms, holdIds: readonly string[]): Demand {
  const asItWas = (calendar: ResourceCalendar) =>
    calendar.id === before.id ? { ...before, busy: calendar.busy } : calendar
  return {
    ...demand,
    first: { ...demand.first, calendar: asItWas(demand.first.calendar) },
    others: demand.others.map(other => ({ ...other, calendars: other.calendars.map(asItWas) })),
    excludeIds: holdIds,
  }
}

/** Starts whose time, buffers included, meets the freed part, and whose length fits into the window. */
function reachOf(
  ctx: Context,
  service: Service,
  { part, resource, window }: Pick<Place, 'part' | 'resource' | 'window'>,
): Interval {
  const lengthMs = serviceWith(service, resource.id).duration_min * 60_000
  const [beforeMs, afterMs] = [service.buffer_before_min * 60_000, service.buffer_after_min * 60_000]
  return {
    // An offer of a start that is now could not be accepted any more.
    startMs: Math.max(window.startMs, part.startMs - lengthMs - afterMs + 1, ctx.now + 1),
    endMs: Math.min(
      window.endMs - lengthMs + 1,
      part.endMs + beforeMs,
      // Nothing further ahead can be booked, so that nothing further is read.
      ctx.now + (service.horizon_days + 2) * dayMs,
    ),
  }
}
