import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import {
  askFor,
  booked,
  capture,
  codeOf,
  confirm,
  day,
  feeOf,
  money,
  must,
  paidPractice,
  readBooking,
  readPayment,
  wait,
} from './money-world.ts'

async function authorized(method = 'pm_test_ok') {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox, 10_000, { capture: 'manual' })
  must(await confirm(sandbox, id, method))
  return { sandbox, id }
}

test('the whole amount by default, or a part, and only once', async () => {
  for (const [amount, captured] of [
    [undefined, 10_000],
    [money(4_000), 4_000],
  ] as const) {
    const { sandbox, id } = await authorized()
    expect(must(await capture(sandbox, id, amount))).toMatchObject({
      status: 'succeeded',
      captured_amount: captured,
      captured_at: '2026-04-15T09:42:11Z',
      expires_at: null,
    })
    const again = await capture(sandbox, id)
    expect(again.json.error).toMatchObject({
      code: 'invalid_state_transition',
      details: { from: 'succeeded', action: 'capture', allowed: ['refund'] },
    })
    expect(await sandbox.eventTypes()).toEqual(['payment.authorized', 'payment.succeeded'])
  }
})

test('not more than was authorised, not nothing, and in its currency', async () => {
  const { sandbox, id } = await authorized()
  const above = await capture(sandbox, id, money(10_001))
  expect([codeOf(above), above.json.error.details]).toEqual([
    'amount_exceeds_authorized',
    { available: 10_000, currency: 'INR' },
  ])
  expect(faultsOf(await capture(sandbox, id, money(0)))).toEqual(['/amount/amount too_small'])
  expect(faultsOf(await capture(sandbox, id, money(1, 'USD')))).toEqual([
    '/amount/currency currency_mismatch',
  ])
})

test('a capture that fails is told to the caller alone, and leaves the authorisation', async () => {
  const { sandbox, id } = await authorized('pm_test_capture_fails')
  const answer = await capture(sandbox, id)
  expect([answer.status, answer.json.error.details.decline_code]).toEqual([402, 'capture_failed'])
  expect(await readPayment(sandbox, id)).toMatchObject({
    status: 'authorized',
    captured_amount: 0,
    failure: { decline_code: 'capture_failed' },
  })
  expect(await sandbox.eventTypes()).toEqual(['payment.authorized'])
})

test('an authorisation lapses after seven days, to the second', async () => {
  const { sandbox, id } = await authorized()
  await wait(sandbox, 7 * day - 1)
  expect(await readPayment(sandbox, id)).toMatchObject({ status: 'authorized' })
  await wait(sandbox, 1)
  expect(await readPayment(sandbox, id)).toMatchObject({
    status: 'cancelled',
    cancelled_at: '2026-04-22T09:42:11Z',
    expires_at: null,
  })
  expect(codeOf(await capture(sandbox, id))).toBe('invalid_state_transition')
})

test('halves of a deposit confirm the booking once one is captured and the other authorised', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  const halves: string[] = []
  for (const method of ['pm_test_ok', 'pm_test_mastercard']) {
    const body = { booking_id: id, kind: 'deposit', amount: money(10_000), capture: 'manual' }
    const half = must(await askFor(sandbox, body)).id
    must(await confirm(sandbox, half, method))
    halves.push(half)
  }
  expect(await readBooking(sandbox, id)).toMatchObject({
    status: 'awaiting_payment',
    payment: { amount_due: 0 },
  })
  must(await capture(sandbox, halves[0] ?? ''))
  expect((await sandbox.eventTypes()).slice(-3)).toEqual([
    'payment.succeeded',
    'booking.payment_received',
    'booking.confirmed',
  ])
  must(await capture(sandbox, halves[1] ?? ''))
  expect(await readBooking(sandbox, id)).toMatchObject({
    status: 'confirmed',
    payment: { amount_paid: 20_000, amount_due: 60_000 },
  })
})
