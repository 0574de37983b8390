import { declineCodes } from '../../../src/contract/test-payment-methods.ts'
import { paymentSummary } from '../../rules/money/booking-account.ts'
import { authorizationMs } from '../../rules/money/charge.ts'
import { unconfirmed } from '../../rules/money/unconfirmed.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { BookingRow, DisputeRow, PaymentRow, RefundRow } from '../../store/schema.ts'
import type { DisputeOf } from './dispute-rows.ts'
import type { FatePolicy } from './fate.ts'
import type { FateStep, MoneyMove } from './fate-steps.ts'
import { type JobRow, jobRow } from './job-row.ts'
import type { Random } from './random.ts'

/** What was paid for a booking, paid back and disputed, and what the clock is to do with that. */
export interface MoneyRows {
  readonly payments: readonly PaymentRow[]
  readonly refunds: readonly RefundRow[]
  readonly disputes: readonly DisputeRow[]
  readonly jobs: readonly JobRow[]
}

/** What payments are drawn from. */
interface PaymentMaker {
  readonly money: Random
  readonly disputeOf: DisputeOf
}

/** What a booking costs, in minor units, and the policy that it was made under. */
export interface Terms {
  readonly price: number
  readonly deposit: number
  readonly currency: string
  readonly policy: Pick<FatePolicy, 'no_show_fee'>
}

type Paid = Pick<BookingRow, 'tenant_id' | 'id' | 'customer_id' | 'cancellation'>

const none: MoneyRows = { payments: [], refunds: [], disputes: [], jobs: [] }

/**
 * The payments that the history of a booking tells of: a deposit from the step that asks for it, the balance of whoever
 * paid when served, or had it held on a card; voided or paid back, but for the fee, by what called the booking off.
 */
export function paymentRows(
  booking: Paid,
  steps: readonly FateStep[],
  terms: Terms,
  { money: random, disputeOf }: PaymentMaker,
): MoneyRows {
  let payments: PaymentRow[] = []
  const refunds: RefundRow[] = []
  const ask = (members: Pick<PaymentRow, 'kind' | 'amount' | 'capture'>, at: string) =>
    newPayment(booking, { ...members, currency: terms.currency }, at, random)
  for (const { action, money, from_status: from, to_status: to, at } of steps) {
    if (to === 'awaiting_payment' && from !== to)
      payments = [ask({ kind: 'deposit', amount: terms.deposit, capture: 'automatic' }, at)]
    else if (money === 'ask' || money === 'ask_to_hold') {
      const capture = money === 'ask' ? 'automatic' : 'manual'
      payments.push(ask({ kind: 'balance', amount: terms.price - terms.deposit, capture }, at))
    } else if (money !== undefined)
      payments = payments.with(-1, afterMove(money, payments.at(-1) as PaymentRow, at, random))
    else if (action === 'cancel') {
      const { fee } = JSON.parse(booking.cancellation ?? '{"fee":0}') as { fee: number }
      payments = payments.map(one => paidBack(one, { fee, at, reason: 'booking_cancelled' }, refunds, random))
    } else if (action === 'no_show')
      payments = payments.map(one =>
        paidBack(one, { fee: terms.policy.no_show_fee, at, reason: 'booking_no_show' }, refunds, random),
      )
  }
  if (payments.length === 0) return none
  const held = payments.at(-1)
  const jobs =
    held?.status === 'authorized' ? [jobRow(held, 'payment.lapse', fromStored(held.expires_at ?? ''))] : []
  const last = disputeOf(payments.at(-1) as PaymentRow)
  return last === undefined
    ? { payments, refunds, disputes: [], jobs }
    : { payments: payments.with(-1, last.payment), refunds, disputes: [last.dispute], jobs: last.jobs }
}

/** The payment after what a step does with it. */
function afterMove(
  money: Exclude<MoneyMove, 'ask' | 'ask_to_hold'>,
  payment: PaymentRow,
  at: string,
  random: Random,
): PaymentRow {
  switch (money) {
    case 'pay':
      return succeeded(payment, at, random)
    case 'decline':
      return declined(payment, at)
    case 'hold':
      return authorized(payment, at, random)
    case 'capture':
      return captured(payment, at)
    default:
      return voided(payment, at)
  }
}

/** The booking with the summary of its payments. */
export function withSummary(booking: BookingRow, { payments }: Pick<MoneyRows, 'payments'>): BookingRow {
  return payments.length === 0 ? booking : { ...booking, payment: paymentSummary(booking, payments) }
}

function newPayment(
  { tenant_id, id, customer_id }: Paid,
  money: Pick<PaymentRow, 'kind' | 'amount' | 'currency' | 'capture'>,
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
    ...unconfirmed,
  }
}

function succeeded(payment: PaymentRow, at: string, random: Random): PaymentRow {
  return {
    ...changed(payment, at),
    status: 'succeeded',
    method_id: goodMethod(random),
    captured_amount: payment.amount,
    authorized_at: at,
    captured_at: at,
  }
}

function goodMethod(random: Random): string {
  return random.chance(0.7) ? 'pm_test_ok' : 'pm_test_mastercard'
}

function authorized(payment: PaymentRow, at: string, random: Random): PaymentRow {
  return {
    ...changed(payment, at),
    status: 'authorized',
    method_id: goodMethod(random),
    authorized_at: at,
    expires_at: toStored(fromStored(at) + authorizationMs),
  }
}

function captured(payment: PaymentRow, at: string): PaymentRow {
  return {
    ...changed(payment, at),
    status: 'succeeded',
    captured_amount: payment.amount,
    captured_at: at,
    expires_at: null,
  }
}

function voided(payment: PaymentRow, at: string): PaymentRow {
  return { ...changed(payment, at), status: 'cancelled', expires_at: null, cancelled_at: at }
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
  if (payment.status !== 'succeeded') return voided(payment, at)
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
