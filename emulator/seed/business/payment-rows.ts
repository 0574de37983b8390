import { declineCodes } from '../../../src/contract/test-payment-methods.ts'
import { paymentSummary } from '../../rules/money/booking-account.ts'
import { unconfirmed } from '../../rules/money/unconfirmed.ts'
import { fromStored } from '../../store/instants.ts'
import type { BookingRow, PaymentRow, RefundRow } from '../../store/schema.ts'
import type { FatePolicy, FateStep } from './fate.ts'
import type { Random } from './random.ts'

/** What was paid for a booking, and paid back. */
export interface MoneyRows {
  readonly payments: readonly PaymentRow[]
  readonly refunds: readonly RefundRow[]
}

/** What a booking costs, in minor units, and the policy that it was made under. */
export interface Terms {
  readonly price: number
  readonly deposit: number
  readonly currency: string
  readonly policy: Pick<FatePolicy, 'no_show_fee'>
}

type Paid = Pick<BookingRow, 'tenant_id' | 'id' | 'customer_id' | 'cancellation'>

const none: MoneyRows = { payments: [], refunds: [] }

/**
 * The payments that the history of a booking tells of: a deposit from the step that asks for it, the balance of whoever
 * paid when served; voided or paid back, but for the fee, by what called the booking off.
 */
export function paymentRows(
  booking: Paid,
  steps: readonly FateStep[],
  terms: Terms,
  random: Random,
): MoneyRows {
  let payments: PaymentRow[] = []
  const refunds: RefundRow[] = []
  const ask = (kind: string, amount: number, at: string) =>
    newPayment(booking, { kind, amount, currency: terms.currency }, at, random)
  for (const { action, from_status: from, to_status: to, at } of steps) {
    if (to === 'awaiting_payment' && from !== to) payments = [ask('deposit', terms.deposit, at)]
    else if (action === 'pay' && to === 'checked_in')
      payments.push(succeeded(ask('balance', terms.price - terms.deposit, at), at, random))
    else if (action === 'pay' && to !== 'no_show')
      payments = payments.map(one => (to === 'confirmed' ? succeeded(one, at, random) : declined(one, at)))
    else if (action === 'cancel') {
      const { fee } = JSON.parse(booking.cancellation ?? '{"fee":0}') as { fee: number }
      payments = payments.map(one => paidBack(one, { fee, at, reason: 'booking_cancelled' }, refunds, random))
    } else if (action === 'no_show')
      payments = payments.map(one =>
        paidBack(one, { fee: terms.policy.no_show_fee, at, reason: 'booking_no_show' }, refunds, random),
      )
  }
  return payments.length === 0 ? none : { payments, refunds }
}

/** The booking with the summary of its payments. */
export function withSummary(booking: BookingRow, { payments }: MoneyRows): BookingRow {
  return payments.length === 0 ? booking : { ...booking, payment: paymentSummary(booking, payments) }
}

function newPayment(
  { tenant_id, id, customer_id }: Paid,
  money: Pick<PaymentRow, 'kind' | 'amount' | 'currency'>,
  at: string,
  random: Random,
): PaymentRow {
  return {
    tenant_id,
    id: random.id('pay', fromStored(at)),
    created_at: at,
    updated_at: at,
    revision: 1,
    metadata: '{}',
    booking_id: id,
    customer_id,
    ...money,
    capture: 'automatic',
    ...unconfirmed,
  }
}

function succeeded(payment: PaymentRow, at: string, random: Random): PaymentRow {
  return {
    ...changed(payment, at),
    status: 'succeeded',
    method_id: random.chance(0.7) ? 'pm_test_ok' : 'pm_test_mastercard',
    captured_amount: payment.amount,
    authorized_at: at,
    captured_at: at,
  }
}

const failure = JSON.stringify({
  code: 'card_declined',
  decline_code: 'insufficient_funds',
  message: declineCodes.insufficient_funds,
})

function declined(payment: PaymentRow, at: string): PaymentRow {
  return { ...changed(payment, at), status: 'failed', method_id: 'pm_test_insufficient_funds', failure }
}

interface End {
  /** What is kept of what was paid. */
  readonly fee: number
  readonly at: string
  readonly reason: 'booking_cancelled' | 'booking_no_show'
}

/** What the end of a booking makes of its payment: void, or paid back but for the fee. Refunds of no-shows pass the clock. */
function paidBack(
  payment: PaymentRow,
  { fee, at, reason }: End,
  refunds: RefundRow[],
  random: Random,
): PaymentRow {
  if (payment.status !== 'succeeded')
    return { ...changed(payment, at), status: 'cancelled', cancelled_at: at }
  const amount = payment.captured_amount - fee
  if (amount <= 0) return payment
  const changes = reason === 'booking_no_show' ? 2 : 1
  const { tenant_id, currency } = payment
  refunds.push({
    tenant_id,
    id: random.id('ref', fromStored(at)),
    created_at: at,
    updated_at: at,
    revision: changes,
    metadata: '{}',
    payment_id: payment.id,
    amount,
    currency,
    reason,
    status: 'succeeded',
  })
  return { ...changed(payment, at, changes), refunded_amount: amount, refunded_at: at }
}

function changed(payment: PaymentRow, at: string, changes = 1): PaymentRow {
  return { ...payment, updated_at: at, revision: payment.revision + changes }
}
