import { bookingObject } from '../../objects/booking.ts'
import { findBooking } from '../../store/bookings.ts'
import { paymentsOfBooking } from '../../store/payments.ts'
import type { BookingRow } from '../../store/schema.ts'
import { saveMove } from '../booking-life/booking-moves.ts'
import type { Context } from '../context/context.ts'
import { isDepositMet, paymentSummary } from './booking-account.ts'
import { emitMoney, type MoneyEvent } from './money-events.ts'

/**
 * Makes a booking follow what happened to its payments, and tells of both in their order: its summary, and that it is
 * confirmed once its deposit is met. What is of no booking is only told.
 */
export async function settleBooking(
  ctx: Context,
  bookingId: string | null,
  money: readonly MoneyEvent[],
): Promise<void> {
  const row = bookingId === null ? undefined : await findBooking(ctx.trx, ctx.tenant.id, bookingId)
  if (row === undefined) return await emitMoney(ctx, money)
  const payments = await paymentsOfBooking(ctx.trx, ctx.tenant.id, row.id)
  const isConfirmed = row.status === 'awaiting_payment' && isDepositMet(row, payments)
  const status = isConfirmed ? 'confirmed' : row.status
  const payment = paymentSummary({ ...row, status }, payments)
  if (payment === row.payment && status === row.status && money.length === 0) return
  const saved = await saveMove(ctx, row, { status, payment }, { action: 'pay', money })
  if (isConfirmed) await ctx.emit('booking.confirmed', bookingObject(saved))
}

/** The summary that a booking has once it is changed like this; unchanged where it has no payments. */
export async function summaryAfter(
  ctx: Context,
  row: BookingRow,
  changes: Partial<BookingRow>,
): Promise<Pick<BookingRow, 'payment'>> {
  const payments = await paymentsOfBooking(ctx.trx, ctx.tenant.id, row.id)
  return { payment: paymentSummary({ ...row, ...changes }, payments) }
}
