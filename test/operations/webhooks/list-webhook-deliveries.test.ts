import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { createWebhook, deliveriesOf, hookUrl, sendSample } from './webhook-requests.ts'

test('they are planned with the event, and filtered by state and event', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  for (const name of ['Ada', 'Grace']) await sandbox.send('POST', '/v2/customers', { body: { name } })
  const [first] = await sandbox.events()
  const list = (query?: string) => deliveriesOf(sandbox, id, query)
  expect(await list()).toHaveLength(2)
  expect(await list(`?event_id=${first.id}`)).toEqual([
    {
      id: expect.stringMatching(/^dlv_/),
      tenant_id: 'tnt_clinic',
      event_id: first.id,
      webhook_id: id,
      attempt: 1,
      status: 'pending',
      request: { url: hookUrl, headers: {}, body: JSON.stringify(first) },
      response: null,
      latency_ms: null,
      error: null,
      attempted_at: null,
      next_attempt_at: '2026-04-15T09:42:11Z',
      metadata: {},
      created_at: '2026-04-15T09:42:11Z',
      updated_at: '2026-04-15T09:42:11Z',
      revision: 1,
    },
  ])
  expect(await list('?status=pending')).toHaveLength(2)
  expect(await list('?status=failed,succeeded')).toEqual([])
  await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { status: 'disabled' } })
  expect(await list('?status=abandoned')).toHaveLength(2)
})

test.each(['?status=lost', '?event_id=bk_1', '?status='])('the filter %s is refused', async query => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  expect((await sandbox.send('GET', `/v2/webhooks/${id}/deliveries${query}`)).status).toBe(422)
})

test('those of an event that is rolled back never were', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const body = {
    customer_id: 'cust_priya_01',
    service_id: 'svc_consult_30',
    start_at: '2026-04-21T05:00:00Z',
  }
  const refused = await sandbox.send('POST', '/v2/bookings', { body, idempotencyKey: 'k' })
  expect(refused.status).toBe(422)
  expect(await deliveriesOf(sandbox, id)).toEqual([])
})

test('they are those of this endpoint, newest first; samples too', async () => {
  const sandbox = await forkSandbox()
  const [one, other] = [await createWebhook(sandbox), await createWebhook(sandbox)]
  const ids: string[] = []
  for (const id of [one.id, other.id, one.id]) {
    sandbox.clock.set(sandbox.clock.now() + 1_000)
    ids.push((await sendSample(sandbox, id)).id)
  }
  const listed = async (id: string) =>
    (await deliveriesOf(sandbox, id)).map((delivery: { id: string }) => delivery.id)
  expect(await listed(one.id)).toEqual([ids[2], ids[0]])
  expect(await listed(other.id)).toEqual([ids[1]])
})

test('an endpoint has none of types that it did not choose, nor of the time while it was disabled', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox, { events: ['customer.*', '!customer.updated'] })
  const customer = (await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })).json.id
  await sandbox.send('PATCH', `/v2/customers/${customer}`, { body: { notes: 'Early' } })
  await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { status: 'disabled' } })
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Grace' } })
  await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { status: 'enabled' } })
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Mary' } })
  const sent = (await deliveriesOf(sandbox, id)).map(({ request }: { request: { body: string } }) => {
    const { type, data } = JSON.parse(request.body)
    return `${type} ${data.object.name}`
  })
  expect(sent.toSorted()).toEqual(['customer.created Ada', 'customer.created Mary'])
})

test('an event that was sent nowhere, or that is not there, has none', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('POST', '/v2/customers', { body: { name: 'Ada' } })
  const { id } = await createWebhook(sandbox)
  const [earlier] = await sandbox.events()
  for (const event of [earlier.id, 'evt_nowhere'])
    expect(await deliveriesOf(sandbox, id, `?event_id=${event}`)).toEqual([])
})
