import { describe, expect, test } from 'vitest'
import type { TestSandbox } from '../../world/sandbox.ts'
import {
  askFor,
  booked,
  cancelBooking,
  cancelPayment,
  confirm,
  money,
  must,
  paidPractice,
  paymentsFor,
  readBooking,
  start,
  wait,
} from './money-world.ts'

/** A confirmed booking with its deposit of 200 rupees paid, now after its cut-off. */
async function lateBooking(fee: number, method = 'pm_test_ok') {
  const sandbox = await paidPractice({ late_cancel_fee: fee, no_show_fee: fee })
  const { id, payment } = await booked(sandbox)
  must(await confirm(sandbox, payment.id, method))
  sandbox.clock.set(Date.parse(start) - 60 * 60_000)
  return { sandbox, id, paymentId: payment.id as string }
}

const late = { actor: 'customer' }

async function moneyOf(sandbox: TestSandbox, id: string) {
  const payments = await paymentsFor(sandbox, id)
  return payments.map(
    ({ kind, status, captured_amount, refunded_amount }) =>
      `${kind} ${status} ${captured_amount} ${refunded_amount}`,
  )
}

const typesAfter = async (sandbox: TestSandbox, count: number) => (await sandbox.eventTypes()).slice(count)

describe('a late cancellation by the customer', () => {
  test.each([
    [0, ['deposit succeeded 20000 20000'], ['payment.refunded']],
    [5_000, ['deposit succeeded 20000 15000'], ['payment.refunded']],
    [20_000, ['deposit succeeded 20000 0'], []],
    [30_000, ['fee succeeded 10000 0', 'deposit succeeded 20000 0'], ['payment.succeeded']],
  ])('with a fee of %d: what was paid is kept first', async (fee, payments, types) => {
    const { sandbox, id } = await lateBooking(fee)
    const before = (await sandbox.eventTypes()).length
    const answer = must(await cancelBooking(sandbox, id, late))
    expect(answer.cancellation).toMatchObject({ actor: 'customer', fee })
    expect((await moneyOf(sandbox, id)).toSorted()).toEqual(payments.toSorted())
    expect(await typesAfter(sandbox, before)).toEqual([...types, 'booking.cancelled'])
    expect(answer.payment).toMatchObject({ amount_paid: fee, amount_due: 0 })
    expect(answer.revision).toBe((await readBooking(sandbox, id)).revision)
  })

  test('is paid in the currency of the booking, whatever the tenant counts in by then', async () => {
    const { sandbox, id } = await lateBooking(30_000)
    must(await sandbox.send('PATCH', '/v2/tenant', { body: { currency: 'JPY' } }))
    const asked = { booking_id: id, kind: 'fee' }
    const other = await askFor(sandbox, { ...asked, amount: money(1, 'JPY') })
    expect(other.json.error.details.fields).toMatchObject([
      { path: '/amount/currency', code: 'currency_mismatch', message: 'must be INR, that of the booking' },
    ])
    must(await askFor(sandbox, { ...asked, amount: money(1) }))
    const answer = must(await cancelBooking(sandbox, id, late))
    expect(answer.payment).toMatchObject({ amount_paid: 30_000, currency: 'INR' })
    expect((await moneyOf(sandbox, id)).toSorted()).toEqual([
      'deposit succeeded 20000 0',
      'fee requires_confirmation 0 0',
      'fee succeeded 10000 0',
    ])
  })

  test('without a price in that of its first payment, so that rupees and yen are never added', async () => {
    const sandbox = await paidPractice({ late_cancel_fee: 30_000 }, { price: null, deposit: null })
    const { id } = await booked(sandbox)
    const ask = (amount: number, currency: string) =>
      askFor(sandbox, { booking_id: id, kind: 'fee', amount: money(amount, currency) })
    must(await confirm(sandbox, must(await ask(500, 'INR')).id))
    must(await sandbox.send('PATCH', '/v2/tenant', { body: { currency: 'JPY' } }))
    expect((await ask(10_000, 'JPY')).json.error.details.fields).toMatchObject([
      { path: '/amount/currency', code: 'currency_mismatch', message: 'must be INR, that of the booking' },
    ])
    sandbox.clock.set(Date.parse(start) - 60 * 60_000)
    const answer = must(await cancelBooking(sandbox, id, late))
    expect(answer.payment).toMatchObject({ amount_paid: 30_500, amount_due: 0, currency: 'INR' })
    const payments = await paymentsFor(sandbox, id)
    expect(payments.map(({ amount }) => amount.currency)).toEqual(['INR', 'INR'])
  })

  test('without a price, a payment that was voided leaves it without a currency', async () => {
    const sandbox = await paidPractice({}, { price: null, deposit: null })
    const { id } = await booked(sandbox)
    const ask = (currency: string) =>
      askFor(sandbox, { booking_id: id, kind: 'fee', amount: money(700, currency) })
    must(await cancelPayment(sandbox, must(await ask('INR')).id))
    must(await sandbox.send('PATCH', '/v2/tenant', { body: { currency: 'JPY' } }))
    expect((await ask('INR')).json.error.details.fields).toMatchObject([
      { path: '/amount/currency', code: 'currency_mismatch', message: 'must be JPY, that of the tenant' },
    ])
    must(await confirm(sandbox, must(await ask('JPY')).id))
    expect((await readBooking(sandbox, id)).payment).toMatchObject({ amount_paid: 700, currency: 'JPY' })
  })

  test('a charge that fails does not undo it: the fee stays owed, and can be paid', async () => {
    const { sandbox, id } = await lateBooking(30_000, 'pm_test_fee_declined')
    const before = (await sandbox.eventTypes()).length
    const answer = must(await cancelBooking(sandbox, id, late))
    expect(answer).toMatchObject({ status: 'cancelled', payment: { status: 'failed', amount_due: 10_000 } })
    expect(await typesAfter(sandbox, before)).toEqual(['payment.failed', 'booking.cancelled'])
    must(await confirm(sandbox, answer.payment.id))
    expect((await readBooking(sandbox, id)).payment).toMatchObject({ amount_paid: 30_000, amount_due: 0 })
  })

  test('at the cut-off itself it is in time, and a minute later it is not', async () => {
    for (const [minutes, fee] of [
      [0, 0],
      [1, 5_000],
    ] as const) {
      const { sandbox, id } = await lateBooking(5_000)
      sandbox.clock.set(Date.parse(start) - 24 * 60 * 60_000 + minutes * 60_000)
      expect(must(await cancelBooking(sandbox, id, late)).cancellation.fee).toBe(fee)
    }
  })

  test('costs nothing where the staff cancels, and all goes back', async () => {
    const { sandbox, id } = await lateBooking(5_000)
    expect(must(await cancelBooking(sandbox, id)).cancellation.fee).toBe(0)
    expect(await moneyOf(sandbox, id)).toEqual(['deposit succeeded 20000 20000'])
  })

  test('costs what the policy says that it was made under', async () => {
    const { sandbox, id } = await lateBooking(5_000)
    const body = { policy: { late_cancel_fee: 1 } }
    must(await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body }))
    expect(must(await cancelBooking(sandbox, id, late)).cancellation.fee).toBe(5_000)
  })

  test('without any good method the fee waits to be confirmed', async () => {
    const sandbox = await paidPractice({ late_cancel_fee: 5_000 }, { deposit: null })
    const { id } = await booked(sandbox)
    sandbox.clock.set(Date.parse(start) - 60_000)
    const answer = must(await cancelBooking(sandbox, id, late))
    expect(await moneyOf(sandbox, id)).toEqual(['fee requires_confirmation 0 0'])
    expect(answer.payment).toMatchObject({ status: 'requires_confirmation', amount_due: 5_000 })
  })

  test('an authorisation is released, and the fee charged to its method', async () => {
    const sandbox = await paidPractice({ late_cancel_fee: 5_000 }, { deposit: null })
    const { id } = await booked(sandbox)
    const body = { booking_id: id, kind: 'balance', amount: money(80_000), capture: 'manual' }
    must(await confirm(sandbox, must(await askFor(sandbox, body)).id, 'pm_test_mastercard'))
    sandbox.clock.set(Date.parse(start) - 60_000)
    must(await cancelBooking(sandbox, id, late))
    expect((await moneyOf(sandbox, id)).toSorted()).toEqual(['balance cancelled 0 0', 'fee succeeded 5000 0'])
  })
})

describe('a no-show', () => {
  test('keeps its fee, and the rest goes back through the clock', async () => {
    const { sandbox, id } = await lateBooking(5_000)
    sandbox.clock.set(Date.parse(start) + 15 * 60_000)
    must(await sandbox.send('POST', `/v2/bookings/${id}/no_show`))
    expect((await sandbox.eventTypes()).at(-1)).toBe('booking.no_show')
    await wait(sandbox, 0)
    expect((await sandbox.eventTypes()).at(-1)).toBe('payment.refunded')
    expect(await moneyOf(sandbox, id)).toEqual(['deposit succeeded 20000 15000'])
  })

  test('is charged what is missing, before it is told', async () => {
    const { sandbox, id } = await lateBooking(30_000)
    sandbox.clock.set(Date.parse(start) + 15 * 60_000)
    must(await sandbox.send('POST', `/v2/bookings/${id}/no_show`))
    expect((await sandbox.eventTypes()).slice(-2)).toEqual(['payment.succeeded', 'booking.no_show'])
    expect((await readBooking(sandbox, id)).payment).toMatchObject({ amount_paid: 30_000, amount_due: 0 })
  })

  test('by the clock charges nobody: the fee waits to be confirmed', async () => {
    const sandbox = await paidPractice({ no_show_fee: 30_000, auto_no_show: true })
    const { id, payment } = await booked(sandbox)
    must(await confirm(sandbox, payment.id))
    await wait(sandbox, 6 * 24 * 60)
    expect((await readBooking(sandbox, id)).status).toBe('no_show')
    expect((await moneyOf(sandbox, id)).toSorted()).toEqual([
      'deposit succeeded 20000 0',
      'fee requires_confirmation 0 0',
    ])
  })
})

test('deleting a customer gives everything back, without a fee, before the bookings are cancelled', async () => {
  const { sandbox, id } = await lateBooking(5_000)
  const before = (await sandbox.eventTypes()).length
  must(await sandbox.send('DELETE', '/v2/customers/cust_priya_01?force=true'))
  const types = await typesAfter(sandbox, before)
  expect(types[0]).toBe('payment.refunded')
  expect(types.slice(1, -1).every(type => type === 'booking.cancelled')).toBe(true)
  expect(await moneyOf(sandbox, id)).toEqual(['deposit succeeded 20000 20000'])
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'cancelled', payment: { amount_paid: 0 } })
})

test('a merge moves payments to the survivor', async () => {
  const { sandbox, id } = await lateBooking(0)
  must(
    await sandbox.send('POST', '/v2/customers/cust_arjun_02/merge', {
      body: { source_customer_id: 'cust_priya_01' },
    }),
  )
  expect(await paymentsFor(sandbox, id)).toMatchObject([{ customer_id: 'cust_arjun_02' }])
})
