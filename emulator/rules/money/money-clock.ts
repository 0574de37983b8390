import { paymentObject } from '../../objects/payment.ts'
import { refundObject } from '../../objects/refund.ts'
import { toStored } from '../../store/instants.ts'
import { findPayment } from '../../store/payments.ts'
import { findRefund, updateRefund } from '../../store/refunds.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import { changePayment, voidPayment } from './payment-moves.ts'
import { settleBooking } from './settle-booking.ts'
import { testProvider } from './test-provider.ts'

// What the clock does with money; each looks at the state that it finds.

/** Seven days after it was authorised: what nobody captured is released. */
export async function lapseAuthorization(ctx: Context, paymentId: string): Promise<void> {
  const row = await findPayment(ctx.trx, ctx.tenant.id, paymentId)
  if (row?.status !== 'authorized') return
  const payment = await voidPayment(ctx, row)
  await settleBooking(ctx, payment.booking_id, [])
}

/** A pending refund succeeds, or fails and leaves its amount to be refunded again. */
export async function settleRefund(ctx: Context, refundId: string): Promise<void> {
  const row = await findRefund(ctx.trx, ctx.tenant.id, refundId)
  if (row?.status !== 'pending') return
  const payment = await findPayment(ctx.trx, ctx.tenant.id, row.payment_id)
  if (payment === undefined) return
  const { succeeds } = testProvider.refund(payment.method_id ?? '')
  const refund = revised(ctx, row, { status: succeeds ? 'succeeded' : 'failed' })
  await updateRefund(ctx.trx, refund)
  ctx.changed('refund', row, refund)
  const settled = await changePayment(ctx, payment, {
    refunding_amount: payment.refunding_amount - row.amount,
    ...(succeeds && {
      refunded_amount: payment.refunded_amount + row.amount,
      refunded_at: toStored(ctx.now),
    }),
  })
  const objects = { refund: refundObject(refund), payment: paymentObject(settled) }
  await settleBooking(ctx, payment.booking_id, succeeds ? [{ type: 'payment.refunded', ...objects }] : [])
}
