import { ApiError } from '../../../src/contract/errors/errors.ts'
import { fromStored, toAnswerOrNull } from '../../store/instants.ts'
import { paymentsOfBooking } from '../../store/payments.ts'
import type { BookingRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import type { Money } from './amounts.ts'
import { payableAs } from './booking-account.ts'

/**
 * Refuses a deposit or balance that its booking does not take: 409 where nothing can be paid for it any more, 422 where
 * less is due. Asked when a payment is made, and again when it is confirmed. Fees are owed whatever becomes of a booking.
 */
export async function requirePayable(
  ctx: Context,
  booking: BookingRow,
  { kind, amount }: { readonly kind: string; readonly amount: Money },
): Promise<void> {
  if (kind === 'fee') return
  if (isOver(ctx, booking)) throw notPayable(booking)
  const payments = await paymentsOfBooking(ctx.trx, ctx.tenant.id, booking.id)
  const due = payableAs(kind, booking, payments)
  if (due === null || amount.amount <= due) return
  throw new ApiError('amount_exceeds_due', {
    message: `${due} ${amount.currency} of minor units are due as ${kind} of booking ${booking.id}, and ${amount.amount} are more`,
    details: { amount_due: due, currency: amount.currency },
  })
}

/** Whether nothing but fees can be paid: no appointment any more, or a deposit that is late, whoever has noted it. */
function isOver(ctx: Context, { status, pay_by }: BookingRow): boolean {
  if (['cancelled', 'declined', 'no_show'].includes(status)) return true
  return status === 'awaiting_payment' && pay_by !== null && fromStored(pay_by) <= ctx.now
}

function notPayable({ id, status, pay_by }: BookingRow): ApiError {
  const why = status === 'awaiting_payment' ? `was to be paid by ${toAnswerOrNull(pay_by)}` : `is ${status}`
  return new ApiError('booking_not_payable', {
    message: `Booking ${id} ${why}; nothing can be paid for it any more`,
    details: { booking_id: id, status, pay_by: toAnswerOrNull(pay_by) },
  })
}
