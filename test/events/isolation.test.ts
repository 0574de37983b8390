import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type WebhookWorld, webhookWorld } from './webhook-world.ts'

describe('a handler that never answers', () => {
  test('holds up no other endpoint, no request, and not the end of the sandbox', async () => {
    await using world = await webhookWorld({ webhooks: { graceMs: 10 } })
    const other = await world.anotherReceiver()
    const asked = Promise.withResolvers<void>()
    world.receiver.answer(() => asked.resolve())
    const silent = await world.listen()
    const { id } = await world.listen({ url: other.url })
    const third = Promise.withResolvers<void>()
    other.answer(response => {
      response.writeHead(204).end()
      if (other.received.length === 3) third.resolve()
    })
    for (const name of ['one', 'two', 'three']) await world.addCustomer(name)
    await asked.promise
    await third.promise
    expect((await world.sandbox.send('GET', '/v2/customers')).status).toBe(200)
    expect(world.receiver.received).toHaveLength(1)
    expect((await world.deliveries(silent.id)).map(({ status }) => status)).toEqual(Array(3).fill('pending'))
    expect((await world.deliveries(id)).map(({ attempt }) => attempt)).toEqual([1, 1, 1])
  })

  test('costs an advance its time-out, once for each attempt, and no more', async () => {
    await using world = await webhookWorld({ webhooks: { profile: 'local', sending: { timeoutMs: 15 } } })
    const { id } = await world.listen()
    world.receiver.answer(() => {})
    await world.addCustomer()
    await world.advance({ until: 'settled' })
    expect((await world.deliveries(id)).map(({ error }) => error)).toEqual(
      Array(3).fill('no answer within 0.015 s'),
    )
  })
})

describe('a handler that calls the API back', () => {
  test('during an advance is answered, and what it causes is delivered before the clock goes on', async () => {
    await using world = await webhookWorld()
    const ledger = await world.anotherReceiver()
    await world.listen({ events: ['customer.created'] })
    await world.listen({ url: ledger.url, events: ['customer.updated'] })
    let count = 0
    world.receiver.answer(async (response, { body }) => {
      count += 1
      if (count === 1) return void response.writeHead(500).end()
      const { id } = JSON.parse(body).data.object
      const answer = await world.sandbox.send('PATCH', `/v2/customers/${id}`, { body: { notes: 'seen' } })
      response.writeHead(answer.status).end()
    })
    await world.addCustomer()
    await world.settle()
    const { json } = await world.advance({ by_seconds: 3_600 })
    expect(json.fired).toMatchObject([{ kind: 'webhook.retry' }])
    const [{ created_at }] = ledger.received.map(({ body }) => JSON.parse(body)) as [{ created_at: string }]
    expect(created_at).toBe(json.fired[0].at)
  })

  test('and causes the same event again and again keeps no advance for ever', async () => {
    await using world = await webhookWorld()
    await world.listen({ events: ['customer.*'] })
    let count = 0
    let isOver = false
    world.receiver.answer(async (response, { body }) => {
      count += 1
      const { id } = JSON.parse(body).data.object
      if (!isOver)
        await world.sandbox.send('PATCH', `/v2/customers/${id}`, { body: { notes: String(count) } })
      response.writeHead(204).end()
    })
    await world.addCustomer()
    await world.settle()
    isOver = true
    expect(count).toBeGreaterThan(20)
    await world.settle()
  })

  test('may change the endpoint that it is called for', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    world.receiver.answer(async response => {
      await world.change(id, { status: 'disabled' })
      response.writeHead(204).end()
    })
    await world.addCustomer('one')
    await world.addCustomer('two')
    await world.settle()
    expect(world.receiver.received).toHaveLength(1)
  })
})

describe('what goes wrong inside', () => {
  test('an attempt whose event is gone fails for good, and the lane goes on', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    world.receiver.answer(500)
    await world.addCustomer('lost')
    await world.settle()
    const [lost] = await world.sandbox.events()
    await world.sandbox.sandbox.store.write(trx =>
      trx.deleteFrom('events').where('id', '=', lost.id).execute(),
    )
    world.receiver.answer(204)
    await world.addCustomer('kept')
    await world.advance({ until: 'settled' })
    expect(await world.deliveries(id)).toMatchObject([
      { attempt: 1, status: 'failed' },
      { attempt: 2, status: 'failed', error: 'the event is not there any more', request: { body: '' } },
      { attempt: 1, status: 'succeeded' },
    ])
    expect(world.receiver.received).toHaveLength(2)
  })

  test('a bug while an attempt is made is reported and recorded, and the others are made', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    world.receiver.answer(async response => {
      asked.resolve()
      await answer.promise
      response.writeHead(204).end()
    })
    await world.addCustomer('one')
    await asked.promise
    await world.addCustomer('two')
    await world.addCustomer('three')
    const events = await world.sandbox.events()
    // No header may hold a line break: Node throws before anything is sent.
    await run(
      world,
      `update deliveries set event_id = 'evt_' || char(10), sample = '{}' where event_id = '${events[1].id}'`,
    )
    answer.resolve()
    await world.settle()
    expect((await world.deliveries(id)).map(({ status, error }) => [status, error])).toEqual([
      ['succeeded', null],
      ['failed', expect.stringContaining('the sandbox could not send it: Invalid character')],
      ['succeeded', null],
    ])
    expect(world.sandbox.bugs.splice(0)).toMatchObject([{ code: 'ERR_INVALID_CHAR' }])
  })

  test('an endpoint whose outcomes cannot be written rests: nobody gets the same event over and over', async () => {
    await using world = await webhookWorld({ webhooks: { restMs: 1_000_000 } })
    const { id } = await world.listen()
    await run(
      world,
      `create trigger full before update on deliveries when new.webhook_id = '${id}'
        begin select raise(abort, 'no room'); end`,
    )
    for (const name of ['one', 'two', 'three']) {
      await world.addCustomer(name)
      await world.settle()
    }
    expect(world.receiver.received).toHaveLength(1)
    expect(world.sandbox.bugs.splice(0)).toHaveLength(1)
  })

  test('an outcome that cannot be written is reported, its endpoint rests, and the others go on', async () => {
    await using world = await webhookWorld({ webhooks: { restMs: 1 } })
    const other = await world.anotherReceiver()
    const { id } = await world.listen()
    const healthy = await world.listen({ url: other.url })
    await run(
      world,
      `create trigger full before update on deliveries when new.webhook_id = '${id}'
        begin select raise(abort, 'no room'); end`,
    )
    const again = Promise.withResolvers<void>()
    world.receiver.answer(response => {
      response.writeHead(204).end()
      if (world.receiver.received.length === 2) again.resolve()
    })
    await world.addCustomer()
    await world.settle()
    expect(await world.deliveries(healthy.id)).toMatchObject([{ status: 'succeeded' }])
    expect(await world.deliveries(id)).toMatchObject([{ status: 'pending' }])
    // At least once: it is sent again after its rest, when the fault may be over.
    await again.promise
    expect(String(world.sandbox.bugs[0])).toContain('no room')
    await run(world, 'drop trigger full')
    while ((await world.deliveries(id))[0]?.status !== 'succeeded') await world.settle()
    world.sandbox.bugs.length = 0
  })
})

async function run({ sandbox }: WebhookWorld, statement: string): Promise<void> {
  await sandbox.sandbox.store.write(trx => sql.raw(statement).execute(trx))
}
