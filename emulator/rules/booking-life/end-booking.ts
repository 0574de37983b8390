import { bookingObject } from '../../objects/booking.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { type BookingMove, saveMove } from './booking-moves.ts'

// The ends of a booking, as whoever brings them about has them in common: staff, customer, or clock. Whether they are
// legal is asked before.

type Ended = ReturnType<typeof bookingObject>

/** Declines a booking, and tells of it. */
export async function declineNow(ctx: Context, row: BookingRow, reason: string | null): Promise<Ended> {
  const changes = { status: 'declined', decline_reason: reason }
  const booking = bookingObject(await saveMove(ctx, row, changes, { action: 'decline', reason }))
  await ctx.emit('booking.declined', booking)
  return booking
}

/** Cancels a booking, and tells of it. The fee is 0, whatever the policy says, until there are payments. */
export async function cancelNow(
  ctx: Context,
  row: BookingRow,
  {
    actor,
    reason,
    inSeries = false,
  }: Required<Pick<BookingMove, 'actor' | 'reason'>> & Pick<BookingMove, 'inSeries'>,
): Promise<Ended> {
  const cancellation = { actor, reason, at: toAnswer(toStored(ctx.now)), fee: 0 }
  const changes = { status: 'cancelled', cancellation: JSON.stringify(cancellation) }
  const booking = bookingObject(
    await saveMove(ctx, row, changes, { action: 'cancel', actor, reason, inSeries }),
  )
  await ctx.emit('booking.cancelled', booking)
  return booking
}

/** Completes a booking, and tells of it. */
export async function completeNow(ctx: Context, row: BookingRow): Promise<Ended> {
  const changes = { status: 'completed', completed_at: toStored(ctx.now) }
  const booking = bookingObject(await saveMove(ctx, row, changes, { action: 'complete' }))
  await ctx.emit('booking.completed', booking)
  return booking
}

/** Marks a booking as a no-show, and tells of it. */
export async function missNow(ctx: Context, row: BookingRow): Promise<Ended> {
  const booking = bookingObject(await saveMove(ctx, row, { status: 'no_show' }, { action: 'no_show' }))
  await ctx.emit('booking.no_show', booking)
  return booking
}
