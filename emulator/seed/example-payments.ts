import { latestMs } from '../../src/contract/instants.ts'
import { paymentSummary } from '../rules/money/booking-account.ts'
import { unconfirmed } from '../rules/money/unconfirmed.ts'
import { dayMs, instantOf, localDate } from '../scheduling/zones.ts'
import { insertDispute } from '../store/disputes.ts'
import { toStored } from '../store/instants.ts'
import { insertPayment } from '../store/payments.ts'
import { insertRefund } from '../store/refunds.ts'
import type { PaymentRow, Trx } from '../store/schema.ts'
import { common } from './default-members.ts'
import { insertSeededBooking } from './seeded-booking.ts'

const rupees = (amount: number) => ({ amount: amount * 100, currency: 'INR' })

/**
 * Money in each of its states: a deposit that waits to be paid, one that was, a balance that is authorised, a fee that
 * was refunded, and one that the customer disputes. As of the day of `nowMs`, so that there is something to be done
 * with each whenever somebody starts; the clock leaves them as they are.
 */
export async function insertExamplePayments(trx: Trx, nowMs: number): Promise<void> {
  const madeMs = Math.floor(nowMs / 1000) * 1000
  // Instants end with the year 9999.
  if (madeMs > latestMs - 30 * dayMs) return
  const day = (days: number) => toStored(Math.max(0, madeMs + days * dayMs))
  // A minute ago, so that it is older than whatever is done first.
  const askedMs = Math.max(0, madeMs - 60_000)
  const deposit = paymentOf('pay_deposit_01', toStored(askedMs), { booking_id: 'bk_deposit_01' })
  const paid = paymentOf('pay_paid_01', day(-1), {
    booking_id: 'bk_paid_01',
    customer_id: 'cust_priya_01',
    ...succeeded(day(-1), 20_000),
  })
  const authorized = paymentOf('pay_authorized_01', toStored(madeMs), {
    booking_id: 'bk_paid_01',
    customer_id: 'cust_priya_01',
    kind: 'balance',
    amount: 10_000,
    capture: 'manual',
    status: 'authorized',
    method_id: 'pm_test_ok',
    authorized_at: toStored(madeMs),
    expires_at: day(7),
  })
  const refunded = paymentOf('pay_refunded_01', day(-3), {
    customer_id: 'cust_priya_01',
    kind: 'fee',
    amount: 10_000,
    ...succeeded(day(-3), 10_000),
    refunded_amount: 10_000,
    refunded_at: day(-2),
  })
  const disputed = paymentOf('pay_disputed_01', day(-2), {
    kind: 'fee',
    amount: 30_000,
    ...succeeded(day(-2), 30_000, 'pm_test_dispute_won'),
    disputed_at: day(-1),
    dispute_status: 'needs_response',
  })
  for (const payment of [deposit, paid, authorized, refunded, disputed]) await insertPayment(trx, payment)
  await insertClass(trx, nowMs, { id: 'bk_deposit_01', status: 'awaiting_payment', pay_by: null }, [deposit])
  await insertClass(trx, nowMs, { id: 'bk_paid_01', status: 'confirmed', pay_by: day(-1) }, [
    paid,
    authorized,
  ])
  await insertRefund(trx, {
    ...asOf('ref_full_01', day(-2)),
    payment_id: refunded.id,
    amount: 10_000,
    currency: 'INR',
    reason: 'Charged in error',
    status: 'succeeded',
  })
  await insertDispute(trx, {
    ...asOf('dp_fraud_01', day(-1)),
    payment_id: disputed.id,
    amount: 30_000,
    currency: 'INR',
    reason: 'fraudulent',
    status: 'needs_response',
    due_by: day(6),
    evidence: null,
    outcome: null,
  })
}

function asOf(id: string, at: string) {
  return { ...common, id, created_at: at, updated_at: at }
}

/** A deposit of Arjun's that waits to be confirmed, with what is different. */
function paymentOf(id: string, at: string, members: Partial<PaymentRow>): PaymentRow {
  return {
    ...asOf(id, at),
    booking_id: null,
    customer_id: 'cust_arjun_02',
    kind: 'deposit',
    amount: 20_000,
    currency: 'INR',
    capture: 'automatic',
    ...unconfirmed,
    ...members,
  }
}

function succeeded(at: string, captured_amount: number, method_id = 'pm_test_ok') {
  return { status: 'succeeded', captured_amount, method_id, authorized_at: at, captured_at: at }
}

/** A seat in the yoga class of the next week, with its deposit. */
async function insertClass(
  trx: Trx,
  nowMs: number,
  booking: { readonly id: string; readonly status: string; readonly pay_by: string | null },
  payments: readonly PaymentRow[],
): Promise<void> {
  const zone = 'Asia/Kolkata'
  const isSunday = new Date(`${localDate(zone, nowMs + 7 * dayMs)}T00:00:00Z`).getUTCDay() === 0
  const startMs = instantOf(zone, localDate(zone, nowMs + (isSunday ? 8 : 7) * dayMs), '17:00')
  const terms = { price: JSON.stringify(rupees(400)), deposit: JSON.stringify(rupees(200)) }
  const at = payments[0]?.created_at ?? common.created_at
  await insertSeededBooking(trx, {
    ...booking,
    ...terms,
    // The deposit may be paid until the class begins.
    pay_by: booking.pay_by ?? toStored(startMs),
    created_at: at,
    updated_at: at,
    customer_id: payments[0]?.customer_id ?? '',
    service_id: 'svc_yoga_60',
    resource_id: 'res_studio',
    group: 'room',
    from: toStored(startMs).slice(0, 16),
    to: toStored(startMs + 60 * 60_000).slice(0, 16),
    payment: paymentSummary({ ...terms, status: booking.status }, payments),
  })
}
