import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { createWebhook, deliveriesOf, sendSample } from './webhook-requests.ts'

const redeliver = (sandbox: TestSandbox, webhook: string, delivery: string, request: object = {}) =>
  sandbox.send('POST', `/v2/webhooks/${webhook}/deliveries/${delivery}/redeliver`, request)

/** An endpoint, and the first attempt to send it an event. */
async function withDelivery() {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  const [first] = await deliveriesOf(sandbox, id)
  return { sandbox, id, first }
}

test('answers an attempt more with the same event and bytes, to be made at once', async () => {
  const { sandbox, id, first } = await withDelivery()
  sandbox.clock.set(sandbox.clock.now() + 60_000)
  const answer = await redeliver(sandbox, id, first.id)
  expect(answer.status).toBe(202)
  expect(answer.json).toEqual({
    ...first,
    id: expect.stringMatching(/^dlv_/),
    attempt: 2,
    next_attempt_at: '2026-04-15T09:43:11Z',
    created_at: '2026-04-15T09:43:11Z',
    updated_at: '2026-04-15T09:43:11Z',
  })
  expect(answer.json.id).not.toBe(first.id)
  // The attempt before stays as it was, and the log has no event more.
  expect(await deliveriesOf(sandbox, id)).toEqual([answer.json, first])
  expect(await sandbox.eventTypes()).toEqual(['customer.created'])
})

test('attempts are counted for each event at each endpoint, whichever of them is delivered again', async () => {
  const { sandbox, id, first } = await withDelivery()
  const second = (await redeliver(sandbox, id, first.id)).json
  expect((await redeliver(sandbox, id, first.id)).json.attempt).toBe(3)
  expect((await redeliver(sandbox, id, second.id)).json.attempt).toBe(4)
  const other = await createWebhook(sandbox)
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Grace' } })
  const [another] = await deliveriesOf(sandbox, other.id)
  expect((await redeliver(sandbox, other.id, another.id)).json.attempt).toBe(2)
})

test('a sample is sent again with its own bytes', async () => {
  const { sandbox, id } = await withDelivery()
  const sample = await sendSample(sandbox, id, 'payment.failed')
  sandbox.clock.set(sandbox.clock.now() + 1_000)
  const { json } = await redeliver(sandbox, id, sample.id)
  expect(json).toMatchObject({ event_id: sample.event_id, attempt: 2, request: sample.request })
  expect(JSON.parse(json.request.body).type).toBe('payment.failed')
  // No event of the log has them: they stay with each attempt.
  expect(await deliveriesOf(sandbox, id, `?event_id=${sample.event_id}`)).toEqual([json, sample])
})

test('goes to the URL that the endpoint has now, and what was given up is sent even while it is disabled', async () => {
  const { sandbox, id, first } = await withDelivery()
  const url = 'http://127.0.0.1:9/moved'
  await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { status: 'disabled' } })
  await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { url } })
  const [abandoned] = await deliveriesOf(sandbox, id)
  expect([abandoned.status, abandoned.request.url]).toEqual(['abandoned', first.request.url])
  const { json } = await redeliver(sandbox, id, first.id)
  expect(json).toMatchObject({ status: 'pending', request: { url, body: first.request.body } })
})

test('a delivery that is not there, or belongs to another tenant, is not there', async () => {
  const { sandbox, id, first } = await withDelivery()
  expect((await redeliver(sandbox, id, 'dlv_none')).json.error.message).toContain('delivery dlv_none')
  expect((await redeliver(sandbox, id, first.id, { tenant: 'tnt_ideadunes' })).status).toBe(404)
  expect(await deliveriesOf(sandbox, id)).toHaveLength(1)
})

test('a delivery of another endpoint cannot be delivered again here', async () => {
  const sandbox = await forkSandbox()
  const [one, two] = [await createWebhook(sandbox), await createWebhook(sandbox)]
  const sample = await sendSample(sandbox, one.id)
  expect((await redeliver(sandbox, two.id, sample.id)).status).toBe(404)
  expect(await deliveriesOf(sandbox, two.id)).toEqual([])
})
