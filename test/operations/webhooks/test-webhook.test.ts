import { expect, test } from 'vitest'
import { eventSample } from '../../../src/contract/event-samples.ts'
import { type EventType, events } from '../../../src/contract/event-types.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { createWebhook, deliveriesOf, hookUrl, sendSample } from './webhook-requests.ts'

test('answers the one attempt that is to be made, with the bytes of a booking.created by default', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const sample = await sendSample(sandbox, id)
  expect(sample).toEqual({
    id: expect.stringMatching(/^dlv_/),
    tenant_id: 'tnt_clinic',
    event_id: expect.stringMatching(/^evt_/),
    webhook_id: id,
    attempt: 1,
    status: 'pending',
    request: { url: hookUrl, headers: {}, body: expect.any(String) },
    response: null,
    latency_ms: null,
    error: null,
    attempted_at: null,
    next_attempt_at: '2026-04-15T09:42:11Z',
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  expect(JSON.parse(sample.request.body)).toEqual({
    id: sample.event_id,
    type: 'booking.created',
    created_at: '2026-04-15T09:42:11Z',
    tenant_id: 'tnt_clinic',
    request_id: null,
    data: eventSample('booking.created'),
  })
  expect(await deliveriesOf(sandbox, id)).toEqual([sample])
})

test('every type of event can be asked for, and each sample is an event of its own', async () => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const types = Object.keys(events) as EventType[]
  const samples = []
  for (const type of types) samples.push(await sendSample(sandbox, id, type))
  const sent = samples.map(({ request }) => JSON.parse(request.body))
  expect(sent.map(({ type, data }) => [type, data])).toEqual(types.map(type => [type, eventSample(type)]))
  expect(new Set(samples.map(({ event_id }) => event_id)).size).toBe(types.length)
})

test('a sample is in no log, goes to no other endpoint, and changes the endpoint in nothing', async () => {
  const sandbox = await forkSandbox()
  const [one, other] = [await createWebhook(sandbox), await createWebhook(sandbox)]
  const { event_id } = await sendSample(sandbox, one.id)
  expect((await sandbox.send('GET', '/v2/events')).json.data).toEqual([])
  expect((await sandbox.send('GET', `/v2/events/${event_id}`)).status).toBe(404)
  expect(await deliveriesOf(sandbox, other.id)).toEqual([])
  const { secret: _, ...made } = one
  expect((await sandbox.send('GET', `/v2/webhooks/${one.id}`)).json).toEqual(made)
})

test.each([
  ['is disabled', { status: 'disabled' }],
  ['does not listen to the type', { events: ['payment.failed'] }],
])('an endpoint that %s is sent one too', async (_what, members) => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox, members)
  expect((await sendSample(sandbox, id, 'customer.created')).status).toBe('pending')
})

test.each([
  [{ type: 'booking.*' }, '/type not_allowed'],
  [{ type: 'customer.made' }, '/type not_allowed'],
  [{ event: 'booking.created' }, '/event unknown_field'],
])('%j is refused, and nothing is to be sent', async (body, fault) => {
  const sandbox = await forkSandbox()
  const { id } = await createWebhook(sandbox)
  const answer = await sandbox.send('POST', `/v2/webhooks/${id}/test`, { body })
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  expect(await deliveriesOf(sandbox, id)).toEqual([])
})
