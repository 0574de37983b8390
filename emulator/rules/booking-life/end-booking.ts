import { bookingObject, policyOf } from '../../objects/booking.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { currencyOf, type Money } from '../money/amounts.ts'
import { type CalledOff, settleCalledOff } from '../money/called-off-money.ts'
import type { MoneyEvent } from '../money/money-events.ts'
import { summaryAfter } from '../money/settle-booking.ts'
import { type BookingMove, saveMove } from './booking-moves.ts'

// The ends of a booking, as whoever brings them about has them in common: staff, customer, or clock. Whether they are
// legal is asked before.

type Ended = ReturnType<typeof bookingObject>

/** Which events of money belong to what is being done. */
type Telling = Pick<CalledOff, 'refundsNow' | 'chargesNow'>

/** None: refunds go through the clock, and a fee waits to be paid. */
const quietly: Telling = { refundsNow: false, chargesNow: false }

/** Declines a booking, and tells of it. */
export async function declineNow(ctx: Context, row: BookingRow, reason: string | null): Promise<Ended> {
  const money = await settleCalledOff(ctx, row, {
    ...quietly,
    fee: nothing(ctx, row),
    reason: 'booking_declined',
  })
  const changes = { status: 'declined', decline_reason: reason }
  const whole = { ...changes, ...(await summaryAfter(ctx, row, changes)) }
  const booking = bookingObject(await saveMove(ctx, row, whole, { action: 'decline', reason, money }))
  await ctx.emit('booking.declined', booking)
  return booking
}

/**
 * Cancels a booking, and tells of it. What it costs is decided by the policy that it was made under: a customer who
 * cancels what was confirmed, after the cut-off, pays the fee; whoever else cancels, it costs nothing.
 */
export async function cancelNow(
  ctx: Context,
  row: BookingRow,
  {
    actor,
    reason,
    inSeries = false,
    telling = quietly,
  }: Required<Pick<BookingMove, 'actor' | 'reason'>> & Pick<BookingMove, 'inSeries'> & { telling?: Telling },
): Promise<Ended> {
  const fee = actor === 'customer' && isLate(ctx, row) ? policyOf(row).late_cancel_fee : 0
  const money = await settleCalledOff(ctx, row, {
    ...telling,
    fee: { ...nothing(ctx, row), amount: fee },
    reason: 'booking_cancelled',
  })
  const cancellation = { actor, reason, at: toAnswer(toStored(ctx.now)), fee }
  const changes = { status: 'cancelled', cancellation: JSON.stringify(cancellation) }
  const whole = { ...changes, ...(await summaryAfter(ctx, row, changes)) }
  const booking = bookingObject(
    await saveMove(ctx, row, whole, { action: 'cancel', actor, reason, inSeries, money }),
  )
  await ctx.emit('booking.cancelled', booking)
  return booking
}

/** Pays back all that was paid for a booking of a customer who is deleted, without a fee; what is to be told of it. */
export async function refundAll(ctx: Context, row: BookingRow): Promise<MoneyEvent[]> {
  return await settleCalledOff(ctx, row, {
    refundsNow: true,
    chargesNow: false,
    fee: nothing(ctx, row),
    reason: 'customer_deleted',
  })
}

/** Completes a booking, and tells of it. */
export async function completeNow(ctx: Context, row: BookingRow): Promise<Ended> {
  const changes = { status: 'completed', completed_at: toStored(ctx.now) }
  const booking = bookingObject(await saveMove(ctx, row, changes, { action: 'complete' }))
  await ctx.emit('booking.completed', booking)
  return booking
}

/**
 * Marks a booking as a no-show, and tells of it. It costs what the policy says that it was made under; what goes back
 * goes through the clock.
 */
export async function missNow(ctx: Context, row: BookingRow, telling: Telling = quietly): Promise<Ended> {
  const money = await settleCalledOff(ctx, row, {
    ...telling,
    fee: { ...nothing(ctx, row), amount: policyOf(row).no_show_fee },
    reason: 'booking_no_show',
  })
  const changes = { status: 'no_show' }
  const whole = { ...changes, ...(await summaryAfter(ctx, row, changes)) }
  const booking = bookingObject(await saveMove(ctx, row, whole, { action: 'no_show', money }))
  await ctx.emit('booking.no_show', booking)
  return booking
}

/** No money, in the currency of a booking. */
function nothing(ctx: Context, row: BookingRow): Money {
  return { amount: 0, currency: currencyOf(ctx, row) }
}

/** Whether a confirmed booking is cancelled after its cut-off; exactly at it is in time. */
function isLate(ctx: Context, row: BookingRow): boolean {
  if (row.status !== 'confirmed' && row.status !== 'checked_in') return false
  return ctx.now > fromStored(row.start_at) - policyOf(row).cancel_cutoff_min * 60_000
}
