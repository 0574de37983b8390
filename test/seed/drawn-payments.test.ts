import { describe, expect, test } from 'vitest'
import { parsedService } from '../../emulator/objects/service.ts'
import { paymentSummary } from '../../emulator/rules/money/booking-account.ts'
import { priceWith } from '../../emulator/rules/placing/service-with.ts'
import { dayMs, instantsOfDate, localDate } from '../../emulator/scheduling/zones.ts'
import type {
  BookingHistoryRow,
  BookingRow,
  DisputeRow,
  PaymentRow,
  RefundRow,
} from '../../emulator/store/schema.ts'
import { listPayments } from '../../src/contract/payments/payments.ts'
import { listRefunds } from '../../src/contract/refunds/refunds.ts'
import { contractAjv } from '../contract/strict-ajv.ts'
import { forkSandbox, testNow } from '../world/sandbox.ts'
import { drawnNames, moneyOf } from './drawn-money.ts'

const names = drawnNames
const ms = (text: string | null) => Date.parse(text ?? '')

const amountOf = (column: string | null): number => (column === null ? 0 : JSON.parse(column).amount)
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const feeOf = ({ cancellation }: BookingRow): number => JSON.parse(cancellation ?? '{"fee":0}').fee

describe.each(names)('the data set %s', name => {
  const zone = { clinic: 'Asia/Kolkata', salon: 'Europe/London', coworking: 'Europe/Berlin' }[name]
  const tomorrowMs = instantsOfDate(zone, localDate(zone, ms(testNow)))[0]?.endMs ?? 0

  test('books at the price of whoever serves', async () => {
    for (const { booking, service } of await moneyOf(name)) {
      expect(booking.price).toBe(priceWith(parsedService(service), booking.resource_id))
      expect(booking.deposit).toBe(service.deposit)
    }
  })

  test('sums up: nothing leaks, nothing is paid twice, and the booking says what its payments say', async () => {
    for (const { booking, payments, refunds } of await moneyOf(name)) {
      expect(booking.payment).toBe(paymentSummary(booking, payments))
      const price = amountOf(booking.price)
      expect(sum(payments.map(one => one.captured_amount))).toBeLessThanOrEqual(price)
      for (const payment of payments) {
        const back = refunds.filter(({ payment_id }) => payment_id === payment.id)
        expect(payment.refunded_amount).toBe(sum(back.map(({ amount }) => amount)))
        expect(payment.refunded_amount).toBeLessThanOrEqual(payment.captured_amount)
        expect(payment.captured_amount).toBe(payment.status === 'succeeded' ? payment.amount : 0)
        expect([payment.refunding_amount, payment.customer_id]).toEqual([0, booking.customer_id])
        expect(payment.currency).toBe(JSON.parse(booking.price ?? '').currency)
        for (const refund of back) {
          expect([refund.status, refund.currency]).toEqual(['succeeded', payment.currency])
          expect(refund.updated_at).toBe(payment.refunded_at)
        }
      }
      expect(payments.filter(({ kind }) => kind === 'deposit').length).toBeLessThanOrEqual(1)
    }
  })

  test('asks for each deposit before the appointment is kept, and tells when it was paid', async () => {
    for (const { booking, payments, steps } of await moneyOf(name)) {
      const asked = steps.find(step => step.to_status === 'awaiting_payment')
      const deposit = payments.find(({ kind }) => kind === 'deposit')
      expect(asked?.at).toBe(deposit?.created_at)
      const isKept = ['confirmed', 'checked_in', 'completed', 'no_show'].includes(booking.status)
      if (booking.deposit !== null && isKept) expect(deposit?.status).toBe('succeeded')
      if (booking.deposit === null) expect(deposit).toBeUndefined()
      if (deposit === undefined) continue
      const { policy } = booking
      const payByMs = Math.min(
        ms(deposit.created_at) + JSON.parse(policy).pay_within_min * 60_000,
        ms(booking.start_at),
      )
      expect([deposit.amount, ms(booking.pay_by)]).toEqual([amountOf(booking.deposit), payByMs])
      if (deposit.captured_at !== null) {
        expect(ms(deposit.captured_at)).toBeGreaterThanOrEqual(ms(deposit.created_at))
        expect(ms(deposit.captured_at)).toBeLessThan(payByMs)
      }
      if (booking.status === 'awaiting_payment')
        expect(['requires_confirmation', 'failed']).toContain(deposit.status)
    }
  })

  test('has a step of the history for each time that money moved', async () => {
    for (const { payments, refunds, disputes, steps } of await moneyOf(name)) {
      const paid = steps.filter(({ action }) => action === 'pay').map(({ at }) => at)
      const calledOff = steps
        .filter(({ action }) => ['cancel', 'no_show'].includes(action))
        .map(({ at }) => at)
      const moved = [
        // A balance is asked for by itself, a deposit by what confirms the booking.
        ...payments.flatMap(({ kind, created_at }) => (kind === 'balance' ? [created_at] : [])),
        ...payments.flatMap(({ capture, authorized_at }) =>
          capture === 'manual' && authorized_at !== null ? [authorized_at] : [],
        ),
        ...payments.flatMap(({ captured_at }) => captured_at ?? []),
        ...payments.flatMap(({ status, updated_at }) => (status === 'failed' ? [updated_at] : [])),
        ...payments.flatMap(({ cancelled_at }) => cancelled_at ?? []).filter(at => !calledOff.includes(at)),
        ...refunds.filter(isOfClock).map(({ updated_at }) => updated_at),
      ]
      expect(paid.toSorted()).toEqual(moved.toSorted())
      for (const payment of payments)
        expect([payment.id, payment.revision]).toEqual([payment.id, revisionOf(payment, refunds, disputes)])
    }
  })

  test('holds the balance on the cards of some, until it is captured, released, or lapses', async () => {
    const all = (await moneyOf(name, 2_000)).flatMap(({ booking, payments, steps, jobs }) =>
      payments
        .filter(({ capture }) => capture === 'manual')
        .map(payment => ({ booking, payment, steps, jobs })),
    )
    const states = new Set<string>()
    for (const { booking, payment, steps, jobs } of all) {
      expect(payment.amount).toBe(amountOf(booking.price) - amountOf(booking.deposit))
      const lapsesMs = ms(payment.authorized_at) + 7 * dayMs
      expect(lapsesMs).toBeGreaterThan(ms(booking.start_at))
      const released = steps.find(({ at }) => at === payment.cancelled_at)
      const isLapsed = released?.actor === 'clock' && released.action === 'pay'
      if (isLapsed) expect(ms(payment.cancelled_at)).toBe(lapsesMs)
      else if (payment.cancelled_at !== null) expect(ms(payment.cancelled_at)).toBeLessThan(lapsesMs)
      const isHeld = payment.status === 'authorized'
      expect(ms(payment.expires_at)).toEqual(isHeld ? lapsesMs : Number.NaN)
      const ownJobs = jobs.filter(({ object_id }) => object_id === payment.id)
      expect(ownJobs.map(({ kind, due_at }) => [kind, due_at])).toEqual(
        isHeld ? [['payment.lapse', payment.expires_at]] : [],
      )
      const isOver = ['completed', 'cancelled', 'no_show'].includes(booking.status)
      if (isHeld) expect([isOver, lapsesMs >= tomorrowMs]).toEqual([false, true])
      if (booking.status === 'completed') expect(payment.status).toBe('succeeded')
      states.add(`${payment.status} ${booking.status}${isLapsed ? ' lapsed' : ''}`)
    }
    for (const wanted of [
      'authorized confirmed',
      'succeeded completed',
      'cancelled cancelled',
      'cancelled no_show',
    ])
      expect(states).toContain(wanted)
    expect([...states].some(state => state.endsWith(' lapsed'))).toBe(true)
  })

  test('has disputes of captured balances in each state, with what the clock has still to decide', async () => {
    const states = new Set<string>()
    for (const { payments, disputes, jobs } of await moneyOf(name, 4_000)) {
      for (const payment of payments) {
        const [dispute, ...others] = disputes.filter(({ payment_id }) => payment_id === payment.id)
        expect([payment.dispute_status, others]).toEqual([dispute?.status ?? null, []])
        expect(/dispute/.test(payment.method_id ?? '')).toBe(dispute !== undefined)
        if (dispute === undefined) continue
        expect(ms(dispute.created_at)).toBe(ms(payment.captured_at) + dayMs)
        expect(ms(dispute.due_by)).toBe(ms(dispute.created_at) + 7 * dayMs)
        expect(payment.disputed_at).toBe(dispute.created_at)
        expect([dispute.updated_at, dispute.amount]).toEqual([payment.updated_at, payment.captured_amount])
        expect(ms(dispute.updated_at)).toBeLessThan(tomorrowMs - dayMs + 1)
        const isOpen = ['needs_response', 'under_review'].includes(dispute.status)
        const decided = jobs.filter(({ object_id }) => object_id === dispute.id)
        expect(decided.map(({ kind }) => kind)).toEqual(isOpen ? ['dispute.decide'] : [])
        const dueMs =
          dispute.status === 'needs_response' ? ms(dispute.due_by) : ms(dispute.updated_at) + 3 * dayMs
        for (const { due_at } of decided) {
          expect(ms(due_at)).toBe(dueMs)
          expect(dueMs).toBeGreaterThanOrEqual(tomorrowMs)
        }
        states.add([dispute.status, dispute.outcome, dispute.evidence === null ? '' : 'answered'].join(' '))
      }
    }
    expect(states).toEqual(
      new Set([
        'needs_response  ',
        'under_review  answered',
        'won won answered',
        'lost lost answered',
        'lost lost ',
        'lost accepted ',
      ]),
    )
  })

  test('settles what is called off: nothing stays open, the fee is kept, and the rest goes back', async () => {
    for (const { booking, payments, refunds, steps } of await moneyOf(name, 2_000)) {
      const last = steps.findLast(({ action }) => action !== 'pay')
      if (booking.status === 'cancelled') expect(feeOf(booking)).toBe(lateFeeOf(booking, last))
      if (!['cancelled', 'no_show', 'declined'].includes(booking.status)) {
        expect(refunds).toEqual([])
        continue
      }
      expect(payments.filter(({ status }) => !['succeeded', 'cancelled'].includes(status))).toEqual([])
      const captured = sum(payments.map(one => one.captured_amount))
      const fee = booking.status === 'no_show' ? JSON.parse(booking.policy).no_show_fee : feeOf(booking)
      expect(sum(refunds.map(({ amount }) => amount))).toBe(Math.max(0, captured - fee))
      for (const refund of refunds) {
        expect(refund.created_at).toBe(last?.at)
        expect(refund.reason).toBe(`booking_${booking.status}`)
      }
    }
  })

  test('answers as the contract says; what is due can be paid, and what was paid goes back', async () => {
    const sandbox = await forkSandbox(name)
    const ajv = contractAjv()
    for (const operation of [listPayments, listRefunds]) {
      const { status, json } = await sandbox.send('GET', `${operation.path}?limit=100`)
      expect([status, json.data.length > 0]).toEqual([200, true])
      expect(ajv.validate(operation.result, json), `${operation.id}: ${ajv.errorsText()}`).toBe(true)
    }
    const { json: awaiting } = await sandbox.send('GET', '/v2/bookings?status=awaiting_payment')
    const [{ id, payment }] = awaiting.data
    const body = { payment_method: 'pm_test_ok' }
    const paid = await sandbox.send('POST', `/v2/payments/${payment.id}/confirm`, { body })
    expect([paid.status, paid.json.status]).toEqual([200, 'succeeded'])
    const cancelled = await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: {} })
    expect(cancelled.json.payment).toMatchObject({ amount_paid: 0, amount_due: 0 })
    expect(await sandbox.eventTypes()).toEqual([
      'payment.succeeded',
      'booking.payment_received',
      'booking.confirmed',
      'payment.refunded',
      'booking.cancelled',
    ])
  })
})

test('there is each thing that money does', async () => {
  for (const name of names) {
    const all = await moneyOf(name)
    const payments = all.flatMap(one => one.payments)
    const states = new Set(payments.map(({ kind, status }) => `${kind} ${status}`))
    expect(states).toContain('deposit succeeded')
    expect(states).toContain('balance succeeded')
    expect(states).toContain('deposit requires_confirmation')
    expect(states).toContain('balance authorized')
    expect(all.flatMap(one => one.disputes).map(({ status }) => status)).toContain('needs_response')
    expect(all.flatMap(one => one.refunds).length).toBeGreaterThan(0)
  }
  const { length } = (await moneyOf('salon', 2_000)).filter(({ booking }) => feeOf(booking) > 0)
  expect(length).toBeGreaterThan(0)
  const clinic = await moneyOf('clinic', 2_000)
  const timedOut = clinic.filter(({ booking }) => /payment_timeout/.test(booking.cancellation ?? ''))
  expect(timedOut.every(({ booking }) => booking.updated_at === booking.pay_by)).toBe(true)
  expect(timedOut.length).toBeGreaterThan(0)
  expect(clinic.some(({ payments }) => payments.some(({ status }) => status === 'failed'))).toBe(true)
  expect(
    clinic.some(({ refunds, payments }) => refunds.some(({ amount }) => amount < (payments[0]?.amount ?? 0))),
  ).toBe(true)
})

/** Refunds of no-shows are pending first, and settled by the clock. */
function isOfClock({ reason }: RefundRow): boolean {
  return reason === 'booking_no_show'
}

/** Asked for, held, then paid, declined or voided, then paid back or disputed: a change each. */
function revisionOf(
  { id, status, capture, captured_at, authorized_at, cancelled_at }: PaymentRow,
  refunds: readonly RefundRow[],
  disputes: readonly DisputeRow[],
): number {
  const back = refunds.filter(({ payment_id }) => payment_id === id)
  const contested = disputes.filter(({ payment_id }) => payment_id === id)
  const times = [capture === 'manual' ? authorized_at : null, captured_at, cancelled_at]
  const changes = times.filter(at => at !== null).length + (status === 'failed' ? 1 : 0)
  return (
    1 +
    changes +
    sum(back.map(one => (isOfClock(one) ? 2 : 1))) +
    sum(contested.map(({ revision }) => revision))
  )
}

/** What the policy says: the customer pays who cancels what was confirmed, after the cut-off. */
function lateFeeOf(booking: BookingRow, last: BookingHistoryRow | undefined): number {
  const { cancel_cutoff_min, late_cancel_fee } = JSON.parse(booking.policy)
  const isLate = ms(last?.at ?? null) > ms(booking.start_at) - cancel_cutoff_min * 60_000
  return last?.actor === 'customer' && last.from_status === 'confirmed' && isLate ? late_cancel_fee : 0
}
