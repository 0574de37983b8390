import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { schemaVersion } from '../../../emulator/store/migrate.ts'
import { temporaryFolder } from '../../store/dialects.ts'
import { ofSchemaVersion } from './older-snapshot.ts'
import { places, type SnapshotWorld, snapshotWorld } from './snapshot-world.ts'

const sqlite = { 'content-type': 'application/vnd.sqlite3' }

describe.each(places)('a snapshot as a file, in %s', place => {
  let world: SnapshotWorld
  beforeEach(async () => {
    world = await snapshotWorld(place)
  })
  afterEach(async () => {
    await world.close()
    expect(world.bugs).toEqual([])
  })

  const save = (name: string) => world.control('POST', '/snapshots', { body: { name } })
  const list = async () => (await world.control('GET', '/snapshots')).json.data

  async function exported(name: string): Promise<Buffer> {
    const answer = await world.app.inject({
      url: `/_sandbox/snapshots/${name}/file`,
      headers: { authorization: 'Bearer ctl_of_this_test' },
    })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/vnd.sqlite3'])
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length))
    return answer.rawPayload
  }

  async function imported(bytes: Buffer, query = '', headers: Record<string, string> = sqlite) {
    const answer = await world.app.inject({
      method: 'POST',
      url: `/_sandbox/snapshots/import${query}`,
      headers: { authorization: 'Bearer ctl_of_this_test', ...headers },
      payload: bytes,
    })
    return { status: answer.statusCode, json: answer.json() }
  }

  test('comes back under its name, byte for byte, and goes on', async () => {
    await world.book('2026-04-20T05:00:00Z')
    const saved = await save('base')
    const bytes = await exported('base')
    await world.control('DELETE', '/snapshots/base')
    await world.control('POST', '/reset')
    expect(await imported(bytes)).toEqual({ status: 201, json: saved.json })
    expect((await exported('base')).equals(bytes)).toBe(true)
    expect((await world.send('GET', '/v2/bookings')).text).not.toContain('2026-04-20T05:00:00Z')
    await world.control('POST', '/snapshots/base/restore')
    expect((await world.send('GET', '/v2/bookings')).text).toContain('2026-04-20T05:00:00Z')
  })

  test('takes another name, and keeps it when it is exported again', async () => {
    const saved = await save('base')
    const bytes = await exported('base')
    const answer = await imported(bytes, '?name=other')
    expect([answer.status, answer.json]).toMatchObject([
      201,
      { name: 'other', saved_at: saved.json.saved_at },
    ])
    const again = await exported('other')
    await world.control('DELETE', '/snapshots/other')
    expect((await imported(again)).json).toMatchObject({ name: 'other' })
  })

  test('takes the place of another only by force', async () => {
    await save('base')
    const bytes = await exported('base')
    for (const query of ['', '?name=base']) {
      const { status, json } = await imported(bytes, query)
      expect([status, json.error.details.fields[0]]).toMatchObject([422, { path: '/name', code: 'taken' }])
    }
    expect((await imported(bytes, '?force=true')).status).toBe(201)
  })

  const bad: [what: string, change: (bytes: Buffer) => Buffer, code: string][] = [
    ['nothing', () => Buffer.alloc(0), 'not_a_snapshot'],
    ['text', () => Buffer.from('{"bookings": []}'.repeat(100)), 'not_a_snapshot'],
    ['half a file', bytes => bytes.subarray(0, 40_960), 'damaged'],
    ['a damaged page', bytes => withNoise(bytes), 'damaged'],
    [
      'any database',
      () => edited(new Connection(':memory:').exec('create table t(a)').serialize()),
      'not_a_snapshot',
    ],
    ['a newer release', bytes => edited(bytes, `pragma user_version = ${schemaVersion + 1}`), 'newer_schema'],
    ['a missing table', bytes => edited(bytes, 'drop table skills'), 'not_a_snapshot'],
    ['a table more', bytes => edited(bytes, 'create table more(a)'), 'not_a_snapshot'],
    [
      'a trigger',
      bytes => edited(bytes, 'create trigger t after insert on bookings begin delete from events; end'),
      'not_a_snapshot',
    ],
  ]
  test.each(bad)('%s is refused before anything is touched', async (_, change, code) => {
    await save('base')
    const [bytes, before] = [await exported('base'), await list()]
    const { status, json } = await imported(change(bytes), '?name=bad')
    expect([status, json.error.details.fields[0]]).toMatchObject([422, { path: '/file', code }])
    expect(await list()).toEqual(before)
    if (place === 'a folder') expect(readdirSync(join(world.data, 'snapshots', '.tmp'))).toEqual([])
  })

  test('a name in the file that leads elsewhere is not followed', async () => {
    await save('base')
    const rename = `update sandbox_settings set value = replace(value, '"base"', '"../../x"')`
    const { status, json } = await imported(edited(await exported('base'), rename))
    expect([status, json.error.details.fields[0]]).toMatchObject([422, { path: '/name', code: 'invalid' }])
  })

  test('only bytes of a database are read, and other routes read no more than before', async () => {
    await save('base')
    const bytes = await exported('base')
    const json = await imported(Buffer.from('{}'), '', { 'content-type': 'application/json' })
    expect([json.status, json.json.error.code]).toEqual([415, 'unsupported_media_type'])
    const none = await imported(bytes, '', {})
    expect(none.status).toBe(415)
    const other = await world.app.inject({
      method: 'POST',
      url: '/_sandbox/snapshots',
      headers: { authorization: 'Bearer ctl_of_this_test', ...sqlite },
      payload: bytes,
    })
    expect(other.statusCode).toBe(415)
    const large = await world.control('POST', '/snapshots', { body: { name: 'x'.repeat(1_100_000) } })
    expect(large.status).toBe(413)
  })

  test('larger than a body of the API may be', async () => {
    const notes = 'n'.repeat(4_000)
    await world.fleet.main.sandbox.store.write(async trx => {
      const row = await trx.selectFrom('customers').selectAll().limit(1).executeTakeFirstOrThrow()
      for (let i = 0; i < 500; i++) {
        await trx
          .insertInto('customers')
          .values({ ...row, id: `cust_${i}`, notes: `${notes}${i}` })
          .execute()
      }
    })
    await save('base')
    const bytes = await exported('base')
    expect(bytes.length).toBeGreaterThan(2_000_000)
    expect((await imported(bytes, '?name=large')).status).toBe(201)
    expect((await exported('large')).length).toBe(bytes.length)
  })

  test('of an older release is brought up to date when it is used, and stays as it is', async () => {
    await world.book('2026-04-20T05:00:00Z')
    await save('base')
    // Without the two columns that migration 3 added to the tenants.
    const older = await ofSchemaVersion(2, await exported('base'))
    await world.control('POST', '/reset')
    const answer = await imported(older, '?name=older')
    expect([answer.status, answer.json]).toMatchObject([
      201,
      { name: 'older', schema_version: 2, problem: null },
    ])
    const bytes = await exported('older')
    const inFork = { headers: { 'x-sandbox': 'x' } }
    expect(
      (await world.control('POST', '/forks', { body: { name: 'x', from_snapshot: 'older' } })).status,
    ).toBe(201)
    const diff = await world.control('GET', '/snapshots/older/diff', inFork)
    expect(diff.text.trim().split('\n')).toHaveLength(1)
    expect((await world.control('POST', '/snapshots/older/restore')).status).toBe(200)
    expect((await world.send('GET', '/v2/bookings')).text).toContain('2026-04-20T05:00:00Z')
    expect((await world.send('GET', '/v2/tenant')).json).toMatchObject({
      metadata: {},
      access_review_days: 90,
    })
    expect((await exported('older')).equals(bytes)).toBe(true)
    expect((await world.book('2026-04-20T06:00:00Z')).status).toBe(201)
  })
})

test('nothing is left in the folder of temporary files by snapshots in memory', async () => {
  const folder = temporaryFolder()
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder.path
  try {
    const world = await snapshotWorld(':memory:')
    await world.control('POST', '/snapshots', { body: { name: 'base' } })
    await world.control('POST', '/snapshots/base/restore')
    await world.control('GET', '/snapshots/base/diff')
    expect(readdirSync(folder.path).filter(name => name.startsWith('ideadunes-snapshot-'))).toEqual([])
    expect(existsSync(world.data)).toBe(false)
    await world.close()
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    folder.remove()
  }
})

/** A page in the middle of nonsense. */
function withNoise(bytes: Buffer): Buffer {
  return Buffer.from(bytes).fill(0xaa, 9 * 4096, 10 * 4096)
}

/** The bytes of a database after some SQL. */
function edited(bytes: Buffer, sql = ''): Buffer {
  const connection = new Connection(bytes)
  try {
    return connection.exec(sql).serialize()
  } finally {
    connection.close()
  }
}
