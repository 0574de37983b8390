import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { interrupted } from '../../emulator/optimizer/optimizer.ts'
import { places, type SnapshotWorld, snapshotWorld } from '../fleet/snapshots/snapshot-world.ts'

/** So much is looked through that it takes far longer than any test waits. */
const long = {
  window: { from: '2026-04-16', to: '2026-05-16' },
  movable: true,
  weights: { minutes_moved: 0, resource_changed: 1, fragmentation: 1, imbalance: 1 },
  limits: { iterations: 10_000_000 },
}

let world: SnapshotWorld

async function running(): Promise<string> {
  const { json } = await world.send('POST', '/v2/schedule/optimizations', { body: long })
  await until(async () => (await runOf(json.id)).status === 'running')
  return json.id
}

async function runOf(id: string) {
  return (await world.send('GET', `/v2/schedule/optimizations/${id}`)).json
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 2_000; look++) {
    if (await holds()) return
    await new Promise(resolve => setImmediate(resolve))
  }
  throw new Error('It never came about.')
}

const failed = { status: 'finished', outcome: 'failed', failure: interrupted }

describe.each(places)('a run that works in a sandbox in %s', place => {
  beforeEach(async () => {
    world = await snapshotWorld(place)
  })
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })

  test('is ended by a reset, with everything else', async () => {
    const id = await running()
    expect((await world.control('POST', '/reset', { body: {} })).status).toBeLessThan(300)
    expect((await world.send('GET', `/v2/schedule/optimizations/${id}`)).status).toBe(404)
    expect(await runOf('opt_may_01')).toMatchObject({ status: 'finished' })
  })

  test('has failed in a snapshot that is restored, and says why', async () => {
    const id = await running()
    expect((await world.control('POST', '/snapshots', { body: { name: 'during' } })).status).toBe(201)
    expect((await world.control('POST', '/snapshots/during/restore', { body: {} })).status).toBeLessThan(300)
    await until(async () => (await runOf(id)).status === 'finished')
    expect(await runOf(id)).toMatchObject(failed)
    const events = await world.send('GET', '/v2/events?type=schedule.optimization_finished&limit=1')
    expect(events.json.data[0]).toMatchObject({
      data: { object: { id, outcome: 'failed' } },
      request_id: null,
    })
  })

  test('has failed in a fork, goes on where it was, and is ended with the sandbox', async () => {
    const id = await running()
    const { json: fork } = await world.control('POST', '/forks', { body: {} })
    const inFork = async () =>
      (await world.send('GET', `/v2/schedule/optimizations/${id}`, { key: fork.keys.secret })).json
    await until(async () => (await inFork()).status === 'finished')
    expect(await inFork()).toMatchObject(failed)
    expect(await runOf(id)).toMatchObject({ status: 'running' })
    const cancelled = await world.send('POST', `/v2/schedule/optimizations/${id}/cancel`, { body: {} })
    expect(cancelled.json).toMatchObject({ status: 'finished', outcome: 'cancelled' })
  })

  if (place === 'a folder')
    test('has failed after a restart', async () => {
      const id = await running()
      await world.restart()
      await until(async () => (await runOf(id)).status === 'finished')
      expect(await runOf(id)).toMatchObject(failed)
    })
})
