import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { type Receiver, startReceiver } from './receiver.ts'

let sandbox: ControlledSandbox
let receiver: Receiver

beforeEach(async () => {
  sandbox = await controlledSandbox()
  receiver = await startReceiver()
})

afterEach(async () => {
  await sandbox.close()
  await receiver.close()
})

async function listen(events: readonly string[] = ['*']) {
  const answer = await sandbox.send('POST', '/v2/webhooks', { body: { url: receiver.url, events } })
  expect(answer.status, answer.text).toBe(201)
  return answer.json as { id: string; secret: string }
}

const addCustomer = () => sandbox.send('POST', '/v2/customers', { body: { name: 'Noor' } })
const settle = () => sandbox.control('POST', '/clock/advance', { body: { by_seconds: 0 } })

test('an event arrives as its stored bytes, signed so that other people’s libraries accept it', async () => {
  const { secret } = await listen()
  await addCustomer()
  await settle()
  const [event] = await sandbox.events()
  expect(receiver.received).toHaveLength(1)
  const [{ method, path, headers, body } = receiver.received[0] as never] = receiver.received
  expect([method, path, headers['content-type']]).toEqual(['POST', '/hook', 'application/json'])
  expect(headers['webhook-id']).toBe(event.id)
  expect(JSON.parse(body)).toEqual(event)
  for (const Verifier of [StandardWebhook, SvixWebhook])
    expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toEqual(event)
})

test('a failed attempt is repeated on the clock of the sandbox, with the same id and bytes', async () => {
  const { id } = await listen()
  receiver.answer(500)
  await addCustomer()
  await settle()
  expect(receiver.received).toHaveLength(1)
  await sandbox.control('POST', '/clock/advance', { body: { until: 'settled' } })
  expect(receiver.received).toHaveLength(10)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  const { json } = await sandbox.send('GET', `/v2/webhooks/${id}/deliveries`)
  expect(json.data.map((delivery: { status: string }) => delivery.status)).toEqual(Array(10).fill('failed'))
})
