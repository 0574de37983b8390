import type { PaymentObject } from '../../objects/payment.ts'
import type { RefundObject } from '../../objects/refund.ts'
import type { Context } from '../context/context.ts'

/** What happened to money, to be told in this order; `received` once it came for a booking. */
export type MoneyEvent =
  | { readonly type: 'payment.refunded'; readonly refund: RefundObject; readonly payment: PaymentObject }
  | { readonly type: 'payment.authorized'; readonly payment: PaymentObject }
  | { readonly type: 'payment.succeeded'; readonly payment: PaymentObject; readonly received: boolean }
  | {
      readonly type: 'payment.failed'
      readonly payment: PaymentObject
      readonly error: NonNullable<PaymentObject['failure']>
    }

/** Tells of what happened to money. Where it is a booking's, the change of the booking does so (`saveMove`). */
export async function emitMoney(ctx: Context, events: readonly MoneyEvent[]): Promise<void> {
  for (const event of events) {
    switch (event.type) {
      case 'payment.refunded':
        await ctx.emit(event.type, event.refund, { payment: event.payment })
        break
      case 'payment.failed':
        await ctx.emit(event.type, event.payment, { error: event.error })
        break
      default:
        await ctx.emit(event.type, event.payment)
    }
  }
}
