import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebhookWorld, webhookWorld } from '../events/webhook-world.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'

const day = 86_400
let world: WebhookWorld
let close: () => Promise<void> | undefined = () => undefined
afterEach(() => close())

const sandboxNow = async () => (await world.sandbox.control('GET', '/clock')).json
const ask = (body: Record<string, unknown>) => world.sandbox.control('POST', '/clock/advance', { body })

/** Waits until the requests before have been read, and stand in the queue. */
async function begun(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate()
}

/** An advance of sixty days that waits for the answer of a webhook's receiver. */
async function heldAdvance() {
  world = await webhookWorld({ webhooks: { graceMs: 10 } })
  // Once only: one of the tests is about the end.
  let closed: Promise<void> | undefined
  close = () => {
    closed ??= Promise.resolve(world[Symbol.asyncDispose]())
    return closed
  }
  await world.listen()
  const asked = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  world.receiver.answer(async response => {
    asked.resolve()
    await held.promise
    response.writeHead(204).end()
  })
  await world.sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
  const advance = ask({ by_seconds: 60 * day })
  await asked.promise
  return { advance, letGo: held.resolve }
}

describe('a reset during an advance', () => {
  test('ends it, and begins at real time', async () => {
    const { advance, letGo } = await heldAdvance()
    const waiting = ask({ by_seconds: day })
    await begun()
    expect((await world.sandbox.control('POST', '/reset')).status).toBe(200)
    for (const ended of [await advance, await waiting]) {
      expect([ended.status, ended.json.error?.code]).toEqual([409, 'sandbox_reset'])
    }
    const now = '2026-04-15T09:42:11Z'
    expect(await sandboxNow()).toMatchObject({ mode: 'real', now })
    letGo()
    await world.settle()
    expect((await sandboxNow()).now).toBe(now)
    expect((await world.sandbox.send('GET', '/v2/webhooks')).text).not.toContain(world.receiver.url)
    await ask({ by_seconds: day })
    expect((await sandboxNow()).now).toBe('2026-04-16T09:42:11Z')
    expect(world.sandbox.bugs).toEqual([])
  })

  test('is not ended by another reset', async () => {
    const { advance, letGo } = await heldAdvance()
    const resets = await Promise.all([1, 2].map(() => world.sandbox.control('POST', '/reset')))
    expect(resets.map(({ status }) => status)).toEqual([200, 200])
    expect((await advance).status).toBe(409)
    letGo()
  })

  test('takes its turn: a change of the clock that is asked for later moves the fresh clock', async () => {
    const { letGo } = await heldAdvance()
    const reset = world.sandbox.control('POST', '/reset')
    const frozen = world.sandbox.control('POST', '/clock/freeze', { body: { at: '2030-01-01T00:00:00Z' } })
    expect([(await reset).status, (await frozen).status]).toEqual([200, 200])
    expect(await sandboxNow()).toMatchObject({ mode: 'frozen', now: '2030-01-01T00:00:00Z' })
    letGo()
  })
})

describe('a data set in the place of all data, during an advance', () => {
  test('waits for it, because the clock stays where the advance leads', async () => {
    const { advance, letGo } = await heldAdvance()
    const seeded = world.sandbox.control('POST', '/seed', { body: { data_set: 'empty' } })
    letGo()
    expect([(await advance).status, (await seeded).status]).toEqual([200, 200])
    expect((await sandboxNow()).now).toBe('2026-06-14T09:42:11Z')
  })
})

describe('an advance that is asked for while another runs', () => {
  test('begins where the other ends', async () => {
    const { advance, letGo } = await heldAdvance()
    const second = ask({ by_seconds: day })
    await begun()
    letGo()
    expect([(await advance).status, (await second).status]).toEqual([200, 200])
    expect((await sandboxNow()).now).toBe('2026-06-15T09:42:11Z')
  })

  test('is refused when the other has gone beyond its goal', async () => {
    const { advance, letGo } = await heldAdvance()
    const [second, tooFar] = [ask({ to: '2026-06-01T00:00:00Z' }), ask({ by_seconds: 366 * day })]
    await begun()
    letGo()
    expect([(await advance).status, (await second).status, (await tooFar).status]).toEqual([200, 422, 200])
    expect((await second).json.error.details.fields).toEqual([
      { path: '/to', code: 'in_past', message: expect.stringContaining('before the time of the sandbox') },
    ])
  })
})

test('the end does not wait for a receiver that an advance waits for', async () => {
  const { advance, letGo } = await heldAdvance()
  const ended = expect(advance).rejects.toMatchObject({ code: 'LIGHT_ECONNRESET' })
  const fromMs = performance.now()
  await close()
  expect(performance.now() - fromMs).toBeLessThan(1_000)
  await ended
  letGo()
})
