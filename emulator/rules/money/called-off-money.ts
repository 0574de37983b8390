import { append } from '../../../src/lists/append.ts'
import { paymentsOfBooking } from '../../store/payments.ts'
import type { BookingRow, PaymentRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import type { Money } from './amounts.ts'
import { refundableOf } from './booking-account.ts'
import { charge } from './charge.ts'
import { makeRefund } from './make-refund.ts'
import type { MoneyEvent } from './money-events.ts'
import { addPayment, voidPayment } from './payment-moves.ts'

/** What a booking that is called off or missed costs, and what may be told of it in what is being done. */
export interface CalledOff {
  /** 0 where nothing is charged. */
  readonly fee: Money
  readonly reason: 'booking_cancelled' | 'booking_declined' | 'booking_no_show' | 'customer_deleted'
  /** False where refunds are settled by the clock, and tell of themselves then. */
  readonly refundsNow: boolean
  /** False where nobody is charged: then the fee waits to be confirmed. */
  readonly chargesNow: boolean
}

/**
 * Settles the money of a booking that ends before it was served: what was not captured is voided, the fee is kept from
 * what was, the rest goes back, and only what is missing of the fee is charged. What happened, for the change of the
 * booking to tell; a charge that fails stops nothing.
 */
export async function settleCalledOff(
  ctx: Context,
  booking: BookingRow,
  { fee, reason, refundsNow, chargesNow }: CalledOff,
): Promise<MoneyEvent[]> {
  const payments = await paymentsOfBooking(ctx.trx, ctx.tenant.id, booking.id)
  const ofPrice = payments.filter(({ kind }) => kind !== 'fee')
  for (const payment of ofPrice) if (isUncaptured(payment)) await voidPayment(ctx, payment)
  const events: MoneyEvent[] = []
  let missing = fee.amount
  // Kept from what was paid first; what was paid last goes back first, and that is told first.
  const back: { readonly payment: PaymentRow; readonly amount: number }[] = []
  for (const payment of ofPrice) {
    const refundable = refundableOf(payment)
    const kept = payment.currency === fee.currency ? Math.min(missing, refundable) : 0
    missing -= kept
    if (refundable > kept) back.unshift({ payment, amount: refundable - kept })
  }
  for (const { payment, amount } of back) {
    const made = await makeRefund(ctx, payment, { amount, reason, later: !refundsNow })
    append(events, made.events)
  }
  if (missing > 0) {
    const methodId = chargesNow ? lastGoodMethod(payments) : undefined
    append(events, await askForFee(ctx, booking, { ...fee, amount: missing }, methodId))
  }
  return events
}

async function askForFee(
  ctx: Context,
  booking: BookingRow,
  amount: Money,
  methodId: string | undefined,
): Promise<readonly MoneyEvent[]> {
  const { id: bookingId, customer_id: customerId } = booking
  const payment = await addPayment(ctx, { bookingId, customerId, kind: 'fee', amount })
  if (methodId === undefined) return []
  const { events } = await charge(ctx, payment, methodId, 'later')
  // It is no payment for the appointment, which there is none any more.
  return events.map(event => (event.type === 'payment.succeeded' ? { ...event, received: false } : event))
}

function isUncaptured({ status }: PaymentRow): boolean {
  return ['requires_confirmation', 'requires_action', 'failed', 'authorized'].includes(status)
}

/** The method of the newest payment that it was good for. */
function lastGoodMethod(payments: readonly PaymentRow[]): string | undefined {
  const good = payments.filter(({ authorized_at }) => authorized_at !== null)
  const newest = good.toSorted((a, b) => ((a.authorized_at ?? '') < (b.authorized_at ?? '') ? -1 : 1)).at(-1)
  return newest?.method_id ?? undefined
}
