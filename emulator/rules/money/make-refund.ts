import { paymentObject } from '../../objects/payment.ts'
import { refundObject } from '../../objects/refund.ts'
import { toStored } from '../../store/instants.ts'
import { insertRefund } from '../../store/refunds.ts'
import type { PaymentRow, RefundRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'
import type { MoneyEvent } from './money-events.ts'
import { changePayment } from './payment-moves.ts'
import { testProvider } from './test-provider.ts'

/** What a refund is made of; the amount is in minor units, and was found to be refundable. */
export interface NewRefund {
  readonly amount: number
  readonly reason: string | null
  readonly metadata?: Readonly<Record<string, string>>
  /** True where it settles through the clock, at the earliest, so that its event does not belong to what is done now. */
  readonly later?: boolean
}

export interface MadeRefund {
  readonly refund: RefundRow
  readonly payment: PaymentRow
  readonly events: readonly MoneyEvent[]
}

/** Pays back a part of a captured payment: at once, or pending until the provider settles it. */
export async function makeRefund(
  ctx: Context,
  payment: PaymentRow,
  { amount, reason, metadata, later = false }: NewRefund,
): Promise<MadeRefund> {
  const { settlesInMs, succeeds } = testProvider.refund(payment.method_id ?? '')
  const isPending = later || settlesInMs > 0 || !succeeds
  const refund: RefundRow = {
    ...(await newRow(ctx, 'ref', metadata)),
    payment_id: payment.id,
    amount,
    currency: payment.currency,
    reason,
    status: isPending ? 'pending' : 'succeeded',
  }
  await insertRefund(ctx.trx, refund)
  ctx.changed('refund', null, refund)
  if (isPending) {
    await ctx.schedule([{ kind: 'refund.settle', objectId: refund.id, dueMs: ctx.now + settlesInMs }])
    const refunding_amount = payment.refunding_amount + amount
    return { refund, payment: await changePayment(ctx, payment, { refunding_amount }), events: [] }
  }
  const paidBack = await changePayment(ctx, payment, {
    refunded_amount: payment.refunded_amount + amount,
    refunded_at: toStored(ctx.now),
  })
  const objects = { refund: refundObject(refund), payment: paymentObject(paidBack) }
  return { refund, payment: paidBack, events: [{ type: 'payment.refunded', ...objects }] }
}
