import { expect, test } from 'vitest'
import {
  booked,
  cancelBooking,
  codeOf,
  confirm,
  day,
  must,
  paidPractice,
  readPayment,
  refund,
  wait,
} from '../payments/money-world.ts'
import { answer, disputed, read } from './dispute-world.ts'

test.each([
  ['pm_test_dispute_won', 'won'],
  ['pm_test_dispute_lost', 'lost'],
])('%s: evidence is looked at for three days, and it is %s', async (method, outcome) => {
  const { sandbox, id, dispute } = await disputed(method)
  expect(must(await answer(sandbox, dispute.id))).toMatchObject({
    status: 'under_review',
    evidence: { note: 'Came' },
  })
  expect(codeOf(await answer(sandbox, dispute.id))).toBe('invalid_state_transition')
  await wait(sandbox, 3 * day - 1)
  expect(await read(sandbox, dispute.id)).toMatchObject({ status: 'under_review' })
  await wait(sandbox, 1)
  const closed = await read(sandbox, dispute.id)
  expect(closed).toMatchObject({ status: outcome, outcome })
  expect((await sandbox.events()).at(-1)).toMatchObject({
    type: 'payment.dispute_closed',
    data: { object: closed },
  })
  expect(codeOf(await refund(sandbox, id))).toBe(outcome === 'won' ? 201 : 'payment_disputed')
})

test('without evidence it is lost at due_by', async () => {
  const { sandbox, dispute } = await disputed()
  await wait(sandbox, 7 * day)
  expect(await read(sandbox, dispute.id)).toMatchObject({ status: 'lost', outcome: 'lost', evidence: null })
  expect(codeOf(await answer(sandbox, dispute.id))).toBe('invalid_state_transition')
})

test('a disputed payment is not refunded, neither by hand nor with its booking', async () => {
  const sandbox = await paidPractice()
  const { id, payment } = await booked(sandbox)
  must(await confirm(sandbox, payment.id, 'pm_test_dispute_won'))
  await wait(sandbox, day)
  const refused = await refund(sandbox, payment.id)
  expect([refused.status, refused.json.error.code]).toEqual([409, 'payment_disputed'])
  expect(refused.json.error.details).toMatchObject({ status: 'needs_response' })
  must(await cancelBooking(sandbox, id))
  expect(await readPayment(sandbox, payment.id)).toMatchObject({ refunded_amount: 0 })
})
