import { describe, expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { forkSandbox } from '../world/sandbox.ts'

describe('a sandbox tells of its commits', () => {
  test('once for each change, replay or not, and never for a read', async () => {
    const fork = await forkSandbox()
    let commits = 0
    const stop = fork.sandbox.onCommit(() => {
      commits += 1
    })
    const counts = []
    for (const send of [
      () => fork.send('GET', '/v2/bookings'),
      () => fork.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') }),
      () => fork.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T06:00:00Z'), idempotencyKey: 'k' }),
      () => fork.send('POST', '/v2/bookings', { body: {} }),
    ]) {
      await send()
      counts.push(commits)
    }
    stop()
    await fork.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T07:00:00Z') })
    counts.push(commits)
    expect(counts).toEqual([0, 1, 2, 2, 2])
  })

  test('after they can be read, and not when they are undone', async () => {
    const fork = await forkSandbox()
    const seen: Promise<string[]>[] = []
    fork.sandbox.onCommit(() => seen.push(fork.eventTypes()))
    await fork.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
    await expect(
      fork.sandbox.commit(async () => {
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect(await Promise.all(seen)).toEqual([['booking.created', 'booking.confirmed']])
  })

  test('to everybody, as often as somebody listens', async () => {
    const fork = await forkSandbox()
    const told: string[] = []
    const listener = () => void told.push('told')
    const stops = [fork.sandbox.onCommit(listener), fork.sandbox.onCommit(listener)]
    await fork.sandbox.commit(async () => undefined)
    stops[0]?.()
    await fork.sandbox.commit(async () => undefined)
    expect(told).toHaveLength(3)
  })
})

test('a request whose sandbox is discarded before it is answered is refused, and is no bug', async () => {
  const fork = await forkSandbox()
  const answering = fork.send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T05:00:00Z') })
  fork.sandbox.end()
  await fork.sandbox.store.close()
  const { status, json } = await answering
  expect(status === 201 || json.error.code === 'invalid_api_key').toBe(true)
  const late = await fork.send('GET', '/v2/bookings')
  expect([late.status, late.json.error.code]).toEqual([401, 'invalid_api_key'])
  expect(late.json.error.message).toContain('was discarded')
})
