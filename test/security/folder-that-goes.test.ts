import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fleet } from '../../emulator/fleet/fleet.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { flush } from '../../emulator/sandbox/flush.ts'
import { type SnapshotWorld, snapshotWorld } from '../fleet/snapshots/snapshot-world.ts'

const noon = '2026-04-20T05:00:00Z'

let world: SnapshotWorld
beforeEach(async () => {
  world = await snapshotWorld('a folder')
})
afterEach(async () => {
  await world.close()
  expect(world.bugs).toEqual([])
})

const ofGone = {
  status: 503,
  json: {
    error: {
      code: 'storage_unavailable',
      message: expect.stringMatching(/^The data folder of the sandbox was removed, moved or replaced/),
      details: { reason: 'folder_gone' },
    },
  },
}
const second = (): Promise<Fleet> =>
  openFleet({ data: world.data, allowLiveKeys: false, reportBug: error => world.bugs.push(error) })
const allFiles = () => (readdirSync(world.data, { recursive: true, encoding: 'utf8' }) as string[]).sort()

const replaced = (data: string, make: (path: string) => unknown) => {
  rmSync(data, { recursive: true })
  make(data)
}

/** Everything that writes, on the API and beside it. */
const writes = (): Promise<unknown>[] => [
  world.book(noon),
  world.book(noon, { idempotencyKey: 'a' }),
  world.control('POST', '/snapshots', { body: { name: 'late' } }),
  world.control('POST', '/forks', { body: { keep: true } }),
  world.control('POST', '/keys', { body: {} }),
  world.control('POST', '/reset'),
  world.control('POST', '/clock/advance', { body: { by_seconds: 1 } }),
]

describe.each<[what: string, away: (data: string) => void]>([
  ['removed', data => rmSync(data, { recursive: true })],
  ['moved', data => renameSync(data, `${data}-moved`)],
  ['replaced by an empty one', data => replaced(data, mkdirSync)],
  ['replaced by a file', data => replaced(data, path => writeFileSync(path, ''))],
  ['robbed of its lock', data => rmSync(join(data, 'lock'))],
  ['robbed of its database', data => rmSync(join(data, 'sandbox.db'))],
  ['robbed of its log', data => rmSync(join(data, 'sandbox.db-wal'))],
])('a data folder that is %s', (what, away) => {
  test('takes no more writes, and says so', async () => {
    const booked = await world.book('2026-04-20T06:00:00Z')
    expect(booked.status).toBe(201)
    away(world.data)
    expect(await world.book(noon)).toMatchObject(ofGone)
    expect(await world.book(noon, { idempotencyKey: 'a' })).toMatchObject(ofGone)
    const health = await world.send('GET', '/_sandbox/health')
    expect(health).toMatchObject({
      status: 503,
      json: { status: 'storage_unavailable', storage: [{ sandbox: 'main', reason: 'folder_gone' }] },
    })
    expect(world.troubles).toEqual([expect.stringContaining('folder_gone')])
    // What was read before can still be read.
    expect((await world.send('GET', '/v2/bookings')).status).toBe(200)
    await expect(flush(world.fleet.main.sandbox)).rejects.toMatchObject({ reason: 'folder_gone' })
    expect(world.troubles).toHaveLength(1)
  })

  if (!what.startsWith('robbed of its '))
    test('gets nothing more from whatever writes', async () => {
      away(world.data)
      const there = existsSync(world.data)
      for (const answer of (await Promise.all(writes())) as { status: number; json: unknown }[])
        expect(answer).toMatchObject(ofGone)
      expect(existsSync(world.data)).toBe(there)
    })
})

test('a second sandbox in the same place keeps its files, and the first ends without a trace', async () => {
  await world.book(noon)
  await world.control('POST', '/snapshots', { body: { name: 'base' } })
  rmSync(world.data, { recursive: true })
  const other = await second()
  await other.snapshots.save(other.main, 'base', false)
  const { fork } = await other.fork(other.main, { keep: true })
  const [files, host] = [allFiles(), readFileSync(join(world.data, 'host.json'))]
  await Promise.all(writes())
  expect((await world.control('DELETE', '/snapshots/base')).status).not.toBe(200)
  await flush(world.fleet.main.sandbox).catch(() => undefined)
  await world.restart(async () => {
    // Also its logs: SQLite removes them by name when it closes.
    expect(allFiles()).toEqual(files)
    expect(readFileSync(join(world.data, 'host.json')).equals(host)).toBe(true)
    await other.main.sandbox.store.write(trx => trx.deleteFrom('bookings').execute())
    expect(other.main.sandbox.store.trouble).toBeNull()
    expect(fork.sandbox.store.trouble).toBeNull()
    await other.close()
  })
})

test('a folder that comes back goes on, with all that was answered', async () => {
  const { id } = (await world.book(noon)).json
  renameSync(world.data, `${world.data}-moved`)
  expect((await world.book('2026-04-20T06:00:00Z')).status).toBe(503)
  renameSync(`${world.data}-moved`, world.data)
  expect((await world.book('2026-04-20T06:00:00Z')).status).toBe(201)
  expect((await world.send('GET', '/_sandbox/health')).json).toEqual({ status: 'ready', version: '1.2.3' })
  // Where a link leads to it, it is still the same folder.
  renameSync(world.data, `${world.data}-moved`)
  symlinkSync(`${world.data}-moved`, world.data)
  expect((await world.book('2026-04-20T07:00:00Z')).status).toBe(201)
  rmSync(world.data)
  renameSync(`${world.data}-moved`, world.data)
  await world.restart()
  expect((await world.send('GET', `/v2/bookings/${id}`)).status).toBe(200)
})

test('a folder that was moved for good has all that was answered', async () => {
  const { id } = (await world.book(noon)).json
  renameSync(world.data, `${world.data}-moved`)
  await world.restart(() => {
    expect(existsSync(world.data)).toBe(false)
    renameSync(`${world.data}-moved`, world.data)
  })
  expect((await world.send('GET', `/v2/bookings/${id}`)).status).toBe(200)
})
