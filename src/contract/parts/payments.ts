import { madeBeforeSuffix, type Step } from '../examples.ts'
import type { TestPaymentMethodId } from '../test-payment-methods.ts'

/** The payments of the examples, by where they stand. */
export const unpaidDeposit = { params: { payment_id: 'pay_deposit_01' } }
export const authorizedBalance = { params: { payment_id: 'pay_authorized_01' } }
export const paidDeposit = { params: { payment_id: 'pay_paid_01' } }
export const disputedFee = { params: { payment_id: 'pay_disputed_01' } }

/** In the path of a step: the id of the object that the steps before made last. */
export const madeBefore = { payment_id: `pay${madeBeforeSuffix}` }

/** A payment that is asked for, and confirmed with a test payment method. */
export function confirmedPayment(body: object, payment_method: TestPaymentMethodId): readonly Step[] {
  return [
    { operation: 'createPayment', body },
    { operation: 'confirmPayment', params: madeBefore, body: { payment_method } },
  ]
}

/** A booking of a service at a time, with a part of its price paid: what it costs not to come is more than that. */
export function partlyPaid(
  { service_id, start_at }: { readonly service_id: string; readonly start_at: string },
  policy: object,
  payment_method: TestPaymentMethodId,
): readonly Step[] {
  const amount = { amount: 5_000, currency: 'INR' }
  return [
    { operation: 'updateService', params: { service_id }, body: { policy } },
    { operation: 'createBooking', body: { customer_id: 'cust_priya_01', service_id, start_at } },
    ...confirmedPayment({ booking_id: `bk${madeBeforeSuffix}`, kind: 'balance', amount }, payment_method),
  ]
}

/** In the path: the booking that the steps before made last. */
export const bookingMadeBefore = { params: { booking_id: `bk${madeBeforeSuffix}` } }

/** A fee that is confirmed, which no booking is needed for. */
export function paidFee(
  payment_method: TestPaymentMethodId,
  capture: 'automatic' | 'manual' = 'automatic',
): readonly Step[] {
  const amount = { amount: 15_000, currency: 'INR' }
  return confirmedPayment({ customer_id: 'cust_priya_01', kind: 'fee', amount, capture }, payment_method)
}
