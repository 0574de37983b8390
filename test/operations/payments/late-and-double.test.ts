import { expect, test } from 'vitest'
import type { TestAnswer } from '../../world/sandbox.ts'
import {
  askFor,
  booked,
  cancelBooking,
  codeOf,
  confirm,
  money,
  must,
  paidFee,
  paidPractice,
  paymentsFor,
  readBooking,
  readPayment,
  refund,
} from './money-world.ts'

const twenty = Array.from({ length: 20 }, (_, at) => at)

function tally(answers: readonly TestAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[codeOf(answer)] = (counts[codeOf(answer)] ?? 0) + 1
  return counts
}

test('twenty confirms of one payment at once: one pays', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  const answers = await Promise.all(twenty.map(() => confirm(sandbox, payment.id)))
  expect(tally(answers)).toEqual({ 200: 1, invalid_state_transition: 19 })
  const events = await sandbox.eventTypes()
  for (const type of ['payment.succeeded', 'booking.payment_received', 'booking.confirmed'])
    expect(events.filter(one => one === type)).toHaveLength(1)
  expect((await readBooking(sandbox, id)).payment).toMatchObject({ amount_paid: 20_000 })
})

test('twenty refunds of a tenth at once: ten are paid back', async () => {
  const sandbox = await paidPractice()
  for (const method of ['pm_test_ok', 'pm_test_refund_slow']) {
    const { id } = await paidFee(sandbox, method)
    const answers = await Promise.all(twenty.map(() => refund(sandbox, id, { amount: money(1_000) })))
    expect(tally(answers)).toEqual({ 201: 10, amount_exceeds_captured: 10 })
  }
})

test('twenty payments of one deposit at once: it is paid once', async () => {
  const sandbox = await paidPractice()
  const { id } = await booked(sandbox)
  const asked = await Promise.all(
    twenty.map(() => askFor(sandbox, { booking_id: id, kind: 'deposit', amount: money(20_000) })),
  )
  const answers = await Promise.all(asked.map(({ json }) => confirm(sandbox, json.id)))
  expect(tally(answers)).toEqual({ 200: 1, amount_exceeds_due: 19 })
  const captured = (await paymentsFor(sandbox, id)).map(({ captured_amount }) => captured_amount)
  expect(captured.reduce((sum, amount) => sum + amount, 0)).toBe(20_000)
})

test('confirms and a cancel at once: paid and refunded, or not paid at all, and nothing between', async () => {
  for (const cancelAt of [0, 5, 10]) {
    const sandbox = await paidPractice()
    const { id, payment } = await booked(sandbox)
    const requests = twenty
      .slice(0, 10)
      .map(() => () => confirm(sandbox, payment.id))
      .toSpliced(cancelAt, 0, () => cancelBooking(sandbox, id))
    const answers = await Promise.all(requests.map(send => send()))
    expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([])
    const paid = await readPayment(sandbox, payment.id)
    expect((await readBooking(sandbox, id)).status).toBe('cancelled')
    expect(paid.captured_amount - paid.refunded_amount).toBe(0)
    expect(['cancelled', 'succeeded']).toContain(paid.status)
  }
})

test('the same confirm under one key is one, and its answer the same', async () => {
  const sandbox = await paidPractice()
  const { payment } = await booked(sandbox)
  const first = await confirm(sandbox, payment.id, 'pm_test_ok', { idempotencyKey: 'pay' })
  const again = await confirm(sandbox, payment.id, 'pm_test_ok', { idempotencyKey: 'pay' })
  expect([first.status, again.text]).toEqual([200, first.text])
})

test('a stale If-Match is refused, and changes nothing', async () => {
  const sandbox = await paidPractice()
  const { payment } = await booked(sandbox)
  const stale = { headers: { 'if-match': '"7"' } }
  expect(codeOf(await confirm(sandbox, payment.id, 'pm_test_ok', stale))).toBe('revision_mismatch')
  expect(await readPayment(sandbox, payment.id)).toMatchObject({ revision: 1 })
  must(await confirm(sandbox, payment.id, 'pm_test_ok', { headers: { 'if-match': '"1"' } }))
})
