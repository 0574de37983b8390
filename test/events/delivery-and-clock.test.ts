import { describe, expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { secondsIn, testNowMs, type WebhookWorld, webhookWorld } from './webhook-world.ts'

const arrivals = ({ receiver }: WebhookWorld) =>
  receiver.received.map(({ body }) => {
    const { type, created_at } = JSON.parse(body)
    return `${type} ${created_at}`
  })

describe('an advance', () => {
  test('makes each attempt at its time, before the clock goes on to the next job', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    const booked = await world.sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
    expect(booked.status).toBe(201)
    await world.settle()
    const seen: number[] = []
    world.receiver.answer(response => {
      seen.push(world.sandbox.sandbox.clock.now())
      response.writeHead(seen.length === 1 ? 500 : 204).end()
    })
    const { json } = await world.advance({ to: '2026-04-21T00:00:00Z' })
    expect(json.fired.map(({ kind }: { kind: string }) => kind)).toEqual([
      'booking.reminder',
      'webhook.retry',
      'booking.reminder',
    ])
    const atSeconds = seen.map(ms => Math.floor((ms - testNowMs) / 1_000))
    expect(atSeconds).toEqual(json.fired.map(({ at }: { at: string }) => secondsIn(at)))
    expect(
      (await world.deliveries(id)).every(({ status }, at) => status === (at === 2 ? 'failed' : 'succeeded')),
    ).toBe(true)
  })

  test('in one jump does exactly what many steps do', async () => {
    const world = async (steps: number) => {
      await using one = await webhookWorld()
      const { id } = await one.listen()
      const other = await one.listen({ events: ['customer.*'] })
      let count = 0
      one.receiver.answer(response => void response.writeHead(++count % 3 === 0 ? 204 : 500).end())
      await one.sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
      await one.settle()
      await one.addCustomer()
      await one.settle()
      const whole = 5 * 86_400
      for (let step = 0; step < steps; step++) await one.advance({ by_seconds: whole / steps })
      const rows = [...(await one.deliveries(id)), ...(await one.deliveries(other.id))]
      return rows.map(({ id: delivery, event_id, attempt, status, attempted_at, next_attempt_at }) =>
        [delivery, event_id, attempt, status, attempted_at, next_attempt_at].join(' '),
      )
    }
    const jump = await world(1)
    expect(jump.length).toBeGreaterThan(10)
    // One receiver serves both endpoints and counts: what it answers to whom must not depend on the steps either.
    expect(await world(40)).toEqual(jump)
  })

  test('fires retries of several endpoints in the order of their times', async () => {
    await using world = await webhookWorld()
    for (let count = 0; count < 5; count++) await world.listen()
    world.receiver.answer(500)
    await world.addCustomer()
    const { json } = await world.advance({ until: 'settled' })
    const times = json.fired.map(({ at }: { at: string }) => at)
    expect(times).toHaveLength(45)
    expect(times).toEqual(times.toSorted())
  })

  test('without deliver goes on at once, and attempts are made beside it', async () => {
    await using world = await webhookWorld({ webhooks: { graceMs: 10 } })
    const { id } = await world.listen()
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    world.receiver.answer(async response => {
      asked.resolve()
      await held.promise
      response.writeHead(204).end()
    })
    await world.sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
    const { json } = await world.advance({ to: '2026-04-21T00:00:00Z', deliver: false })
    expect(json).toMatchObject({ clock: { now: '2026-04-21T00:00:00Z' }, fired: [{}, {}] })
    await asked.promise
    expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(Array(4).fill('pending'))
    held.resolve()
    await world.settle()
    expect(arrivals(world)).toEqual([
      'booking.created 2026-04-15T09:42:11Z',
      'booking.confirmed 2026-04-15T09:42:11Z',
      'booking.reminder_due 2026-04-19T05:00:00Z',
      'booking.reminder_due 2026-04-20T04:00:00Z',
    ])
  })
})

test('first attempts are made while the clock stands still; retries wait for it', async () => {
  await using world = await webhookWorld()
  await world.listen()
  const arrived = Promise.withResolvers<void>()
  world.receiver.answer(response => {
    response.writeHead(500).end()
    arrived.resolve()
  })
  await world.addCustomer()
  await arrived.promise
  await world.settle()
  expect(world.receiver.received).toHaveLength(1)
  expect((await world.sandbox.control('GET', '/clock')).json).toMatchObject({
    mode: 'frozen',
    pending_jobs: 1,
  })
})

test('a clock that runs makes retries when they are due', async () => {
  await using world = await webhookWorld({ webhooks: { profile: 'local' } })
  const { id } = await world.listen()
  world.receiver.answer(500)
  await world.addCustomer()
  await world.settle()
  await world.sandbox.control('POST', '/clock/resume', { body: {} })
  const again = Promise.withResolvers<void>()
  world.receiver.answer(response => {
    response.writeHead(204).end()
    again.resolve()
  })
  world.sandbox.real.set(world.sandbox.real.now() + 1_500)
  // Looks at the clock as its timer would a second later.
  await world.sandbox.control('POST', '/clock/resume', { body: {} })
  await again.promise
  await world.settle()
  expect((await world.deliveries(id)).map(({ status }) => status)).toEqual(['failed', 'succeeded'])
})

test('set back, the clock sends nothing twice, and a retry waits for its own time', async () => {
  await using world = await webhookWorld()
  await world.listen()
  world.receiver.answer(500)
  await world.addCustomer()
  await world.settle()
  const at = (ms: number) => ({ body: { at: new Date(ms).toISOString().replace('.000Z', 'Z') } })
  await world.sandbox.control('POST', '/clock/set', at(testNowMs - 86_400_000))
  await world.settle()
  expect(world.receiver.received).toHaveLength(1)
  await world.sandbox.control('POST', '/clock/set', at(testNowMs + 60_000))
  expect(world.receiver.received).toHaveLength(2)
})
