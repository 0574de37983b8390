import { policyOf } from '../../objects/booking.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { BookingRow, PaymentRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { storedMoney } from './amounts.ts'
import { isDepositMet, payableAs, paymentSummary } from './booking-account.ts'
import { addPayment } from './payment-moves.ts'

/** A deposit that has to be paid at once would be late before anybody could pay it. */
const shortestMin = 1

/**
 * What a booking becomes that everything but money speaks for: confirmed; or awaiting its deposit until `pay_by`, with a
 * payment that waits to be confirmed. What is recorded of the past (imports, walk-ins) is not asked to pay beforehand.
 * `payments` are all of the booking, the oldest first.
 */
export async function confirmedOrAwaiting(
  ctx: Context,
  row: BookingRow,
  payments: readonly PaymentRow[],
): Promise<Pick<BookingRow, 'status' | 'pay_by' | 'payment'>> {
  const deposit = storedMoney(row.deposit)
  const startMs = fromStored(row.start_at)
  const confirmed = { ...row, status: 'confirmed' }
  if (deposit === null || startMs <= ctx.now || isDepositMet(row, payments))
    return { status: 'confirmed', pay_by: null, payment: paymentSummary(confirmed, payments) }
  const awaiting = { ...row, status: 'awaiting_payment' }
  const due = payableAs('deposit', awaiting, payments) ?? deposit.amount
  const asked = due > 0 ? await askForDeposit(ctx, row, { ...deposit, amount: due }) : []
  const withinMin = Math.max(shortestMin, policyOf(row).pay_within_min)
  return {
    status: 'awaiting_payment',
    pay_by: toStored(Math.min(ctx.now + withinMin * 60_000, startMs)),
    payment: paymentSummary(awaiting, [...payments, ...asked]),
  }
}

async function askForDeposit(
  ctx: Context,
  { id: bookingId, customer_id: customerId }: BookingRow,
  amount: { amount: number; currency: string },
): Promise<PaymentRow[]> {
  return [await addPayment(ctx, { bookingId, customerId, kind: 'deposit', amount })]
}
