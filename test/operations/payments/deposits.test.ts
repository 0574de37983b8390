import { expect, test } from 'vitest'
import { bodyAt, book } from '../bookings/booking-world.ts'
import {
  askFor,
  booked,
  cancelBooking,
  codeOf,
  confirm,
  day,
  money,
  must,
  paidPractice,
  paymentsFor,
  readBooking,
  readPayment,
  start,
  wait,
} from './money-world.ts'

test('a booking with a deposit awaits it, with its time kept and its payment made', async () => {
  const sandbox = await paidPractice()
  const booking = await booked(sandbox)
  expect(booking).toMatchObject({
    status: 'awaiting_payment',
    pay_by: '2026-04-15T10:12:11Z',
    payment: {
      id: expect.stringMatching(/^pay_/),
      status: 'requires_confirmation',
      amount_paid: 0,
      amount_due: 20_000,
      currency: 'INR',
      client_secret: expect.stringMatching(/^cs_/),
    },
  })
  expect(await paymentsFor(sandbox, booking.id)).toMatchObject([
    { id: booking.payment.id, kind: 'deposit', amount: money(20_000), customer_id: 'cust_priya_01' },
  ])
  expect(await sandbox.eventTypes()).toEqual(['service.updated', 'booking.created'])
  const taken = await book(sandbox, bodyAt(start))
  expect(codeOf(taken)).toBe('resource_unavailable')
})

test('unpaid at pay_by it is cancelled, its payment voided, and paying is refused as late', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  sandbox.clock.set(sandbox.clock.now() + 30 * 60_000)
  // At the very second, whether or not the clock has come round to it.
  expect(codeOf(await confirm(sandbox, payment.id))).toBe('booking_not_payable')
  await wait(sandbox, 0)
  expect(await readBooking(sandbox, id)).toMatchObject({
    status: 'cancelled',
    cancellation: { actor: 'clock', reason: 'payment_timeout', fee: 0 },
    payment: { status: 'cancelled', amount_due: 0 },
  })
  expect(await readPayment(sandbox, payment.id)).toMatchObject({ status: 'cancelled' })
  const late = await confirm(sandbox, payment.id)
  expect([late.status, codeOf(late)]).toEqual([409, 'booking_not_payable'])
  expect(codeOf(await book(sandbox, bodyAt(start)))).toBe(201)
})

test('a declined deposit may be tried again until pay_by', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  expect(codeOf(await confirm(sandbox, payment.id, 'pm_test_insufficient_funds'))).toBe('card_declined')
  expect(await readBooking(sandbox, id)).toMatchObject({
    status: 'awaiting_payment',
    payment: { status: 'failed', amount_due: 20_000 },
  })
  await wait(sandbox, 29)
  must(await confirm(sandbox, payment.id))
  await wait(sandbox, 2)
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'confirmed' })
})

test('with manual confirmation the booking is pending first, and the deposit is due once it is confirmed', async () => {
  const sandbox = await paidPractice({}, { confirmation: 'manual' })
  const booking = await booked(sandbox)
  expect(booking).toMatchObject({ status: 'pending', payment: null, pay_by: null })
  const confirmed = must(await sandbox.send('POST', `/v2/bookings/${booking.id}/confirm`, { body: {} }))
  expect(confirmed).toMatchObject({
    status: 'awaiting_payment',
    pay_by: '2026-04-15T10:12:11Z',
    payment: { amount_due: 20_000, client_secret: expect.stringMatching(/^cs_/) },
  })
  expect((await sandbox.eventTypes()).slice(1)).toEqual(['booking.created'])
  must(await confirm(sandbox, confirmed.payment.id))
  expect((await readBooking(sandbox, booking.id)).status).toBe('confirmed')
})

test('what was paid while it was pending is a deposit already', async () => {
  const sandbox = await paidPractice({}, { confirmation: 'manual' })
  const { id } = await booked(sandbox)
  const asked = must(await askFor(sandbox, { booking_id: id, kind: 'deposit', amount: money(20_000) }))
  must(await confirm(sandbox, asked.id))
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'pending' })
  must(await sandbox.send('POST', `/v2/bookings/${id}/confirm`, { body: {} }))
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'confirmed', pay_by: null })
  expect((await sandbox.eventTypes()).slice(-1)).toEqual(['booking.confirmed'])
})

test('declining gives the money back through the clock', async () => {
  const sandbox = await paidPractice({}, { confirmation: 'manual' })
  const { id } = await booked(sandbox)
  const asked = must(await askFor(sandbox, { booking_id: id, kind: 'deposit', amount: money(20_000) }))
  must(await confirm(sandbox, asked.id))
  must(await sandbox.send('POST', `/v2/bookings/${id}/decline`, { body: {} }))
  expect((await sandbox.eventTypes()).at(-1)).toBe('booking.declined')
  await wait(sandbox, 0)
  expect((await sandbox.eventTypes()).at(-1)).toBe('payment.refunded')
  expect(await readPayment(sandbox, asked.id)).toMatchObject({ refunded_amount: 20_000 })
  expect(await readBooking(sandbox, id)).toMatchObject({ payment: { amount_paid: 0, amount_due: 0 } })
})

test('pay_by is the start at the latest, and never at once', async () => {
  const soon = await paidPractice()
  const near = must(await book(soon, bodyAt('2026-04-15T10:00:00Z')))
  expect(near.pay_by).toBe('2026-04-15T10:00:00Z')
  const sandbox = await paidPractice({ pay_within_min: 0 })
  expect((await booked(sandbox)).pay_by).toBe('2026-04-15T09:43:11Z')
})

test('what is recorded of the past is not asked for a deposit', async () => {
  const sandbox = await paidPractice()
  expect(must(await book(sandbox, bodyAt('2026-04-14T05:00:00Z')))).toMatchObject({
    status: 'confirmed',
    pay_by: null,
    payment: null,
  })
})

test('cancelling voids what is open, and a payment in its authentication is not paid any more', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  must(await confirm(sandbox, payment.id, 'pm_test_action_ok'))
  must(await cancelBooking(sandbox, id))
  expect(codeOf(await confirm(sandbox, payment.id, 'pm_test_action_ok'))).toBe('booking_not_payable')
  expect(await readPayment(sandbox, payment.id)).toMatchObject({ status: 'cancelled', captured_amount: 0 })
  expect((await sandbox.eventTypes()).slice(-2)).toEqual(['booking.created', 'booking.cancelled'])
})

test.each(['JPY', 'INR', 'KWD'])('amounts in %s are whole minor units all the way', async currency => {
  const terms = { price: money(1_001, currency), deposit: money(333, currency) }
  const sandbox = await paidPractice({}, terms)
  const { id, payment } = await booked(sandbox)
  expect(payment).toMatchObject({ amount_due: 333, currency })
  must(await confirm(sandbox, payment.id))
  const half = await sandbox.send('POST', `/v2/payments/${payment.id}/refunds`, { body: { percent: 50 } })
  expect(half.json.amount).toEqual(money(167, currency))
  expect((await readBooking(sandbox, id)).payment).toMatchObject({ amount_paid: 166, amount_due: 835 })
})

test('an accepted offer of the waitlist asks for the deposit too', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  const entry = must(
    await sandbox.send('POST', '/v2/waitlist_entries', {
      body: {
        customer_id: 'cust_arjun_02',
        service_id: 'svc_consult_30',
        windows: [{ from: start, to: '2026-04-20T05:30:00Z' }],
      },
    }),
  )
  must(await cancelBooking(sandbox, id))
  const booking = must(await sandbox.send('POST', `/v2/waitlist_entries/${entry.id}/accept`, { body: {} }))
  expect(booking).toMatchObject({ status: 'awaiting_payment', payment: { amount_due: 20_000 } })
  expect(booking.payment.client_secret).toMatch(/^cs_/)
})

test('each booking of a series has its own deposit', async () => {
  const sandbox = await paidPractice()
  const series = must(
    await sandbox.send('POST', '/v2/booking_series', {
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        rrule: 'FREQ=WEEKLY;COUNT=2',
        start_local: '2026-04-20T10:30',
      },
    }),
  )
  for (const { booking_id } of series.occurrences)
    expect((await readBooking(sandbox, booking_id)).payment).toMatchObject({ amount_due: 20_000 })
  await wait(sandbox, day)
  const ended = must(await sandbox.send('GET', `/v2/booking_series/${series.id}`))
  expect(ended.occurrences.map(({ status }: { status: string }) => status)).toEqual([
    'cancelled',
    'cancelled',
  ])
})
