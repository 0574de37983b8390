import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { type BookingObject, bookingObject } from '../../objects/booking.ts'
import type { Conflict } from '../../scheduling/conflicts.ts'
import { insertBooking } from '../../store/bookings.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'
import { scheduleDeadlines } from '../booking-life/booking-deadlines.ts'
import { recordCreation } from '../booking-life/booking-moves.ts'
import { policyFor } from '../booking-life/booking-policy.ts'
import type { Context } from '../context/context.ts'
import { confirmedOrAwaiting } from '../money/deposit.ts'
import type { Placement, Wish } from './availability.ts'
import { occupyResources } from './occupy-resources.ts'
import { priceWith, serviceWith } from './service-with.ts'

/** Everything that a new booking is made of. */
export interface NewBooking extends Wish {
  readonly body: InputOf<Operations['createBooking']>['body']
  readonly customerId: string
  readonly placement: Placement
  /** The series that makes it, and the start that this gives it. */
  readonly series?: { readonly id: string; readonly originalMs: number }
}

/** Writes a booking with all that belongs to it. Confirmed at once; or pending by the policy, or awaiting its deposit. */
export async function storeBooking(ctx: Context, booking: NewBooking): Promise<BookingObject> {
  const drafted = await rowOf(ctx, booking)
  // Nobody has paid for what was not there.
  const row =
    drafted.status === 'pending' ? drafted : { ...drafted, ...(await confirmedOrAwaiting(ctx, drafted, [])) }
  await insertBooking(ctx.trx, row)
  ctx.changed('booking', null, row)
  await occupyResources(ctx, row)
  await recordCreation(ctx, row)
  await scheduleDeadlines(ctx, row)
  return bookingObject(row)
}

/** The booking as its create answers it, with the secrets that let a page go on with it and pay for it. */
export function withSecrets(ctx: Context, booking: BookingObject): BookingObject {
  return { ...withPaymentSecret(ctx, booking), client_secret: ctx.clientSecretOf(booking.id) }
}

/** The booking as an answer that made its deposit payment. */
export function withPaymentSecret(ctx: Context, booking: BookingObject): BookingObject {
  const { payment, status } = booking
  if (payment === null || status !== 'awaiting_payment') return booking
  return { ...booking, payment: { ...payment, client_secret: ctx.clientSecretOf(payment.id) } }
}

/** Tells of a new booking; that it is confirmed too, if it is. */
export async function emitBooked(ctx: Context, booking: BookingObject): Promise<void> {
  await ctx.emit('booking.created', booking)
  if (booking.status === 'confirmed') await ctx.emit('booking.confirmed', booking)
}

/** Tells of each rule that the booking breaks knowingly, since it was made, confirmed or moved. */
export async function emitViolations(
  ctx: Context,
  booking: BookingObject,
  conflicts: readonly Conflict[],
  happened: 'made' | 'confirmed' | 'moved' = 'made',
): Promise<void> {
  for (const conflict of conflicts) {
    const other = 'id' in conflict && conflict.id?.startsWith('bk_') ? [conflict.id] : []
    await ctx.emit('schedule.violation_detected', {
      rule: conflict.type,
      message: `Booking ${booking.id} was ${happened} in spite of ${conflict.type}`,
      booking_ids: [booking.id, ...other],
      resource_ids: [booking.resource_id],
      since: toAnswer(toStored(ctx.now)),
    })
  }
}

async function rowOf(ctx: Context, booking: NewBooking): Promise<BookingRow> {
  const { body, service, placement, startMs } = booking
  const now = toStored(ctx.now)
  const policy = policyFor(ctx.tenant, service)
  const isPending = policy.confirmation === 'manual'
  return {
    tenant_id: ctx.tenant.id,
    id: await ctx.ids.next('bk'),
    payment: null,
    price: priceWith(service, placement.resource.id),
    deposit: service.deposit,
    created_at: now,
    updated_at: now,
    revision: 1,
    metadata: JSON.stringify(body.metadata ?? {}),
    customer_id: booking.customerId,
    service_id: service.id,
    resource_id: placement.resource.id,
    location_id: placement.resource.location_id,
    series_id: booking.series?.id ?? null,
    hold_id: body.hold_id ?? null,
    status: isPending ? 'pending' : 'confirmed',
    start_at: toStored(startMs),
    end_at: toStored(endMsOf(booking)),
    original_start_at: booking.series === undefined ? null : toStored(booking.series.originalMs),
    buffer_before_min: service.buffer_before_min,
    buffer_after_min: service.buffer_after_min,
    channel: body.channel ?? 'in_person',
    notes: body.notes ?? null,
    send_confirmation: body.send_confirmation === false ? 0 : 1,
    party_size: booking.units,
    attendees: '[]',
    allocations: JSON.stringify(
      placement.allocations.map(({ group, resourceId }) => ({ group, resource_id: resourceId })),
    ),
    override_conflicts: body.override_conflicts === true ? 1 : 0,
    cancellation: null,
    decline_reason: null,
    policy: JSON.stringify(policy),
    confirm_by: isPending ? toStored(Math.min(ctx.now + policy.confirm_within_min * 60_000, startMs)) : null,
    pay_by: null,
    checked_in_at: null,
    completed_at: null,
    schedule_revision: 0,
  }
}

function endMsOf({ startMs, service, placement }: NewBooking): number {
  return startMs + serviceWith(service, placement.resource.id).duration_min * 60_000
}
