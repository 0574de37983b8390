import { bookingObject } from '../../objects/booking.ts'
import { findBooking } from '../../store/bookings.ts'
import { findCustomer } from '../../store/customers.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import type { BookingStatus } from './booking-moves.ts'
import { cancelNow, completeNow, declineNow, missNow } from './end-booking.ts'

// What the clock does with bookings. Deadlines that no longer hold are dropped with the change that ended them; each
// still looks at the state that it finds.

/** At confirm_by: a booking that nobody confirmed is declined, and frees its time. */
export async function declineUnconfirmed(ctx: Context, bookingId: string): Promise<void> {
  const row = await bookingIn(ctx, bookingId, ['pending'])
  if (row !== undefined) await declineNow(ctx, row, 'expired')
}

/** At pay_by: a booking whose deposit nobody paid is cancelled, and frees its time. */
export async function cancelUnpaid(ctx: Context, bookingId: string): Promise<void> {
  const row = await bookingIn(ctx, bookingId, ['awaiting_payment'])
  if (row !== undefined) await cancelNow(ctx, row, { actor: 'clock', reason: 'payment_timeout' })
}

/** Some time before the start: tells that a confirmed booking is near, unless the customer's data may not be used. */
export async function remindOfBooking(
  ctx: Context,
  bookingId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const row = await bookingIn(ctx, bookingId, ['confirmed'])
  if (row === undefined) return
  const customer = await findCustomer(ctx.trx, ctx.tenant.id, row.customer_id)
  if (customer?.processing_restricted === 1) return
  await ctx.emit('booking.reminder_due', bookingObject(row), { offset: Number(data.offset) })
}

/** After the grace: a customer who did not check in is a no-show, where the policy says so. */
export async function markMissed(ctx: Context, bookingId: string): Promise<void> {
  const row = await bookingIn(ctx, bookingId, ['confirmed'])
  if (row !== undefined) await missNow(ctx, row)
}

/** After the end: the booking is completed, where the policy says so. */
export async function completeEnded(ctx: Context, bookingId: string): Promise<void> {
  const row = await bookingIn(ctx, bookingId, ['confirmed', 'checked_in'])
  if (row !== undefined) await completeNow(ctx, row)
}

async function bookingIn(
  ctx: Context,
  bookingId: string,
  states: readonly BookingStatus[],
): Promise<BookingRow | undefined> {
  const row = await findBooking(ctx.trx, ctx.tenant.id, bookingId)
  return row !== undefined && (states as readonly string[]).includes(row.status) ? row : undefined
}
