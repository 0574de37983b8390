import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UnusableSnapshot } from '../../emulator/store/snapshot-facts.ts'
import { markSnapshot } from '../../emulator/store/sqlite/snapshots/snapshot-file.ts'
import { dataSetNames } from '../../src/control/data-sets.ts'
import { type SnapshotWorld, snapshotWorld } from '../fleet/snapshots/snapshot-world.ts'
import { changed, hostile, inPagesOf, setting } from './snapshot-changes.ts'

const token = 'ctl_of_this_test'
const sqlite = { 'content-type': 'application/vnd.sqlite3', authorization: `Bearer ${token}` }

let world: SnapshotWorld
afterEach(async () => {
  await world.close()
  expect(world.bugs).toEqual([])
})

const save = (name: string) => world.control('POST', '/snapshots', { body: { name } })
const restore = (name: string) => world.control('POST', `/snapshots/${name}/restore`)

async function exported(name: string): Promise<Buffer> {
  const { rawPayload } = await world.app.inject({ url: `/_sandbox/snapshots/${name}/file`, headers: sqlite })
  return rawPayload
}

async function imported(bytes: Buffer, name: string) {
  const url = `/_sandbox/snapshots/import?name=${name}&force=true`
  const answer = await world.app.inject({ method: 'POST', url, headers: sqlite, payload: bytes })
  return { status: answer.statusCode, json: answer.json() }
}

describe('a snapshot from a stranger', () => {
  beforeEach(async () => {
    world = await snapshotWorld(':memory:')
    await world.book('2026-04-20T05:00:00Z', { headers: { 'x-idempotency-key': 'once' } })
    await save('base')
  })

  test('is refused with a sentence, whatever was done to it', async () => {
    const bytes = await exported('base')
    const before = (await world.control('GET', '/snapshots')).json
    const answers = []
    for (const [what, change, told] of hostile) {
      const { status, json } = await imported(changed(bytes, change), 'bad')
      const [fault] = json.error?.details?.fields ?? []
      answers.push([what, status, fault?.path, told.test(fault?.message) || fault?.message])
    }
    expect(answers).toEqual(hostile.map(([what]) => [what, 422, '/file', true]))
    expect((await world.control('GET', '/snapshots')).json).toEqual(before)
  })

  test('is refused when it leans on a log that is not there, or on other text', async () => {
    const bytes = await exported('base')
    const withLog = Buffer.from(bytes).fill(2, 18, 20)
    const utf16 = Buffer.from(bytes)
    utf16.writeUInt32BE(2, 56)
    for (const file of [withLog, utf16]) {
      const { status, json } = await imported(file, 'bad')
      expect([status, json.error.details.fields[0].path]).toEqual([422, '/file'])
    }
  })

  test('may lie in pages of any size, and goes on', async () => {
    const bytes = await exported('base')
    for (const size of [512, 65_536]) {
      const name = `pages-${size}`
      const paged = inPagesOf(size, bytes)
      // The largest size is written as 1.
      expect(paged.readUInt16BE(16)).toBe(size % 65_535)
      expect((await imported(paged, name)).status).toBe(201)
      expect((await restore(name)).status).toBe(200)
      expect((await world.book('2026-04-20T06:00:00Z')).status).toBe(201)
    }
  })
})

describe('what is no stranger’s', () => {
  beforeEach(async () => {
    world = await snapshotWorld(':memory:')
  })

  test('is taken in: every data set, and what came of an hour of use', async () => {
    for (const data_set of dataSetNames) {
      await world.control('POST', '/seed', { body: { data_set } })
      await world.control('POST', '/clock/advance', { body: { by_seconds: 3_600 } })
      await save(data_set)
      const answer = await imported(await exported(data_set), `${data_set}-again`)
      expect([data_set, answer.status, answer.json.error?.message]).toEqual([data_set, 201, undefined])
    }
  })

  test('is taken in: a database of an earlier release', async () => {
    const fixture = new URL('../store/fixtures/schema-3.db.gz', import.meta.url)
    const facts = {
      name: 'earlier',
      savedAt: '2026-01-01T00:00:00.000Z',
      version: '0.1.0',
      sandbox: 'main',
      clock: { mode: 'real', now: '2026-01-01T00:00:00.000Z' },
    }
    const marked = markSnapshot({ bytes: gunzipSync(readFileSync(fixture)) }, () => facts)
    if (!('bytes' in marked)) throw new Error('The bytes are elsewhere.')
    const answer = await imported(marked.bytes, 'earlier')
    expect([answer.status, answer.json]).toMatchObject([201, { schema_version: 3 }])
    expect((await restore('earlier')).status).toBe(200)
  })
})

describe('a snapshot in the data folder that somebody edited', () => {
  beforeEach(async () => {
    world = await snapshotWorld('a folder')
    await save('base')
    await world.book('2026-04-20T05:00:00Z')
  })
  const fileOf = (name: string) => join(world.data, 'snapshots', `${name}.db`)

  test.each([
    ['a clock of null', setting('clock', null)],
    ['no seed', `delete from sandbox_settings where name = 'seed'`],
    ['limits that are none', `update tenants set limits = 'x'`],
    ['an index less', 'drop index customers_by_email'],
    ['rows that are none', `update customers set metadata = '{'`],
  ])('%s: neither restored nor forked nor compared, and the old rows stay', async (_, change) => {
    writeFileSync(fileOf('base'), changed(readFileSync(fileOf('base')), change))
    const before = (await world.send('GET', '/v2/bookings')).text
    const fork = (keep: boolean) =>
      world.control('POST', '/forks', { body: { name: 'x', keep, from_snapshot: 'base' } })
    const answers = [
      await restore('base'),
      await fork(false),
      await fork(true),
      await world.control('GET', '/snapshots/base/diff'),
    ]
    for (const { status, json } of answers)
      expect([status, json.error.details.fields[0].path]).toEqual([422, '/name'])
    expect((await world.send('GET', '/v2/bookings')).text).toBe(before)
    expect((await world.book('2026-04-20T06:00:00Z')).status).toBe(201)
    await world.restart()
    expect((await world.send('GET', '/v2/bookings')).text).toContain('2026-04-20T06:00:00Z')
  })

  test('is never restored by halves: what cannot be gone on from is undone in the same transaction', async () => {
    const path = join(world.data, 'edited.db')
    writeFileSync(path, changed(readFileSync(fileOf('base')), setting('clock', null)))
    const before = (await world.send('GET', '/v2/bookings')).text
    await expect(world.fleet.main.restore(path)).rejects.toThrow(UnusableSnapshot)
    expect((await world.send('GET', '/v2/bookings')).text).toBe(before)
    await world.restart()
    expect((await world.send('GET', '/v2/bookings')).text).toBe(before)
  })

  test('and one that is as it was saved is restored after a restart', async () => {
    await world.restart()
    expect((await restore('base')).status).toBe(200)
    expect((await world.send('GET', '/v2/bookings')).text).not.toContain('2026-04-20T05:00:00Z')
  })
})
