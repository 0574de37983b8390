import {
  ApiError,
  type ApiErrorOptions,
  type FieldFault,
  refuseFaults,
} from '../../../src/contract/errors/errors.ts'
import { paymentObject } from '../../objects/payment.ts'
import { refundObject } from '../../objects/refund.ts'
import type { Context, Handler, RefusingHandler } from '../../rules/context/context.ts'
import { type Money, percentOf } from '../../rules/money/amounts.ts'
import { isDisputed, refundableOf } from '../../rules/money/booking-account.ts'
import { capture } from '../../rules/money/charge.ts'
import { makeRefund } from '../../rules/money/make-refund.ts'
import { paymentToMove, requirePaymentMove, voidPayment } from '../../rules/money/payment-moves.ts'
import { settleBooking } from '../../rules/money/settle-booking.ts'
import { disputeOfPayment } from '../../store/disputes.ts'
import type { PaymentRow } from '../../store/schema.ts'

export const capturePayment: RefusingHandler<'capturePayment'> = async (ctx, { params, body }) => {
  const row = await paymentToMove(ctx, params.payment_id)
  requirePaymentMove(ctx, row, 'capture')
  refuseFaults(amountFaults(row, body.amount))
  const amount = body.amount?.amount ?? row.amount
  if (amount > row.amount) throw new ApiError('amount_exceeds_authorized', excess(row, row.amount, amount))
  const { payment, events, refusal } = await capture(ctx, row, amount)
  await settleBooking(ctx, payment.booking_id, events)
  return refusal ?? paymentObject(payment)
}

export const cancelPayment: Handler<'cancelPayment'> = async (ctx, { params }) => {
  const row = await paymentToMove(ctx, params.payment_id)
  requirePaymentMove(ctx, row, 'cancel')
  const payment = await voidPayment(ctx, row)
  await settleBooking(ctx, payment.booking_id, [])
  return paymentObject(payment)
}

export const createRefund: Handler<'createRefund'> = async (ctx, { params, body }) => {
  const row = await paymentToMove(ctx, params.payment_id)
  requirePaymentMove(ctx, row, 'refund')
  if (isDisputed(row)) throw await disputed(ctx, row)
  refuseFaults([
    ...amountFaults(row, body.amount),
    ...(body.amount !== undefined && body.percent !== undefined ? [eitherFault] : []),
  ])
  const left = refundableOf(row)
  const amount =
    body.percent === undefined ? (body.amount?.amount ?? left) : percentOf(row.captured_amount, body.percent)
  // A small percentage of a small amount may be nothing at all.
  if (amount === 0 && left > 0) refuseFaults([nothingFault])
  if (amount > left || left === 0) throw new ApiError('amount_exceeds_captured', excess(row, left, amount))
  const { refund, events } = await makeRefund(ctx, row, {
    amount,
    reason: body.reason ?? null,
    ...(body.metadata !== undefined && { metadata: body.metadata }),
  })
  await settleBooking(ctx, row.booking_id, events)
  return refundObject(refund)
}

function amountFaults(row: PaymentRow, amount: Money | undefined): FieldFault[] {
  if (amount === undefined) return []
  const faults: FieldFault[] = []
  if (amount.amount === 0)
    faults.push({ path: '/amount/amount', code: 'too_small', message: 'must be at least 1' })
  if (amount.currency !== row.currency) {
    const message = `must be ${row.currency}, that of the payment`
    faults.push({ path: '/amount/currency', code: 'currency_mismatch', message })
  }
  return faults
}

const eitherFault: FieldFault = {
  path: '/percent',
  code: 'not_allowed',
  message: 'stands in place of amount: send one of them',
}

const nothingFault: FieldFault = {
  path: '/percent',
  code: 'too_small',
  message: 'is less than half a minor unit of the captured amount, which is nothing',
}

/** What to say where more is asked for than there is. */
function excess({ id, currency }: PaymentRow, available: number, asked: number): ApiErrorOptions {
  const message =
    available === 0
      ? `Nothing is left of payment ${id}`
      : `${available} ${currency} of minor units are left of payment ${id}, and ${asked} are more`
  return { message, details: { available, currency } }
}

async function disputed(ctx: Context, row: PaymentRow): Promise<ApiError> {
  const dispute = await disputeOfPayment(ctx.trx, ctx.tenant.id, row.id)
  if (dispute === undefined) throw new Error(`Payment ${row.id} is disputed, and there is no dispute of it.`)
  return new ApiError('payment_disputed', {
    message: `Payment ${row.id} is disputed: ${dispute.id} is ${dispute.status}, so nothing can be refunded`,
    details: { dispute_id: dispute.id, status: dispute.status },
  })
}
