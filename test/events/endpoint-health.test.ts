import type { ServerResponse } from 'node:http'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import type { Received } from './receiver.ts'
import { testNowMs, webhookWorld } from './webhook-world.ts'

const daySeconds = 86_400

describe('410', () => {
  test('disables the endpoint and gives up what else was to be sent', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen({ status: 'disabled' })
    await world.change(id, { status: 'enabled' })
    let count = 0
    world.receiver.answer(response => void response.writeHead(++count === 1 ? 500 : 410).end())
    await Promise.all(['one', 'two', 'three'].map(world.addCustomer))
    await world.settle()
    expect(await world.webhook(id)).toMatchObject({ status: 'disabled', disabled_reason: 'gone' })
    const deliveries = await world.deliveries(id)
    expect(deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'failed'],
      [2, 'abandoned'],
      [1, 'failed'],
      [1, 'abandoned'],
    ])
    expect(deliveries[1]).toMatchObject({ next_attempt_at: null, attempted_at: null, revision: 2 })
    const { json } = await world.advance({ until: 'settled' })
    expect([json.fired, world.receiver.received.length]).toEqual([[], 2])
    await world.addCustomer('four')
    await world.settle()
    expect(await world.deliveries(id)).toHaveLength(4)
  })
})

describe('failures for five days', () => {
  /** Fails at hour 0, then is asked again at the end of each span; gives the states in between. */
  async function failing(spans: readonly number[], succeedAt = -1) {
    await using world = await webhookWorld({ webhooks: { profile: 'none' } })
    const { id } = await world.listen()
    const states: unknown[] = []
    for (const [at, seconds] of [0, ...spans].entries()) {
      await world.advance({ by_seconds: seconds })
      world.receiver.answer(at === succeedAt ? 200 : 500)
      await world.addCustomer()
      await world.settle()
      states.push((await world.webhook(id)).status)
    }
    return { states, webhook: await world.webhook(id) }
  }

  test('disable it, and not a second earlier', async () => {
    const { states, webhook } = await failing([5 * daySeconds - 1, 1])
    expect(states).toEqual(['enabled', 'enabled', 'disabled'])
    expect(webhook).toMatchObject({ disabled_reason: 'failing' })
  })

  test('do not when one attempt among them succeeded', async () => {
    const { states } = await failing([4 * daySeconds, 1 * daySeconds, 4 * daySeconds, daySeconds], 1)
    // Five days after the success plus one: the row of failures began anew with the first one behind it.
    expect(states).toEqual(['enabled', 'enabled', 'enabled', 'enabled', 'disabled'])
  })

  test('are counted anew when somebody enables it again', async () => {
    await using world = await webhookWorld({ webhooks: { profile: 'none' } })
    const { id } = await world.listen()
    const fail = async () => {
      await world.addCustomer()
      await world.settle()
    }
    world.receiver.answer(500)
    await fail()
    await world.advance({ by_seconds: 5 * daySeconds })
    await fail()
    expect(await world.webhook(id)).toMatchObject({ status: 'disabled', disabled_reason: 'failing' })
    await world.change(id, { status: 'enabled' })
    expect(await world.webhook(id)).toMatchObject({ status: 'enabled', disabled_reason: null })
    await fail()
    await world.advance({ by_seconds: 5 * daySeconds - 1 })
    await fail()
    expect(await world.webhook(id)).toMatchObject({ status: 'enabled' })
    await world.advance({ by_seconds: 1 })
    await fail()
    expect(await world.webhook(id)).toMatchObject({ status: 'disabled' })
    expect(world.receiver.received).toHaveLength(5)
  })

  test('of the whole schedule are too few: one event that never arrives disables nothing', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    world.receiver.answer(500)
    await world.addCustomer()
    await world.advance({ until: 'settled' })
    expect(await world.webhook(id)).toMatchObject({ status: 'enabled' })
    expect((await world.deliveries(id)).at(-1)).toMatchObject({ attempt: 10, next_attempt_at: null })
  })
})

describe('changes while attempts are made or wait', () => {
  /** A world whose receiver has taken one request and answers when told; `second` was read together with it. */
  async function heldWorld({ second = false } = {}) {
    const world = await webhookWorld()
    const { id, secret } = await world.listen()
    const gate = [Promise.withResolvers<number>(), Promise.withResolvers<number>()] as const
    const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    let count = 0
    world.receiver.answer(async response => {
      const at = Math.min(count++, 1)
      asked[at]?.resolve()
      response.writeHead((await gate[at]?.promise) ?? 204).end()
    })
    // While this one is made, those after it gather, and are read at once.
    await world.addCustomer('zero')
    await asked[0].promise
    await world.addCustomer('one')
    if (second) await world.addCustomer('two')
    gate[0].resolve(204)
    await asked[1].promise
    world.receiver.received.splice(0, 1)
    return {
      world,
      id,
      secret,
      answer: gate[1].resolve,
      later: async () => (await world.deliveries(id)).slice(1),
    }
  }

  test('deleted: the running attempt ends in nothing, and nothing else is sent', async () => {
    const { world, id, answer } = await heldWorld({ second: true })
    await using _ = world
    expect((await world.sandbox.send('DELETE', `/v2/webhooks/${id}`)).status).toBe(200)
    answer(500)
    await world.settle()
    const { json } = await world.advance({ until: 'settled' })
    expect([json.fired, world.receiver.received.length]).toEqual([[], 1])
    const rows = await world.sandbox.sandbox.store.read(trx =>
      trx.selectFrom('deliveries').select('id').where('webhook_id', '=', id).execute(),
    )
    expect(rows).toEqual([])
  })

  test('disabled: the running attempt is told truly, and no other is made', async () => {
    const { world, id, answer, later } = await heldWorld({ second: true })
    await using _ = world
    await world.change(id, { status: 'disabled' })
    answer(204)
    await world.settle()
    expect((await later()).map(({ status }) => status)).toEqual(['succeeded', 'abandoned'])
    expect(world.receiver.received).toHaveLength(1)
  })

  test('disabled and enabled: an attempt that was given up meanwhile is not repeated', async () => {
    const { world, id, answer, later } = await heldWorld()
    await using _ = world
    await world.change(id, { status: 'disabled' })
    await world.change(id, { status: 'enabled' })
    answer(500)
    await world.settle()
    expect(await later()).toMatchObject([{ status: 'failed', next_attempt_at: null }])
  })

  test('another URL: what waits goes there, retries too', async () => {
    const { world, id, answer, later } = await heldWorld({ second: true })
    await using _ = world
    const next = await world.anotherReceiver()
    await world.change(id, { url: next.url })
    expect((await later()).map(({ request }) => request.url)).toEqual([next.url, next.url])
    answer(500)
    await world.settle()
    await world.advance({ until: 'settled' })
    expect([world.receiver.received.length, next.received.length]).toEqual([1, 2])
    const urls = (await later()).map(({ attempt, request }) => [attempt, request.url])
    expect(urls).toEqual([
      [1, world.receiver.url],
      [2, next.url],
      [1, next.url],
    ])
  })

  test('other events: what was planned is sent, later events are chosen anew', async () => {
    const { world, id, answer } = await heldWorld({ second: true })
    await using _ = world
    await world.change(id, { events: ['booking.*'] })
    await world.addCustomer('three')
    answer(204)
    await world.settle()
    const names = world.receiver.received.map(({ body }) => JSON.parse(body).data.object.name)
    expect(names).toEqual(['one', 'two'])
  })

  test('a new secret without overlap signs the very next attempt', async () => {
    const { world, id, secret, answer } = await heldWorld({ second: true })
    await using _ = world
    const path = `/v2/webhooks/${id}/rotate_secret`
    await world.sandbox.send('POST', path, { body: { overlap_seconds: 0 } })
    answer(204)
    await world.settle()
    const [one, two] = world.receiver.received as [Received, Received]
    const verify = ({ body, headers }: Received) =>
      new StandardWebhook(secret).verify(body, headers as Record<string, string>)
    verify(one)
    expect(() => verify(two)).toThrow()
  })
})

test('a reset forgets what was still to be sent, and what is on its way means nothing to the data after it', async () => {
  await using world = await webhookWorld({ webhooks: { graceMs: 10 } })
  const { id } = await world.listen()
  const asked = Promise.withResolvers<ServerResponse>()
  world.receiver.answer(response => asked.resolve(response))
  await world.addCustomer('one')
  const running = await asked.promise
  await world.addCustomer('two')
  await world.sandbox.control('POST', '/reset')
  world.receiver.answer(204)
  await world.sandbox.control('POST', '/clock/freeze', { body: { at: new Date(testNowMs).toISOString() } })
  // The same ids again, and another fate.
  expect((await world.listen()).id).toBe(id)
  await world.addCustomer('three')
  await world.settle()
  running.writeHead(500).end()
  await world.addCustomer('four')
  await world.settle()
  const deliveries = await world.deliveries(id)
  expect(deliveries.map(({ status, attempt }) => [status, attempt])).toEqual([
    ['succeeded', 1],
    ['succeeded', 1],
  ])
  const names = world.receiver.received.map(({ body }) => JSON.parse(body).data.object.name)
  expect(names).toEqual(['one', 'three', 'four'])
})
