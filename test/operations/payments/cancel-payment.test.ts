import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import {
  booked,
  cancelPayment,
  codeOf,
  confirm,
  feeOf,
  must,
  paidFee,
  paidPractice,
  readBooking,
} from './money-world.ts'

test.each([
  ['requires_confirmation', undefined],
  ['requires_action', 'pm_test_action_ok'],
  ['failed', 'pm_test_lost_card'],
  ['authorized', 'pm_test_ok'],
])('voids a payment that is %s', async (status, method) => {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox, 10_000, { capture: 'manual' })
  if (method !== undefined) await confirm(sandbox, id, method)
  const before = await sandbox.eventTypes()
  expect((await sandbox.send('GET', `/v2/payments/${id}`)).json.status).toBe(status)
  expect(must(await cancelPayment(sandbox, id))).toMatchObject({
    status: 'cancelled',
    cancelled_at: '2026-04-15T09:42:11Z',
    expires_at: null,
  })
  expect(codeOf(await confirm(sandbox, id))).toBe('invalid_state_transition')
  expect(codeOf(await cancelPayment(sandbox, id))).toBe('invalid_state_transition')
  expect(await sandbox.eventTypes()).toEqual(before)
})

test('what was captured is refunded, not voided', async () => {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, 'pm_test_ok')
  expect((await cancelPayment(sandbox, id)).json.error.details).toEqual({
    from: 'succeeded',
    action: 'cancel',
    allowed: ['refund'],
  })
})

test('a deposit that is voided can be asked for again until pay_by', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  must(await cancelPayment(sandbox, payment.id))
  expect(await readBooking(sandbox, id)).toMatchObject({
    status: 'awaiting_payment',
    payment: { status: 'cancelled', amount_due: 20_000 },
  })
  const body = { booking_id: id, kind: 'deposit', amount: { amount: 20_000, currency: 'INR' } }
  const again = must(await sandbox.send('POST', '/v2/payments', { body }))
  must(await confirm(sandbox, again.id))
  expect(await readBooking(sandbox, id)).toMatchObject({ status: 'confirmed', payment: { id: again.id } })
})
