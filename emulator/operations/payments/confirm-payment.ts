import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { paymentObject } from '../../objects/payment.ts'
import type { RefusingHandler } from '../../rules/context/context.ts'
import { charge } from '../../rules/money/charge.ts'
import { requirePayable } from '../../rules/money/payable.ts'
import { paymentToMove, requirePaymentMove } from '../../rules/money/payment-moves.ts'
import { settleBooking } from '../../rules/money/settle-booking.ts'
import { findBooking } from '../../store/bookings.ts'

export const confirmPayment: RefusingHandler<'confirmPayment'> = async (ctx, { params, body }) => {
  const row = await paymentToMove(ctx, params.payment_id)
  const booking =
    row.booking_id === null ? undefined : await findBooking(ctx.trx, ctx.tenant.id, row.booking_id)
  const isSettled = row.status === 'succeeded' || row.status === 'authorized'
  // A payment that was voided because it was late is refused as late.
  if (booking !== undefined && !isSettled) {
    const amount = { amount: row.status === 'cancelled' ? 0 : row.amount, currency: row.currency }
    await requirePayable(ctx, booking, { kind: row.kind, amount })
  }
  requirePaymentMove(ctx, row, 'confirm')
  const isBack = row.status === 'requires_action' && (body.payment_method ?? row.method_id) === row.method_id
  const methodId = isBack ? row.method_id : body.payment_method
  if (methodId == null) refuseFaults([methodRequired])
  const { payment, events, refusal } = await charge(ctx, row, methodId ?? '', isBack ? 'returned' : 'first')
  await settleBooking(ctx, payment.booking_id, events)
  return refusal ?? paymentObject(payment)
}

const methodRequired: FieldFault = {
  path: '/payment_method',
  code: 'required',
  message: 'is needed unless the customer is back from the authentication',
}
