import { expect, test } from 'vitest'
import { percentOf } from '../../../emulator/rules/money/amounts.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import {
  booked,
  codeOf,
  confirm,
  day,
  feeOf,
  money,
  must,
  paidFee,
  paidPractice,
  readBooking,
  readPayment,
  refund,
  wait,
} from './money-world.ts'

test('parts are refunded until nothing is left', async () => {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, 'pm_test_ok')
  const first = must(
    await refund(sandbox, id, { amount: money(3_000), reason: 'Late', metadata: { a: 'b' } }),
  )
  expect(first).toMatchObject({
    payment_id: id,
    amount: money(3_000),
    reason: 'Late',
    status: 'succeeded',
    metadata: { a: 'b' },
  })
  expect(codeOf(await refund(sandbox, id, { amount: money(7_001) }))).toBe('amount_exceeds_captured')
  expect(must(await refund(sandbox, id)).amount).toEqual(money(7_000))
  const none = await refund(sandbox, id)
  expect(none.json.error.details).toEqual({ available: 0, currency: 'INR' })
  expect(await readPayment(sandbox, id)).toMatchObject({ status: 'succeeded', refunded_amount: 10_000 })
  const events = (await sandbox.events()).slice(1)
  expect(events.map(({ type, data }) => [type, data.payment.refunded_amount])).toEqual([
    ['payment.refunded', 3_000],
    ['payment.refunded', 10_000],
  ])
  expect(events[0].data.object).toEqual(first)
})

test.each([
  ['pm_test_refund_slow', 'succeeded', 10_000, ['payment.refunded']],
  ['pm_test_refund_fails', 'failed', 0, []],
] as const)('%s: pending counts, and a day later it has %s', async (method, status, refunded, types) => {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, method)
  const made = must(await refund(sandbox, id))
  expect(made.status).toBe('pending')
  expect(codeOf(await refund(sandbox, id, { amount: money(1) }))).toBe('amount_exceeds_captured')
  expect(await readPayment(sandbox, id)).toMatchObject({ refunded_amount: 0 })
  await wait(sandbox, day)
  expect((await sandbox.send('GET', `/v2/refunds/${made.id}`)).json).toMatchObject({ status, revision: 2 })
  expect(await readPayment(sandbox, id)).toMatchObject({ refunded_amount: refunded })
  expect((await sandbox.eventTypes()).slice(1)).toEqual(types)
  // What failed can be asked for again.
  expect(codeOf(await refund(sandbox, id))).toBe(status === 'failed' ? 201 : 'amount_exceeds_captured')
})

test('a percentage is of the captured amount, and rounds half up, once', async () => {
  const table = [
    [1, 50, 1],
    [1, 49, 0],
    [3, 50, 2],
    [100, 33, 33],
    [101, 33, 33],
    [150, 33, 50],
    [999_999_999_999, 33, 330_000_000_000],
    [999_999_999_999, 100, 999_999_999_999],
  ] as const
  for (const [amount, percent, expected] of table) expect(percentOf(amount, percent)).toBe(expected)
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, 'pm_test_ok', 101)
  expect(must(await refund(sandbox, id, { percent: 50 })).amount).toEqual(money(51))
  expect(codeOf(await refund(sandbox, id, { percent: 50 }))).toBe('amount_exceeds_captured')
  expect(must(await refund(sandbox, id, { percent: 49 })).amount).toEqual(money(49))
  const { id: tiny } = await paidFee(sandbox, 'pm_test_ok', 1)
  expect(faultsOf(await refund(sandbox, tiny, { percent: 1 }))).toEqual(['/percent too_small'])
})

test('either an amount or a percentage, in the currency of the payment, and not nothing', async () => {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, 'pm_test_ok')
  const faults = async (body: object) => faultsOf(await refund(sandbox, id, body))
  expect(await faults({ amount: money(1), percent: 1 })).toEqual(['/percent not_allowed'])
  expect(await faults({ amount: money(1, 'JPY') })).toEqual(['/amount/currency currency_mismatch'])
  expect(await faults({ amount: money(0) })).toEqual(['/amount/amount too_small'])
})

test('nothing that was not captured is refunded', async () => {
  const sandbox = await forkSandbox()
  const { id } = await feeOf(sandbox, 10_000, { capture: 'manual' })
  expect(codeOf(await refund(sandbox, id))).toBe('invalid_state_transition')
  must(await confirm(sandbox, id))
  expect(codeOf(await refund(sandbox, id))).toBe('invalid_state_transition')
})

test('the booking shows what was paid back, and owes it again', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  must(await confirm(sandbox, payment.id))
  must(await refund(sandbox, payment.id, { amount: money(5_000) }))
  expect(await readBooking(sandbox, id)).toMatchObject({
    status: 'confirmed',
    payment: { amount_paid: 15_000, amount_due: 65_000 },
  })
})
