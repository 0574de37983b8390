import { largest, smallest } from '../../../src/lists/extremes.ts'
import { type RequirementGroup, serviceObject } from '../../objects/service.ts'
import type { Terms } from '../../scheduling/calendar.ts'
import { type Conflict, findConflicts } from '../../scheduling/conflicts.ts'
import { type ComingBooking, comingBookings } from '../../store/coming-bookings.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { lockResources } from '../../store/resource-locks.ts'
import { findResource } from '../../store/resources.ts'
import { findService } from '../../store/services.ts'
import type { Context } from '../context/context.ts'
import { loadCalendar, noMargin } from '../placing/calendars.ts'
import { skillsFrom } from '../placing/group-resources.ts'

/** A coming booking that a change leaves without something it has been promised, and the rule that it breaks now. */
export interface StrandedBooking {
  readonly bookingId: string
  readonly startMs: number
  readonly rule: Conflict['type']
  readonly resourceIds: readonly string[]
  /** Bookings that it collides with, where capacity shrank. */
  readonly otherIds: readonly string[]
}

/** What can go wrong for a booking on one of its resources by a change of that resource, in the order of telling. */
const rules: readonly Conflict['type'][] = [
  'existing_booking',
  'capacity_full',
  'buffer',
  'outside_working_hours',
  'time_off',
  'resource_offline',
  'location_closed',
  'missing_skill',
]

/**
 * Makes a change to resources and gives the coming bookings that it strands, by start. A booking that broke the
 * same rule before (one made with override_conflicts) is not stranded by the change: it was told of then.
 */
export async function strandedBy(
  ctx: Context,
  resourceIds: readonly string[],
  change: () => Promise<void>,
): Promise<StrandedBooking[]> {
  if (resourceIds.length > 0) await lockResources(ctx.trx, ctx.tenant.id, resourceIds.toSorted())
  const before = await misfitsOn(ctx, resourceIds)
  await change()
  const after = await misfitsOn(ctx, resourceIds)
  const stranded = new Map<string, StrandedBooking>()
  for (const [key, { booking, resourceId, conflict }] of after) {
    if (before.has(key)) continue
    const once = `${booking.id} ${conflict.type}`
    const known = stranded.get(once)
    const otherIds = 'id' in conflict && conflict.id?.startsWith('bk_') ? [conflict.id] : []
    stranded.set(once, {
      bookingId: booking.id,
      startMs: booking.startMs,
      rule: conflict.type,
      resourceIds: [...new Set([...(known?.resourceIds ?? []), resourceId])],
      otherIds: [...new Set([...(known?.otherIds ?? []), ...otherIds])],
    })
  }
  return [...stranded.values()].toSorted(inOrder)
}

/** Tells of each stranded booking, in their order. */
export async function emitStranded(ctx: Context, stranded: readonly StrandedBooking[]): Promise<void> {
  for (const { bookingId, rule, resourceIds, otherIds } of stranded) {
    await ctx.emit('schedule.violation_detected', {
      rule,
      message: `Booking ${bookingId} no longer fits ${resourceIds.join(' and ')}: ${rule}`,
      booking_ids: [bookingId, ...otherIds],
      resource_ids: [...resourceIds],
      since: toAnswer(toStored(ctx.now)),
    })
  }
}

interface Misfit {
  readonly booking: ComingBooking
  readonly resourceId: string
  readonly conflict: Conflict
}

/** Everything that now stands against the coming bookings of some resources, by booking, resource and conflict. */
async function misfitsOn(ctx: Context, resourceIds: readonly string[]): Promise<Map<string, Misfit>> {
  const found = new Map<string, Misfit>()
  for (const resourceId of resourceIds) {
    for (const misfit of await misfitsOnOne(ctx, resourceId)) found.set(keyOf(misfit), misfit)
  }
  return found
}

/** Time off is one reason, whichever exceptions it comes from: a second one strands nobody anew. */
function keyOf({ booking, resourceId, conflict }: Misfit): string {
  return JSON.stringify([booking.id, resourceId, conflict.type === 'time_off' ? conflict.type : conflict])
}

/** Everything that now stands against the coming bookings of one resource. */
export async function misfitsOnOne(ctx: Context, resourceId: string): Promise<Misfit[]> {
  const resource = await findResource(ctx.trx, ctx.tenant.id, resourceId)
  if (resource === undefined) return []
  const bookings = await comingBookings(ctx.trx, resource, ctx.now)
  if (bookings.length === 0) return []
  const calendar = await loadCalendar(ctx, resource, noMargin, {
    startMs: smallest(bookings.map(({ startMs, bufferBeforeMs }) => startMs - bufferBeforeMs)),
    endMs: largest(bookings.map(({ endMs, bufferAfterMs }) => endMs + bufferAfterMs)),
  })
  const needs = await needsOf(ctx, bookings)
  return bookings.flatMap(booking => {
    const need = needs.get(booking.service_id)?.find(({ group }) => group === booking.group)
    const first = { group: booking.group, calendar, skills: skillsFrom(need?.skills ?? []) }
    const { startMs, units } = booking
    const candidate = { first, others: [], units, startMs, excludeIds: [booking.id] }
    return findConflicts(candidate, termsOfBooking(ctx, booking))
      .filter(({ type }) => rules.includes(type))
      .map(conflict => ({ booking, resourceId, conflict }))
  })
}

/** What the services of the bookings need today; bookings do not remember it. */
async function needsOf(ctx: Context, bookings: readonly ComingBooking[]) {
  const needs = new Map<string, readonly RequirementGroup[]>()
  for (const id of new Set(bookings.map(booking => booking.service_id))) {
    const service = await findService(ctx.trx, ctx.tenant.id, id)
    if (service !== undefined) needs.set(id, serviceObject(service).requirements)
  }
  return needs
}

/** The booking's own length and buffers. Grid, notice, horizon and limits of the service bound the making of it only. */
function termsOfBooking(ctx: Context, booking: ComingBooking): Terms {
  return {
    service: {
      id: booking.service_id,
      durationMin: (booking.endMs - booking.startMs) / 60_000,
      stepMin: 1,
      bufferBeforeMin: booking.bufferBeforeMs / 60_000,
      bufferAfterMin: booking.bufferAfterMs / 60_000,
      noticeMin: 0,
      horizonDays: 0,
      capacity: null,
      maxPerDay: null,
    },
    nowMs: ctx.now,
    allowPast: true,
  }
}

function inOrder(a: StrandedBooking, b: StrandedBooking): number {
  return (
    a.startMs - b.startMs ||
    (a.bookingId < b.bookingId ? -1 : a.bookingId > b.bookingId ? 1 : 0) ||
    rules.indexOf(a.rule) - rules.indexOf(b.rule)
  )
}
