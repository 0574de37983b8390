import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import type { Received } from './receiver.ts'
import { webhookWorld } from './webhook-world.ts'

const typesOf = (received: readonly Received[]) => received.map(({ body }) => JSON.parse(body).type)

test('an event arrives as its stored bytes, signed so that other people’s libraries accept it', async () => {
  await using world = await webhookWorld()
  const { secret } = await world.listen()
  await world.addCustomer('Zoë "Ω"')
  await world.settle()
  const [event] = await world.sandbox.events()
  expect(world.receiver.received).toHaveLength(1)
  const [{ method, path, headers, body }] = world.receiver.received as [Received]
  expect([method, path, headers['content-type']]).toEqual(['POST', '/hook', 'application/json'])
  expect(headers['webhook-id']).toBe(event.id)
  expect(JSON.parse(body)).toEqual(event)
  expect((await world.sandbox.send('GET', `/v2/events/${event.id}`)).text).toBe(body)
  for (const Verifier of [StandardWebhook, SvixWebhook])
    expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toEqual(event)
})

test('a body that was changed on the way is refused by the libraries', async () => {
  await using world = await webhookWorld()
  const { secret } = await world.listen()
  await world.addCustomer()
  await world.settle()
  const [{ headers, body }] = world.receiver.received as [Received]
  for (const Verifier of [StandardWebhook, SvixWebhook]) {
    const verify = (text: string) => new Verifier(secret).verify(text, headers as Record<string, string>)
    expect(() => verify(body.replace('Noor', 'Nora'))).toThrow()
  }
})

test('timestamps of signatures are wall time, however far the clock of the sandbox is', async () => {
  await using world = await webhookWorld()
  const { secret } = await world.listen()
  for (const at of ['1999-12-31T23:59:59Z', '2099-01-01T00:00:00Z']) {
    await world.sandbox.control('POST', '/clock/set', { body: { at } })
    await world.addCustomer()
    await world.settle()
    const { headers, body } = world.receiver.received.at(-1) as Received
    const ageSeconds = Date.now() / 1_000 - Number(headers['webhook-timestamp'])
    expect(Math.abs(ageSeconds)).toBeLessThan(60)
    expect(JSON.parse(body).created_at).toBe(at)
    new StandardWebhook(secret).verify(body, headers as Record<string, string>)
  }
})

test.each([
  [['*'], ['customer.created', 'booking.created', 'booking.confirmed', 'customer.updated']],
  [['booking.*'], ['booking.created', 'booking.confirmed']],
  [['*.created'], ['customer.created', 'booking.created']],
  [
    ['customer.updated', 'booking.created'],
    ['booking.created', 'customer.updated'],
  ],
  [
    ['*', '!booking.*'],
    ['customer.created', 'customer.updated'],
  ],
  [['!customer.updated'], ['customer.created', 'booking.created', 'booking.confirmed']],
  [['!booking.confirmed', 'booking.*'], ['booking.created']],
  [['payment.failed'], []],
])('an endpoint for %j gets %j', async (events, expected) => {
  await using world = await webhookWorld()
  await world.listen({ events })
  const customer = await world.addCustomer()
  const booked = await world.sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
  expect(booked.status, booked.text).toBe(201)
  await world.sandbox.send('PATCH', `/v2/customers/${customer}`, { body: { notes: 'tall' } })
  await world.settle()
  expect(typesOf(world.receiver.received)).toEqual(expected)
})

test('every endpoint that listens gets it under the same id; one that is disabled, or of another tenant, does not', async () => {
  await using world = await webhookWorld()
  const second = await world.anotherReceiver()
  const others = await Promise.all([world.anotherReceiver(), world.anotherReceiver()])
  await world.listen()
  await world.listen({ url: second.url })
  await world.listen({ url: others[0].url, status: 'disabled' })
  const foreign = { url: others[1].url, events: ['*'] }
  await world.sandbox.send('POST', '/v2/webhooks', { tenant: 'tnt_ideadunes', body: foreign })
  await world.addCustomer()
  await world.settle()
  expect(others.map(({ received }) => received.length)).toEqual([0, 0])
  const ids = [world.receiver, second].map(({ received }) =>
    received.map(({ headers }) => headers['webhook-id']),
  )
  expect(ids[0]).toHaveLength(1)
  expect(ids[1]).toEqual(ids[0])
})

test('one endpoint gets events in their order, and one request at a time', async () => {
  await using world = await webhookWorld()
  await world.listen()
  let running = 0
  let most = 0
  world.receiver.answer(async response => {
    running += 1
    most = Math.max(most, running)
    await new Promise(setImmediate)
    running -= 1
    response.writeHead(204).end()
  })
  await Promise.all(Array.from({ length: 120 }, (_, at) => world.addCustomer(`Customer ${at}`)))
  await world.settle()
  const sent = world.receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(sent).toEqual((await world.sandbox.events()).map(event => event.id))
  expect([sent.length, most]).toEqual([120, 1])
})

test('order is kept as far as retries allow: what failed comes later, the others do not wait', async () => {
  await using world = await webhookWorld()
  await world.listen()
  let count = 0
  world.receiver.answer(response => void response.writeHead(++count === 1 ? 500 : 204).end())
  const ids = [await world.addCustomer('one'), await world.addCustomer('two')]
  await world.settle()
  await world.advance({ until: 'settled' })
  const objects = world.receiver.received.map(({ body }) => JSON.parse(body).data.object.id)
  expect(objects).toEqual([ids[0], ids[1], ids[0]])
})

test.each([301, 302, 303, 307, 308])('a redirect by %i is a failure and is not followed', async status => {
  await using world = await webhookWorld({ webhooks: { profile: 'none' } })
  const elsewhere = await world.anotherReceiver()
  const { id } = await world.listen()
  world.receiver.answer(response => void response.writeHead(status, { location: elsewhere.url }).end())
  await world.addCustomer()
  await world.settle()
  expect(await world.deliveries(id)).toMatchObject([{ status: 'failed', error: `answered ${status}` }])
  expect([world.receiver.received.length, elsewhere.received.length]).toEqual([1, 0])
})

test.each([200, 201, 204, 299])('%i is a success', async status => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  world.receiver.answer(status)
  await world.addCustomer()
  await world.settle()
  expect(await world.deliveries(id)).toMatchObject([
    { status: 'succeeded', response: { status }, error: null },
  ])
})

test('deliveries tell what was sent, what was answered, and how long it took', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  world.receiver.answer(response => {
    response.writeHead(202, { 'content-type': 'text/plain', 'x-two': ['a', 'b'] }).end('gut: ä')
  })
  await world.addCustomer()
  await world.settle()
  const [sent] = world.receiver.received
  const [made] = await world.deliveries(id)
  expect(made).toMatchObject({
    attempt: 1,
    status: 'succeeded',
    request: { url: world.receiver.url, body: sent?.body },
    response: { status: 202, headers: { 'content-type': 'text/plain', 'x-two': 'a, b' }, body: 'gut: ä' },
    error: null,
    attempted_at: '2026-04-15T09:42:11Z',
    next_attempt_at: null,
    revision: 2,
  })
  expect(made?.latency_ms).toBeGreaterThanOrEqual(0)
  expect(sent?.headers).toMatchObject(made?.request.headers ?? {})
  expect(made?.request.headers).toMatchObject({ 'user-agent': expect.stringContaining('IdeaDunes-Webhooks') })
})

test('of an answer, 64 kB are kept, and no more is read', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  world.receiver.answer(response => {
    // Without end: whoever reads all of it never comes to an end.
    const more = () =>
      void (response.write('x'.repeat(16_384)) ? setImmediate(more) : response.once('drain', more))
    response.writeHead(200)
    more()
  })
  await world.addCustomer()
  await world.settle()
  const [made] = await world.deliveries(id)
  expect([made?.status, made?.response?.body.length]).toEqual(['succeeded', 65_536])
})

test('nobody listening, and a connection that breaks, are failures that say so', async () => {
  await using world = await webhookWorld({ webhooks: { profile: 'none' } })
  const { id } = await world.listen({ url: 'http://127.0.0.1:1/hook' })
  const broken = await world.listen()
  world.receiver.answer(response => void response.destroy())
  await world.addCustomer()
  await world.settle()
  expect(await world.deliveries(id)).toMatchObject([
    {
      status: 'failed',
      response: null,
      error: 'connection refused: nobody listens there; start the server, or correct the port',
    },
  ])
  // The example data tell of one in the same words.
  const [refused] = await world.deliveries(id)
  const [example] = await world.deliveries('wh_example_01')
  expect(example?.error).toBe(refused?.error)
  expect(await world.deliveries(broken.id)).toMatchObject([
    {
      status: 'failed',
      response: null,
      error: expect.stringContaining('the server closed the connection without an answer'),
    },
  ])
})

test('a connection that the receiver has closed meanwhile is made anew', async () => {
  await using world = await webhookWorld({ webhooks: { profile: 'none' } })
  const { id } = await world.listen()
  world.receiver.answer(response => {
    response.writeHead(204).end(() => response.socket?.destroy())
  })
  for (let count = 0; count < 20; count++) {
    await world.addCustomer()
    await world.settle()
  }
  expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(Array(20).fill('succeeded'))
})
