import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything } from '../bookings/booking-world.ts'
import { held, heldStart, hold, readHold, release, sleep, wait, widgetHold } from './hold-requests.ts'

test('a hold is read as it was made, without its secret', async () => {
  const sandbox = await forkSandbox()
  const made = await hold(sandbox, { metadata: { cart: '7' } })
  const { client_secret: _, ...shown } = made.json
  const answer = await readHold(sandbox, made.json.id)
  expect([answer.status, answer.json, answer.headers.etag]).toEqual([200, shown, '"1"'])
})

test('the time that it still has counts down, a second that has begun as a whole one', async () => {
  const sandbox = await forkSandbox()
  const { id, expires_at } = await held(sandbox)
  const leftAfter = async (ms: number) => {
    sandbox.clock.set(Date.parse(expires_at) - 300_000 + ms)
    return (await readHold(sandbox, id)).json.remaining_seconds
  }
  expect(await leftAfter(0)).toBe(300)
  expect(await leftAfter(1)).toBe(300)
  expect(await leftAfter(1000)).toBe(299)
  expect(await leftAfter(299_999)).toBe(1)
  expect(await leftAfter(300_000)).toBe(0)
})

test('it tells how the hold ended', async () => {
  const sandbox = await forkSandbox()
  const [used, released, expired] = [
    await held(sandbox),
    await held(sandbox, { start_at: '2026-04-20T06:00:00Z' }),
    await held(sandbox, { start_at: '2026-04-20T07:00:00Z' }),
  ]
  sleep(sandbox, 60)
  await book(sandbox, bodyAt(heldStart, { hold_id: used.id }))
  await release(sandbox, released.id)
  await wait(sandbox, 600)
  const ends = [
    [used.id, 'consumed', '2026-04-15T09:43:11Z'],
    [released.id, 'released', '2026-04-15T09:43:11Z'],
    [expired.id, 'expired', '2026-04-15T09:47:11Z'],
  ] as const
  for (const [id, status, updated_at] of ends) {
    const answer = await readHold(sandbox, id)
    expect(answer.json).toMatchObject({ status, updated_at, revision: 2, remaining_seconds: 0 })
    expect(answer.headers.etag).toBe('"2"')
  }
})

test('it writes nothing, not even that a hold has expired', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  sleep(sandbox, 300)
  const before = await everything(sandbox)
  expect((await readHold(sandbox, id)).json).toMatchObject({ status: 'expired', revision: 1 })
  expect(await everything(sandbox)).toEqual(before)
})

test('a widget reads its own hold with its secret, without the metadata', async () => {
  const sandbox = await forkSandbox()
  const { made, own, strange } = await widgetHold(sandbox, { metadata: { a: 'b' } })
  for (const request of strange) {
    const answer = await readHold(sandbox, made.json.id, request)
    expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
  }
  const { client_secret: _, ...shown } = made.json
  expect((await readHold(sandbox, made.json.id, own)).json).toEqual(shown)
  expect((await readHold(sandbox, made.json.id)).json).toEqual({ ...shown, metadata: { a: 'b' } })
})

test('nobody else sees a hold', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  expect((await readHold(sandbox, id, { tenant: 'tnt_ideadunes' })).status).toBe(404)
  expect((await readHold(sandbox, `${id}x`)).status).toBe(404)
  expect((await readHold(sandbox, id.toLowerCase())).status).toBe(404)
})
