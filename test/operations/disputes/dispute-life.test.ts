import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { booked, cancelBooking, codeOf, confirm, day, money, must, paidFee, paidPractice, readPayment, refund, wait } from '../payments/money-world.ts'

async function disputed(method = 'pm_test_dispute_won') {
  const sandbox = await forkSandbox()
  const { id } = await paidFee(sandbox, method)
  await wait(sandbox, day)
  const [dispute] = must(await sandbox.send('GET', `/v2/disputes?payment_id=${id}`)).data
  return { sandbox, id, dispute }
}

const answer = (sandbox: TestSandbox, id: string, body: object = { evidence: { note: 'Came' } }) =>
  sandbox.send('POST', `/v2/disputes/${id}/evidence`, { body })

const read = async (sandbox: TestSandbox, id: string) => must(await sandbox.send('GET', `/v2/disputes/${id}`))

test('a day after the capture what is left is disputed', async () => {
  const { sandbox, id, dispute } = await disputed()
  expect(dispute).toEqual({
    id: expect.stringMatching(/^dp_/),
    tenant_id: 'tnt_clinic',
    payment_id: id,
    amount: money(10_000),
    reason: 'fraudulent',
    status: 'needs_response',
    due_by: '2026-04-23T09:42:11Z',
    evidence: null,
    outcome: null,
    metadata: {},
    created_at: '2026-04-16T09:42:11Z',
    updated_at: '2026-04-16T09:42:11Z',
    revision: 1,
  })
  const events = await sandbox.events()
  expect(events.at(-1)).toMatchObject({ type: 'payment.disputed', data: { object: dispute } })
  expect(await readPayment(sandbox, id)).toMatchObject({ disputed_at: '2026-04-16T09:42:11Z' })
})

test('what was refunded before is not disputed any more', async () => {
  const sandbox = await forkSandbox()
  const [whole, part] = [await paidFee(sandbox, 'pm_test_dispute_won'), await paidFee(sandbox, 'pm_test_dispute_won')]
  must(await refund(sandbox, whole.id))
  must(await refund(sandbox, part.id, { amount: money(4_000) }))
  await wait(sandbox, day)
  const { data } = must(await sandbox.send('GET', '/v2/disputes'))
  expect(data).toMatchObject([{ payment_id: part.id, amount: money(6_000) }])
})

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

test('accepting loses it at once, also under review, and the clock has nothing left to do', async () => {
  for (const isReviewed of [false, true]) {
    const { sandbox, dispute } = await disputed()
    if (isReviewed) must(await answer(sandbox, dispute.id))
    const accepted = must(await sandbox.send('POST', `/v2/disputes/${dispute.id}/accept`))
    expect(accepted).toMatchObject({ status: 'lost', outcome: 'accepted' })
    await wait(sandbox, 30 * day)
    const closed = (await sandbox.eventTypes()).filter(type => type === 'payment.dispute_closed')
    expect(closed).toHaveLength(1)
    const again = await sandbox.send('POST', `/v2/disputes/${dispute.id}/accept`)
    expect(again.json.error.details).toEqual({ from: 'lost', action: 'accept', allowed: [] })
  }
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
