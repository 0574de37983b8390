import { describe, expect, test } from 'vitest'
import { nextWaitMs, retryProfiles, seededSpread } from '../../emulator/events/delivery/retry-schedule.ts'
import type { RetryProfile } from '../../src/webhooks/retry-profiles.ts'
import { type ListedDelivery, secondsIn, testNowMs, webhookWorld } from './webhook-world.ts'

const minute = 60
const hour = 3_600

/** Seconds from the end of each attempt to the next, as the deliveries tell. */
function waits(deliveries: readonly ListedDelivery[]): number[] {
  const times = deliveries.map(({ attempted_at }) => secondsIn(attempted_at))
  return times.slice(1).map((time, at) => time - (times[at] ?? 0))
}

describe('the schedule', () => {
  test.each([
    ['spec', [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]],
    ['svix', [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]],
    ['local', [1, 5]],
    ['none', []],
  ] as const)('%s: an attempt at each due time, within a fifth', async (profile, base) => {
    await using world = await webhookWorld({ webhooks: { profile } })
    const { id } = await world.listen()
    world.receiver.answer(500)
    await world.addCustomer()
    await world.advance({ until: 'settled' })
    const deliveries = await world.deliveries(id)
    expect(deliveries.map(({ attempt }) => attempt)).toEqual([0, ...base].map((_, at) => at + 1))
    expect(deliveries.every(({ status }) => status === 'failed')).toBe(true)
    const found = waits(deliveries)
    for (const [at, seconds] of base.entries()) {
      expect(Math.abs((found[at] ?? 0) - seconds)).toBeLessThanOrEqual(seconds * 0.2 + 1)
    }
    // What was told in advance is what came: the last attempt has no next one.
    expect(deliveries.map(({ next_attempt_at }) => next_attempt_at)).toEqual([
      ...deliveries.slice(1).map(({ attempted_at }) => attempted_at),
      null,
    ])
    expect(world.receiver.received).toHaveLength(base.length + 1)
  })

  test('spec adds up to 75 h 35 m 5 s without jitter', () => {
    const sum = (profile: RetryProfile) => retryProfiles[profile].reduce<number>((all, wait) => all + wait, 0)
    expect([sum('spec'), sum('svix')]).toEqual([272_105_000, 99_305_000])
  })

  test('the same seed gives the same times, and another event others', async () => {
    const times = async () => {
      await using world = await webhookWorld()
      const { id } = await world.listen()
      world.receiver.answer(500)
      for (const name of ['Ada', 'Grace']) await world.addCustomer(name)
      await world.advance({ until: 'settled' })
      return (await world.deliveries(id)).map(({ id: delivery, event_id, attempt, attempted_at }) => [
        delivery,
        event_id,
        attempt,
        attempted_at,
      ])
    }
    const [once, twice] = [await times(), await times()]
    expect(once).toHaveLength(20)
    expect(twice).toEqual(once)
    expect(once.slice(0, 10).map(row => row[3])).not.toEqual(once.slice(10).map(row => row[3]))
  })

  test('when attempts end shifts no id of what requests plan', async () => {
    const idsWith = async (isHeld: boolean) => {
      await using world = await webhookWorld()
      const { id } = await world.listen()
      const held = Promise.withResolvers<void>()
      world.receiver.answer(async response => {
        if (isHeld) await held.promise
        response.writeHead(500).end()
      })
      await world.addCustomer('one')
      if (!isHeld) await world.settle()
      await world.addCustomer('two')
      held.resolve()
      await world.settle()
      return (await world.deliveries(id)).map(delivery => `${delivery.id} ${delivery.next_attempt_at}`)
    }
    const ids = await idsWith(false)
    expect([ids.length, await idsWith(true)]).toEqual([4, ids])
  })

  test('jitter reaches both sides and never more than a fifth', () => {
    const spreads = Array.from({ length: 2_000 }, (_, at) => seededSpread('seed', String(at)))
    const found = spreads.map(spread =>
      Number(nextWaitMs('spec', { attempt: 2, status: 500, timedOut: false, retryAfterMs: null }, spread)),
    )
    expect(Math.min(...found)).toBeGreaterThanOrEqual(240_000)
    expect(Math.max(...found)).toBeLessThanOrEqual(360_000)
    expect(Math.min(...found)).toBeLessThan(242_000)
    expect(Math.max(...found)).toBeGreaterThan(358_000)
  })

  test('ends with the first success', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    let count = 0
    world.receiver.answer(response => void response.writeHead(++count < 3 ? 503 : 200).end('fine'))
    await world.addCustomer()
    const { json } = await world.advance({ until: 'settled' })
    expect((await world.deliveries(id)).map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'succeeded',
    ])
    expect(json.clock.pending_jobs).toBe(0)
    expect(new Set(world.receiver.received.map(({ body }) => body)).size).toBe(1)
  })
})

describe('an overloaded receiver', () => {
  test.each([
    ['spec', 429, {}, 48, 72],
    ['svix', 429, {}, 48, 72],
    ['local', 429, {}, 0.8, 1.2],
    ['spec', 503, {}, 4, 6],
    ['spec', 429, { 'retry-after': '90' }, 90, 90],
    ['spec', 429, { 'retry-after': '1' }, 60, 60],
    ['spec', 429, { 'retry-after': '86400' }, 120, 120],
    ['spec', 503, { 'retry-after': '7' }, 7, 7],
    ['spec', 503, { 'retry-after': '1' }, 5, 5],
    ['spec', 503, { 'retry-after': '60' }, 10, 10],
    ['spec', 503, { 'retry-after': 'soon' }, 4, 6],
    ['local', 429, { 'retry-after': '60' }, 2, 2],
  ] as const)('%s, %i %j: again after %d to %d s', async (profile, status, headers, least, most) => {
    await using world = await webhookWorld({ webhooks: { profile } })
    const { id } = await world.listen()
    world.receiver.answer(response => void response.writeHead(status, headers).end())
    await world.addCustomer()
    await world.settle()
    const jobs = await world.sandbox.sandbox.store.read(trx =>
      trx.selectFrom('due_jobs').select('due_at').where('kind', '=', 'webhook.retry').execute(),
    )
    const waitMs = Date.parse(jobs[0]?.due_at ?? '') - testNowMs
    expect(waitMs).toBeGreaterThanOrEqual(least * 1_000)
    expect(waitMs).toBeLessThanOrEqual(most * 1_000)
    expect((await world.deliveries(id)).map(({ status: state }) => state)).toEqual(['failed', 'pending'])
  })

  test('that does not answer in time gets a minute too', async () => {
    await using world = await webhookWorld({ webhooks: { sending: { timeoutMs: 20 } } })
    const { id } = await world.listen()
    world.receiver.answer(() => {})
    await world.addCustomer()
    await world.settle()
    const [made, next] = await world.deliveries(id)
    expect(made).toMatchObject({ status: 'failed', response: null, error: 'no answer within 0.02 s' })
    expect(secondsIn(next?.next_attempt_at ?? null)).toBeGreaterThanOrEqual(47)
  })

  test('that begins its answer and does not end it has not answered in time', async () => {
    await using world = await webhookWorld({ webhooks: { profile: 'none', sending: { timeoutMs: 20 } } })
    const { id } = await world.listen()
    world.receiver.answer(response => void response.writeHead(200).write('wait'))
    await world.addCustomer()
    await world.settle()
    expect(await world.deliveries(id)).toMatchObject([
      { status: 'failed', response: null, error: 'no answer within 0.02 s' },
    ])
  })
})
