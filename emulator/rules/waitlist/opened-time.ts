import { append } from '../../../src/lists/append.ts'
import { storedOffline } from '../../objects/resource.ts'
import { type Interval, subtract } from '../../scheduling/intervals.ts'
import { exceptionsOf } from '../../store/exceptions.ts'
import { fromStored } from '../../store/instants.ts'
import { resourceIdsAt } from '../../store/resource-lists.ts'
import { findResource, resourcesWithIds } from '../../store/resources.ts'
import type { ExceptionRow, LocationRow, ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { type CalendarTerms, calendarTerms, openHours } from '../placing/calendars.ts'
import type { FreedTime } from './freed-time.ts'

/**
 * What a change of a resource opens in a window: hours, units, bookings a day; all of it once it is back online. What
 * could be booked before lies in there too where whoever looks for starts has to ask: by party and by day.
 */
export async function openedByResource(
  ctx: Context,
  before: ResourceRow,
  after: ResourceRow,
  window: Interval,
): Promise<FreedTime[]> {
  if (after.status !== 'online') return []
  if (hasReachedEnd(before, after, ctx.now)) return on(after, [window])
  const was = await calendarTerms(ctx, before)
  if (raisesDailyLimit(before, after)) return on(after, [window], { before: was })
  const opened = decidesOpening.some(member => before[member] !== after[member])
    ? subtract(openHours(await calendarTerms(ctx, after), window), openHours(was, window))
    : []
  const units = after.capacity - before.capacity
  return [
    ...on(after, opened, { before: was }),
    ...(units > 0 ? on(after, subtract([window], opened), { before: was, units }) : []),
  ]
}

const decidesOpening = ['weekly', 'timezone', 'location_id', 'offline'] as const

function raisesDailyLimit(before: ResourceRow, after: ResourceRow): boolean {
  const limit = before.max_bookings_per_day
  return limit !== null && (after.max_bookings_per_day ?? Number.POSITIVE_INFINITY) > limit
}

/** Whether an offline period is over because its time is: what lies behind it could be booked all along. */
function hasReachedEnd(before: ResourceRow, after: ResourceRow, nowMs: number): boolean {
  const until = before.status === 'offline' && after.offline === null ? storedOffline(before)?.until : null
  return until != null && fromStored(until) <= nowMs
}

/** What a change of an exception opens; null where there was none, or is none any more. */
export async function openedByException(
  ctx: Context,
  before: ExceptionRow | null,
  after: ExceptionRow | null,
  window: Interval,
): Promise<FreedTime[]> {
  const id = (after ?? before)?.resource_id ?? ''
  const resource = await findResource(ctx.trx, ctx.tenant.id, id)
  if (resource === undefined || resource.status === 'archived') return []
  const exceptions = [
    ...(await exceptionsOf(ctx.trx, ctx.tenant.id, id)).filter(other => other.id !== after?.id),
    ...(before === null ? [] : [before]),
  ]
  return openedSince(ctx, resource, await calendarTerms(ctx, resource, { exceptions }), window)
}

/** What a change of a location opens, with everybody who works there. */
export async function openedByLocation(
  ctx: Context,
  before: LocationRow,
  after: LocationRow,
  window: Interval,
): Promise<FreedTime[]> {
  const decides = ['opening_hours', 'holidays', 'timezone'] as const
  if (decides.every(member => before[member] === after[member])) return []
  const opened: FreedTime[] = []
  const ids = await resourceIdsAt(ctx.trx, ctx.tenant.id, after.id)
  for (const resource of ids.length === 0 ? [] : await resourcesWithIds(ctx.trx, ctx.tenant.id, ids)) {
    const was = await calendarTerms(ctx, resource, { location: before })
    append(opened, await openedSince(ctx, resource, was, window))
  }
  return opened
}

async function openedSince(
  ctx: Context,
  resource: ResourceRow,
  before: CalendarTerms,
  window: Interval,
): Promise<FreedTime[]> {
  const hours = openHours(await calendarTerms(ctx, resource), window)
  return on(resource, subtract(hours, openHours(before, window)), { before })
}

function on(
  resource: ResourceRow,
  spans: readonly Interval[],
  { units = resource.capacity, before }: { units?: number; before?: CalendarTerms } = {},
): FreedTime[] {
  const opened = { resourceId: resource.id, units, beganMs: null, ...(before !== undefined && { before }) }
  return spans.map(span => ({ ...span, ...opened }))
}
