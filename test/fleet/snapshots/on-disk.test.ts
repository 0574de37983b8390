import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { schemaVersion } from '../../../emulator/store/migrate.ts'
import { openFileStore } from '../../../emulator/store/sqlite/open.ts'
import type { Store } from '../../../emulator/store/store.ts'
import { type SnapshotWorld, snapshotWorld } from './snapshot-world.ts'

let world: SnapshotWorld
let folder: string
beforeEach(async () => {
  world = await snapshotWorld('a folder')
  folder = join(world.data, 'snapshots')
})
afterEach(async () => {
  await world.close()
  expect(world.bugs).toEqual([])
})

const save = (name: string, force = false) => world.control('POST', '/snapshots', { body: { name, force } })
const restore = (name: string) => world.control('POST', `/snapshots/${name}/restore`)
const file = (name: string) => join(folder, `${name}.db`)
const left = () => (existsSync(join(folder, '.tmp')) ? readdirSync(join(folder, '.tmp')) : [])

test('a snapshot is one file for this user alone, and nothing is left beside it', async () => {
  await save('base')
  await world.control('GET', '/snapshots')
  await world.control('GET', '/snapshots/base/diff')
  await restore('base')
  expect(readdirSync(folder).filter(name => name !== '.tmp')).toEqual(['base.db'])
  expect(left()).toEqual([])
  expect([statSync(folder).mode & 0o777, statSync(file('base')).mode & 0o777]).toEqual([0o700, 0o600])
})

test('snapshots are there after a restart, and what an interrupted save left is gone', async () => {
  await save('base')
  const [bytes, { data }] = [readFileSync(file('base')), (await world.control('GET', '/snapshots')).json]
  mkdirSync(join(folder, '.tmp', 'abc'), { recursive: true })
  writeFileSync(join(folder, '.tmp', 'abc', 'snapshot.db'), bytes.subarray(0, 5000))
  await world.restart()
  expect(left()).toEqual([])
  expect((await world.control('GET', '/snapshots')).json.data).toEqual(data)
  expect(readFileSync(file('base')).equals(bytes)).toBe(true)
})

test('a save that fails leaves the snapshot before it', async () => {
  await save('base')
  const before = readFileSync(file('base'))
  const { database } = world.fleet.main
  const { copyTo } = database
  Object.assign(database, {
    async copyTo(path: string) {
      await copyTo(path)
      throw new Error('The disk is full.')
    },
  })
  expect((await save('base', true)).status).toBe(500)
  expect(world.bugs.splice(0)).toEqual([expect.objectContaining({ message: 'The disk is full.' })])
  expect(readFileSync(file('base')).equals(before)).toBe(true)
  expect(left()).toEqual([])
  Object.assign(database, { copyTo })
  expect((await save('base', true)).status).toBe(201)
})

describe('a file that is no snapshot', () => {
  const damage: [what: string, write: () => void | Promise<void>, code: string, problem: RegExp][] = [
    [
      'random bytes',
      () => writeFileSync(file('bad'), 'x'.repeat(9000)),
      'not_a_snapshot',
      /is no SQLite database/,
    ],
    [
      'another database',
      () => new Connection(file('bad')).exec('create table t(a)').close() as never,
      'not_a_snapshot',
      /is a database, and no snapshot/,
    ],
    [
      'one of a newer release',
      () => {
        copyFileSync(file('base'), file('bad'))
        const connection = new Connection(file('bad'))
        connection.pragma(`user_version = ${schemaVersion + 1}`)
        connection.close()
      },
      'newer_schema',
      /has schema version \d+, and this release knows versions up to \d+; install the newest ideadunes/,
    ],
    [
      'one whose facts are gone',
      () => edit(`delete from sandbox_settings where name = 'snapshot'`),
      'not_a_snapshot',
      /does not say what it is/,
    ],
    [
      'one whose facts are others',
      () => edit(`update sandbox_settings set value = '{"name":1}' where name = 'snapshot'`),
      'damaged',
      /does not say when/,
    ],
  ]
  const edit = (sql: string) => {
    copyFileSync(file('base'), file('bad'))
    new Connection(file('bad')).exec(sql).close()
  }

  test.each(damage)('%s is listed with its problem, and not restored', async (_, write, code, problem) => {
    await save('base')
    await write()
    const { data } = (await world.control('GET', '/snapshots')).json
    expect(data).toMatchObject([
      { name: 'bad', saved_at: null, problem: expect.stringMatching(problem) },
      { name: 'base', problem: null },
    ])
    const before = await world.send('GET', '/v2/bookings')
    const answers = [
      await restore('bad'),
      await world.control('GET', '/snapshots/bad/diff'),
      await world.control('GET', '/snapshots/base/diff?with=bad'),
      await world.control('POST', '/forks', { body: { from_snapshot: 'bad' } }),
    ]
    for (const { status, json } of answers) {
      expect([status, json.error.details.fields[0]]).toMatchObject([422, { path: '/name', code }])
    }
    expect((await world.send('GET', '/v2/bookings')).text).toBe(before.text)
    expect((await world.control('DELETE', '/snapshots/bad')).status).toBe(200)
    expect(left()).toEqual([])
  })

  test('one with other tables changes nothing', async () => {
    await save('base')
    edit('drop table bookings')
    const before = await world.send('GET', '/v2/bookings')
    expect((await restore('bad')).json.error.details.fields).toMatchObject([{ code: 'not_a_snapshot' }])
    expect((await world.send('GET', '/v2/bookings')).text).toBe(before.text)
    expect((await world.book('2026-04-20T05:00:00Z')).status).toBe(201)
  })
})

test('a snapshot is whole while bookings are made', async () => {
  const starts = Array.from({ length: 48 }, (_, i) => new Date(Date.UTC(2026, 4, 4 + i, 5)))
  const bookAll = async (some: Date[]) => {
    for (const start of some) {
      const at = `${start.toISOString().slice(0, 19)}Z`
      await world.book(at, { idempotencyKey: at })
    }
  }
  const names = ['one', 'two', 'three', 'four', 'five']
  const booking: Promise<void>[] = []
  // Some begin with each save, which holds up none of them.
  for (const [at, name] of names.entries()) {
    booking.push(bookAll(starts.filter((_, i) => i % names.length === at)))
    expect((await save(name)).status).toBe(201)
  }
  await Promise.all(booking)
  const sizes: number[] = []
  for (const name of names) {
    const connection = new Connection(file(name), { readonly: true })
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok')
    const ids = (sql: string) => connection.prepare(sql).pluck().all()
    const isMade = `b.created_at = '2026-04-15T09:42:11.000Z'`
    const made = ids(`select b.id from bookings b where ${isMade} order by b.id`)
    const joined = (table: string, column: string) =>
      ids(
        `select distinct b.id from ${table} t join bookings b on b.id = t.${column} where ${isMade} order by b.id`,
      )
    expect(ids(`select object_id from events where type = 'booking.created' and seq > 0 order by 1`)).toEqual(
      made,
    )
    expect(
      ids(`select json_extract(body, '$.id') from idempotency_records where status = 201 order by 1`),
    ).toEqual(made)
    expect([joined('occupancies', 'holder_id'), joined('due_jobs', 'object_id')]).toEqual([made, made])
    expect(
      ids(
        "select holder_id from occupancies where kind = 'booking' and holder_id not in (select id from bookings)",
      ),
    ).toEqual([])
    expect(
      ids(
        "select object_id from due_jobs where kind <> 'audit.access_review' and object_id not in (select id from bookings)",
      ),
    ).toEqual([])
    sizes.push(made.length)
    connection.close()
  }
  // Some were saved in the middle of it.
  expect(new Set(sizes).size).toBeGreaterThan(2)
})

test('whenever a process dies in a restore, the old rows are there, or the new', async () => {
  const rowsIn = async ({ read }: Pick<Store, 'read'>) => {
    const rows = await read(async trx =>
      Promise.all([
        trx.selectFrom('bookings').select('id').execute(),
        trx.selectFrom('events').select('id').execute(),
      ]),
    )
    return rows.map(({ length }) => length).join()
  }
  const { store: live } = world.fleet.main.sandbox
  await save('base')
  const before = await rowsIn(live)
  for (const day of [20, 22, 23]) await world.book(`2026-04-${day}T05:00:00Z`)
  const after = await rowsIn(live)
  const count = async (path: string) => {
    const store = await openFileStore(path)
    const rows = await rowsIn(store)
    await store.close()
    return rows
  }
  const copies: string[] = []
  let done = false
  const restoring = restore('base').then(answer => {
    done = true
    return answer
  })
  // What lies on the disk at each of these moments is what a killed process leaves.
  while (!done) {
    const copy = join(world.data, '..', `copy-${copies.length}`)
    mkdirSync(copy)
    for (const name of ['sandbox.db', 'sandbox.db-wal'])
      copyFileSync(join(world.data, name), join(copy, name))
    copies.push(join(copy, 'sandbox.db'))
    await new Promise(resolve => setImmediate(resolve))
  }
  expect((await restoring).status).toBe(200)
  expect(copies.length).toBeGreaterThan(5)
  const seen = new Set<string>()
  for (const copy of copies) seen.add(await count(copy))
  expect([after, before]).toEqual(expect.arrayContaining([...seen]))
  expect(seen).toContain(after)
})

test('a restore that fails in the middle leaves everything as it was', async () => {
  await save('base')
  await world.book('2026-04-20T05:00:00Z')
  await world.control('POST', '/clock/freeze', { body: { at: '2026-04-18T00:00:00Z' } })
  const { database } = world.fleet.main
  const { replaceWith } = database
  Object.assign(database, {
    replaceWith: async () => {
      throw new Error('In the middle.')
    },
  })
  expect((await restore('base')).status).toBe(500)
  world.bugs.length = 0
  expect((await world.send('GET', '/v2/bookings')).text).toContain('2026-04-20T05:00:00Z')
  expect((await world.control('GET', '/clock')).json.now).toBe('2026-04-18T00:00:00Z')
  Object.assign(database, { replaceWith })
  expect((await restore('base')).status).toBe(200)
})
