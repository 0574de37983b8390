import { append } from '../../../src/lists/append.ts'
import { storedOffline } from '../../objects/resource.ts'
import { type Interval, intersect, subtract } from '../../scheduling/intervals.ts'
import { exceptionsOf } from '../../store/exceptions.ts'
import { fromStored } from '../../store/instants.ts'
import { resourceIdsAt } from '../../store/resource-lists.ts'
import { findResource, resourcesWithIds } from '../../store/resources.ts'
import type { ExceptionRow, LocationRow, ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { openHours } from '../placing/calendars.ts'
import type { FreedTime } from './freed-time.ts'

/** What a change of a resource opens in a window: hours, units, bookings a day; all of it once it is back online. */
export async function openedByResource(
  ctx: Context,
  before: ResourceRow,
  after: ResourceRow,
  window: Interval,
): Promise<FreedTime[]> {
  if (after.status !== 'online') return []
  const units = after.capacity - before.capacity
  const raisesLimit =
    before.max_bookings_per_day !== null &&
    (after.max_bookings_per_day ?? Number.POSITIVE_INFINITY) > before.max_bookings_per_day
  if (raisesLimit) return on(after, [window])
  if (units > 0) return on(after, [window], units)
  if (before.offline !== null && after.offline === null) return on(after, [periodOf(before, window)])
  const decides = ['weekly', 'timezone', 'location_id'] as const
  if (decides.every(member => before[member] === after[member])) return []
  return on(
    after,
    subtract(await openHours(ctx, after, window), await openHours(ctx, { ...before, offline: null }, window)),
  )
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
  const opened = subtract(
    await openHours(ctx, resource, window),
    await openHours(ctx, resource, window, { exceptions }),
  )
  return on(resource, opened)
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
    const hours = await openHours(ctx, resource, window)
    const was = await openHours(ctx, resource, window, { location: before })
    append(opened, on(resource, subtract(hours, was)))
  }
  return opened
}

function on(resource: ResourceRow, spans: readonly Interval[], units = resource.capacity): FreedTime[] {
  return spans.map(span => ({ ...span, resourceId: resource.id, units, beganMs: null }))
}

/** The offline period that is over: from now on, whenever it was to end, or the planned one. */
function periodOf(before: ResourceRow, window: Interval): Interval {
  const period = storedOffline(before)
  if (before.status === 'offline' || period === null) return window
  const untilMs = period.until == null ? window.endMs : fromStored(period.until)
  const [planned] = intersect([window], [{ startMs: fromStored(period.from), endMs: untilMs }])
  return planned ?? { startMs: window.startMs, endMs: window.startMs }
}
