import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { paymentObject } from '../../objects/payment.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { survivorId, survivorIds } from '../../rules/customers/survivor.ts'
import { currencyFaults, idFaults, unknownIdFault } from '../../rules/fields/field-faults.ts'
import { ownCurrency } from '../../rules/money/amounts.ts'
import { requirePayable } from '../../rules/money/payable.ts'
import { addPayment, createdPayment } from '../../rules/money/payment-moves.ts'
import { settleBooking } from '../../rules/money/settle-booking.ts'
import { findBooking } from '../../store/bookings.ts'
import { mapPage } from '../../store/page.ts'
import { findPayment, pagePayments } from '../../store/payments.ts'
import type { BookingRow } from '../../store/schema.ts'

type Body = InputOf<Operations['createPayment']>['body']

export const createPayment: Handler<'createPayment'> = async (ctx, { body }) => {
  const { booking_id, kind, amount, capture, metadata } = body
  const booking = booking_id === undefined ? undefined : await findBooking(ctx.trx, ctx.tenant.id, booking_id)
  const customerId =
    body.customer_id === undefined ? booking?.customer_id : await survivorId(ctx, body.customer_id)
  refuseFaults([...(await payerFaults(ctx, body, booking, customerId)), ...amountFaults(ctx, body, booking)])
  if (booking !== undefined) await requirePayable(ctx, booking, { kind, amount })
  const row = await addPayment(ctx, {
    bookingId: booking?.id ?? null,
    customerId: customerId ?? '',
    kind,
    amount,
    ...(capture !== undefined && { capture }),
    ...(metadata !== undefined && { metadata }),
  })
  await settleBooking(ctx, row.booking_id, [])
  return createdPayment(ctx, row)
}

export const listPayments: Handler<'listPayments'> = async (ctx, { query }) => {
  const customerIds = query.customer_id?.split(',')
  const bookingIds = query.booking_id?.split(',')
  refuseFaults([
    ...(await idFaults(ctx, '/customer_id', 'customers', customerIds ?? [])),
    ...(await idFaults(ctx, '/booking_id', 'bookings', bookingIds ?? [])),
  ])
  const survivors = await survivorIds(ctx, customerIds)
  const filter = {
    ...(bookingIds !== undefined && { bookingIds }),
    ...(survivors !== undefined && { customerIds: survivors }),
    ...(query.kind !== undefined && { kinds: query.kind.split(',') }),
    ...(query.status !== undefined && { statuses: query.status.split(',') }),
  }
  return mapPage(await pagePayments(ctx.trx, ctx.tenant.id, filter, ctx.page), paymentObject)
}

export const getPayment: Handler<'getPayment'> = async (ctx, { params }) =>
  paymentObject(
    found(await findPayment(ctx.trx, ctx.tenant.id, params.payment_id), 'payment', params.payment_id),
  )

/** Somebody pays: the customer of the booking, or of a fee alone. */
async function payerFaults(
  ctx: Context,
  body: Body,
  booking: BookingRow | undefined,
  customerId: string | undefined,
): Promise<FieldFault[]> {
  const { booking_id, customer_id, kind } = body
  const unknown = [
    ...(booking_id !== undefined && booking === undefined
      ? [unknownIdFault('/booking_id', 'booking', booking_id)]
      : []),
    ...(await idFaults(ctx, '/customer_id', 'customers', customer_id === undefined ? [] : [customer_id])),
  ]
  if (unknown.length > 0) return unknown
  if (booking !== undefined && customerId !== booking.customer_id) {
    const message = `must be ${booking.customer_id}, whose booking it is; or leave it out`
    return [{ path: '/customer_id', code: 'not_of_booking', message }]
  }
  if (booking === undefined && kind !== 'fee')
    return [{ path: '/booking_id', code: 'required', message: `is needed: a ${kind} is of a booking` }]
  if (customerId === undefined)
    return [{ path: '/customer_id', code: 'required', message: 'is needed where there is no booking_id' }]
  return []
}

function amountFaults(ctx: Context, { amount }: Body, booking: BookingRow | undefined): FieldFault[] {
  const faults = currencyFaults('/amount/currency', amount.currency)
  if (amount.amount === 0)
    faults.push({ path: '/amount/amount', code: 'too_small', message: 'must be at least 1' })
  if (faults.length > 0) return faults
  const ofBooking = booking === undefined ? null : ownCurrency(booking)
  const currency = ofBooking ?? ctx.tenant.currency
  if (amount.currency === currency) return []
  const message = `must be ${currency}, that of the ${ofBooking === null ? 'tenant' : 'booking'}`
  return [{ path: '/amount/currency', code: 'currency_mismatch', message }]
}
