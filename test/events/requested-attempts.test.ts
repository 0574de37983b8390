import { Webhook as StandardWebhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import type { Received } from './receiver.ts'
import { type WebhookWorld, webhookWorld } from './webhook-world.ts'

const redeliver = async ({ sandbox }: WebhookWorld, webhookId: string, deliveryId: string) => {
  const answer = await sandbox.send('POST', `/v2/webhooks/${webhookId}/deliveries/${deliveryId}/redeliver`)
  expect(answer.status, answer.text).toBe(202)
  return answer.json
}
const sendSample = async ({ sandbox }: WebhookWorld, webhookId: string, type?: string) => {
  const body = type === undefined ? {} : { type }
  const answer = await sandbox.send('POST', `/v2/webhooks/${webhookId}/test`, { body })
  expect(answer.status, answer.text).toBe(202)
  return answer.json
}

test('delivered again, an event has the same id and bytes, whatever became of it before', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  await world.addCustomer()
  await world.settle()
  const [first] = await world.deliveries(id)
  const again = await redeliver(world, id, String(first?.id))
  expect(again).toMatchObject({ status: 'pending', attempt: 2, event_id: first?.event_id })
  await world.settle()
  const [one, two] = world.receiver.received as [Received, Received]
  expect([two.body, two.headers['webhook-id']]).toEqual([one.body, one.headers['webhook-id']])
  expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
})

test('delivered again and failed again, it waits for whoever asked; the schedule goes on beside it', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  world.receiver.answer(500)
  await world.addCustomer()
  await world.settle()
  const [first] = await world.deliveries(id)
  await redeliver(world, id, String(first?.id))
  await world.settle()
  expect((await world.deliveries(id)).map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 'failed'],
    [2, 'pending'],
    [3, 'failed'],
  ])
  await world.advance({ until: 'settled' })
  const deliveries = await world.deliveries(id)
  // Ten of the schedule, and the one that was asked for; each has a number of its own.
  expect(deliveries.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 11 }, (_, at) => at + 1))
  expect(deliveries[2]?.next_attempt_at).toBeNull()
  await redeliver(world, id, String(first?.id))
  const { json } = await world.advance({ until: 'settled' })
  expect([json.fired, world.receiver.received.length]).toEqual([[], 12])
})

test('an endpoint that is disabled still gets what is asked for', async () => {
  await using world = await webhookWorld()
  const { id, secret } = await world.listen()
  world.receiver.answer(410)
  await world.addCustomer()
  await world.settle()
  world.receiver.answer(204)
  const [first] = await world.deliveries(id)
  await redeliver(world, id, String(first?.id))
  await sendSample(world, id)
  await world.settle()
  expect(world.receiver.received).toHaveLength(3)
  expect((await world.deliveries(id)).map(({ status }) => status)).toEqual([
    'failed',
    'succeeded',
    'succeeded',
  ])
  expect(await world.webhook(id)).toMatchObject({ status: 'disabled', disabled_reason: 'gone' })
  for (const { body, headers } of world.receiver.received)
    new StandardWebhook(secret).verify(body, headers as Record<string, string>)
})

test('what was given up can be delivered again', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  world.receiver.answer(500)
  await world.addCustomer()
  await world.settle()
  await world.change(id, { status: 'disabled' })
  const [, abandoned] = await world.deliveries(id)
  expect(abandoned).toMatchObject({ status: 'abandoned' })
  world.receiver.answer(204)
  await redeliver(world, id, String(abandoned?.id))
  await world.settle()
  expect((await world.deliveries(id)).map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 'failed'],
    [2, 'abandoned'],
    [3, 'succeeded'],
  ])
})

test('a sample is signed, is in no log, shifts no id, and is not repeated', async () => {
  await using world = await webhookWorld()
  const { id, secret } = await world.listen({ events: ['booking.created'] })
  world.receiver.answer(500)
  const sample = await sendSample(world, id, 'payment.failed')
  await world.advance({ until: 'settled' })
  expect(world.receiver.received).toHaveLength(1)
  const [{ body, headers }] = world.receiver.received as [Received]
  expect(new StandardWebhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
    id: sample.event_id,
    type: 'payment.failed',
    request_id: null,
  })
  expect((await world.sandbox.send('GET', `/v2/events/${sample.event_id}`)).status).toBe(404)
  expect(await world.deliveries(id)).toMatchObject([{ status: 'failed', next_attempt_at: null }])
  const without = await webhookWorld()
  for (const one of [world, without]) await one.addCustomer()
  expect((await world.sandbox.events()).map(event => event.id)).toEqual(
    (await without.sandbox.events()).map(event => event.id),
  )
  await without[Symbol.asyncDispose]()
})

test('a sample does not wait behind a backlog', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  const held = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  world.receiver.answer(async response => {
    asked.resolve()
    await held.promise
    response.writeHead(204).end()
  })
  for (let count = 0; count < 60; count++) await world.addCustomer()
  await asked.promise
  const { event_id } = await sendSample(world, id)
  held.resolve()
  await world.settle()
  const ids = world.receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(61)
  expect(ids.indexOf(event_id)).toBeLessThanOrEqual(50)
})

test('samples and events that are asked for go to their endpoint alone', async () => {
  await using world = await webhookWorld()
  const other = await world.anotherReceiver()
  const { id } = await world.listen()
  await world.listen({ url: other.url })
  await world.addCustomer()
  await world.settle()
  const [first] = await world.deliveries(id)
  await redeliver(world, id, String(first?.id))
  await sendSample(world, id)
  await world.settle()
  expect([world.receiver.received.length, other.received.length]).toEqual([3, 1])
})
