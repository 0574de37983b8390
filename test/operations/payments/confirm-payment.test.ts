import { describe, expect, test } from 'vitest'
import {
  type TestPaymentMethod,
  type TestPaymentMethodId,
  testPaymentMethodIds,
  testPaymentMethods,
} from '../../../src/contract/test-payment-methods.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import {
  booked,
  codeOf,
  confirm,
  feeOf,
  must,
  paidPractice,
  readBooking,
  readPayment,
} from './money-world.ts'

describe.each(testPaymentMethodIds)('%s', id => {
  const method: TestPaymentMethod = testPaymentMethods[id as TestPaymentMethodId]
  const declined = method.declined ?? (method.captureFails === true ? 'capture_failed' : undefined)

  test('pays at once as its row says', async () => {
    const sandbox = await forkSandbox()
    const { id: payment } = await feeOf(sandbox)
    const answer = await confirm(sandbox, payment, id)
    const card = { type: 'card', brand: method.brand, last4: method.last4 }
    const read = await readPayment(sandbox, payment)
    if (declined !== undefined) {
      expect([answer.status, answer.json.error.code]).toEqual([402, 'card_declined'])
      expect(answer.json.error.details).toEqual({ decline_code: declined, payment_id: payment })
      const error = { code: 'card_declined', decline_code: declined, message: expect.any(String) }
      expect(read).toMatchObject({ status: 'failed', captured_amount: 0, failure: error, method: card })
      const [event, ...more] = await sandbox.events()
      expect([event.type, more]).toEqual(['payment.failed', []])
      expect(event.data).toEqual({ object: read, error })
      return
    }
    expect(answer.json).toEqual(read)
    if (method.action !== undefined) {
      expect(read).toMatchObject({ status: 'requires_action', captured_amount: 0, method: card })
      expect(await sandbox.eventTypes()).toEqual([])
      return
    }
    expect(read).toMatchObject({ status: 'succeeded', captured_amount: 10_000, failure: null, method: card })
    expect(await sandbox.eventTypes()).toEqual(['payment.succeeded'])
  })

  test('authorises as its row says', async () => {
    const sandbox = await forkSandbox()
    const { id: payment } = await feeOf(sandbox, 10_000, { capture: 'manual' })
    await confirm(sandbox, payment, id)
    const isAuthorized = method.declined === undefined && method.action === undefined
    const status = isAuthorized ? 'authorized' : method.action === undefined ? 'failed' : 'requires_action'
    expect(await readPayment(sandbox, payment)).toMatchObject({
      status,
      captured_amount: 0,
      expires_at: isAuthorized ? '2026-04-22T09:42:11Z' : null,
    })
    expect(await sandbox.eventTypes()).toEqual(
      isAuthorized ? ['payment.authorized'] : method.action === undefined ? ['payment.failed'] : [],
    )
  })
})

test.each([
  ['pm_test_action_ok', 'succeeded', 200, ['payment.succeeded']],
  ['pm_test_action_fails', 'failed', 'card_declined', ['payment.failed']],
] as const)('confirming again is the way back: %s ends as %s', async (method, status, code, types) => {
  for (const again of [undefined, method]) {
    const sandbox = await forkSandbox()
    const { id } = await feeOf(sandbox)
    must(await confirm(sandbox, id, method))
    const body = again === undefined ? {} : { payment_method: again }
    const answer = await sandbox.send('POST', `/v2/payments/${id}/confirm`, { body })
    expect(codeOf(answer)).toBe(code)
    expect(await readPayment(sandbox, id)).toMatchObject({ status })
    expect(await sandbox.eventTypes()).toEqual(types)
  }
})

test('with another method, the authentication begins anew', async () => {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox)
  must(await confirm(sandbox, id, 'pm_test_action_fails'))
  expect(must(await confirm(sandbox, id, 'pm_test_action_ok')).status).toBe('requires_action')
  expect(must(await confirm(sandbox, id, 'pm_test_ok')).status).toBe('succeeded')
})

test('the method may be left out on the way back only, and has to be one of the table', async () => {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox)
  const missing = await sandbox.send('POST', `/v2/payments/${id}/confirm`, { body: {} })
  expect(faultsOf(missing)).toEqual(['/payment_method required'])
  const unknown = await confirm(sandbox, id, 'pm_card_visa')
  expect(unknown.json.error.code).toBe('validation_failed')
})

test('a decline keeps its rows, also under an idempotency key, and a retry gets the same answer', async () => {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox)
  const first = await confirm(sandbox, id, 'pm_test_expired_card', { idempotencyKey: 'once' })
  const rows = await everything(sandbox)
  const again = await confirm(sandbox, id, 'pm_test_expired_card', { idempotencyKey: 'once' })
  expect([first.status, again.text]).toEqual([402, first.text])
  expect(await everything(sandbox)).toEqual(rows)
  expect(await readPayment(sandbox, id)).toMatchObject({ status: 'failed', revision: 2 })
  expect(must(await confirm(sandbox, id)).status).toBe('succeeded')
  expect(await sandbox.eventTypes()).toEqual(['payment.failed', 'payment.succeeded'])
})

test('a deposit confirms its booking, with the events in their order', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  expect(payment).toMatchObject({ status: 'requires_confirmation', amount_due: 20_000, amount_paid: 0 })
  must(await confirm(sandbox, payment.id))
  const booking = await readBooking(sandbox, id)
  expect(booking).toMatchObject({
    status: 'confirmed',
    payment: { id: payment.id, status: 'succeeded', amount_paid: 20_000, amount_due: 60_000 },
  })
  const events = (await sandbox.events()).slice(-3)
  expect(events.map(({ type }) => type)).toEqual([
    'payment.succeeded',
    'booking.payment_received',
    'booking.confirmed',
  ])
  expect(events[1].data).toEqual({ object: booking, payment: await readPayment(sandbox, payment.id) })
  expect(events[2].data.object).toEqual(booking)
})

test('an authorisation of the deposit confirms the booking, and the money comes at the capture', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  const body = { booking_id: id, kind: 'deposit', amount: { amount: 20_000, currency: 'INR' } }
  const asked = await sandbox.send('POST', '/v2/payments', { body: { ...body, capture: 'manual' } })
  must(await confirm(sandbox, asked.json.id))
  expect((await sandbox.eventTypes()).slice(-2)).toEqual(['payment.authorized', 'booking.confirmed'])
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'confirmed', payment: { amount_paid: 0 } })
  must(await sandbox.send('POST', `/v2/payments/${asked.json.id}/capture`, { body: {} }))
  expect((await sandbox.eventTypes()).slice(-2)).toEqual(['payment.succeeded', 'booking.payment_received'])
})

test('a page pays with the secret of the payment, that the create of the booking gave', async () => {
  const sandbox = await paidPractice()
  const { payment } = await booked(sandbox)
  const asPage = (secret: string) =>
    confirm(sandbox, payment.id, 'pm_test_ok', {
      key: 'publishable',
      headers: { 'x-client-secret': secret },
    })
  expect((await asPage('cs_wrong')).status).toBe(404)
  expect((await asPage(payment.client_secret)).json).toMatchObject({ status: 'succeeded' })
  const text = JSON.stringify(await sandbox.events())
  expect(text).not.toContain('client_secret')
})
