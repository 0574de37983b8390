import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { webhookWorld } from './webhook-world.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ideadunes-webhooks-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

test('what was still to be sent is sent after a restart, a retry at its time', async () => {
  await using handler = await webhookWorld()
  handler.receiver.answer(500)
  {
    await using world = await webhookWorld({ data })
    await world.listen({ url: handler.receiver.url })
    await world.addCustomer()
    await world.settle()
  }
  handler.receiver.answer(204)
  await using world = await webhookWorld({ data })
  await world.settle()
  expect(handler.receiver.received).toHaveLength(1)
  const { json } = await world.advance({ until: 'settled' })
  expect([json.fired.length, handler.receiver.received.length]).toEqual([1, 2])
})

test('an attempt that the end of the sandbox broke off is made again at its next start', async () => {
  await using handler = await webhookWorld()
  const asked = Promise.withResolvers<void>()
  handler.receiver.answer(() => asked.resolve())
  {
    await using world = await webhookWorld({ data, webhooks: { graceMs: 10 } })
    await world.listen({ url: handler.receiver.url })
    await world.addCustomer()
    await asked.promise
  }
  handler.receiver.answer(204)
  await using world = await webhookWorld({ data })
  await world.settle()
  const [one, two] = handler.receiver.received
  expect([handler.receiver.received.length, two?.body]).toEqual([2, one?.body])
  expect(two?.headers['webhook-id']).toBe(one?.headers['webhook-id'])
})

test('an attempt that ends within the moment that a stop gives is written down, and not made again', async () => {
  await using handler = await webhookWorld()
  const asked = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<void>()
  handler.receiver.answer(async response => {
    asked.resolve()
    await ending.promise
    response.writeHead(204).end()
  })
  {
    await using world = await webhookWorld({ data, webhooks: { graceMs: 5_000 } })
    await world.listen({ url: handler.receiver.url })
    await world.addCustomer()
    await asked.promise
    setImmediate(ending.resolve)
  }
  await using world = await webhookWorld({ data })
  await world.settle()
  expect(handler.receiver.received).toHaveLength(1)
})

test('a fork sends nothing that its original sends, until somebody enables an endpoint in it', async () => {
  await using world = await webhookWorld()
  const { id } = await world.listen()
  world.receiver.answer(500)
  await world.addCustomer('before')
  await world.settle()
  // One more is on its way while the copy is made.
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  world.receiver.answer(async response => {
    asked.resolve()
    await held.promise
    response.writeHead(204).end()
  })
  await world.addCustomer('meanwhile')
  await asked.promise
  const { keys, id: fork } = (await world.sandbox.control('POST', '/forks', { body: {} })).json
  held.resolve()
  const inFork = { key: keys.secret }
  const settleFork = (body: unknown) =>
    world.sandbox.control('POST', '/clock/advance', { body, headers: { 'x-sandbox': fork } })
  await world.sandbox.send('POST', '/v2/customers', { ...inFork, body: { name: 'in the fork' } })
  await settleFork({ until: 'settled' })
  expect(world.receiver.received).toHaveLength(2)
  expect((await world.sandbox.send('GET', `/v2/webhooks/${id}`, inFork)).json).toMatchObject({
    status: 'disabled',
    disabled_reason: 'forked',
  })
  await world.sandbox.send('PATCH', `/v2/webhooks/${id}`, { ...inFork, body: { status: 'enabled' } })
  await world.sandbox.send('POST', '/v2/customers', { ...inFork, body: { name: 'enabled' } })
  await settleFork({ by_seconds: 0 })
  await world.advance({ until: 'settled' })
  const names = world.receiver.received.map(({ body }) => JSON.parse(body).data.object.name)
  expect(names).toEqual(['before', 'meanwhile', 'enabled', 'before'])
  expect(await world.webhook(id)).toMatchObject({ status: 'enabled' })
})
