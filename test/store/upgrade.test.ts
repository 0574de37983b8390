import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Connection from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { buildServer } from '../../emulator/server/build-server.ts'
import { schemaVersion } from '../../emulator/store/migrate.ts'
import { migrations } from '../../emulator/store/migrations/index.ts'
import type { Migrations } from '../../emulator/store/sqlite/migrate-connection.ts'
import { openFileStore } from '../../emulator/store/sqlite/open.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { wallClock } from '../world/real-time.ts'
import { requestsTo } from '../world/sandbox.ts'
import { temporaryFolder } from './dialects.ts'

/** Databases that earlier releases wrote; fixtures/README.md tells how to add one. */
const fixtures = readdirSync(new URL('fixtures/', import.meta.url)).filter(name => name.endsWith('.db.gz'))
const bytesOf = (name: string) => gunzipSync(readFileSync(new URL(`fixtures/${name}`, import.meta.url)))

let folder: ReturnType<typeof temporaryFolder>
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'sandbox.db')
})
afterEach(() => folder.remove())

/** The next release: one more table, and a column in the place of its own. */
const nextRelease: Migrations = {
  ...migrations,
  '998-probe': {
    async up(db: Kysely<unknown>) {
      await db.schema.createTable('probes').addColumn('id', 'text').execute()
      await db.schema
        .alterTable('bookings')
        .addColumn('probe', 'text', add => add.defaultTo('none'))
        .execute()
    },
  },
}

type Rows = Readonly<Record<string, Record<string, unknown>[]>>

/** All rows of all tables, in the order of their keys. */
function rowsIn(file: string): Rows {
  const connection = new Connection(file, { readonly: true })
  const tables = connection
    .prepare(`select name from sqlite_master where type = 'table' and name not like 'kysely%' order by name`)
    .pluck()
    .all() as string[]
  const rows = tables.map(table => {
    const key = (connection.pragma(`table_info("${table}")`) as { name: string; pk: number }[])
      .filter(({ pk }) => pk > 0)
      .map(({ name }) => `"${name}"`)
    const order = key.length === 0 ? '' : `order by ${key.join()}`
    return [table, connection.prepare(`select * from "${table}" ${order}`).all()] as const
  })
  connection.close()
  return Object.fromEntries(rows) as Rows
}

function schemaIn(file: string): unknown {
  const connection = new Connection(file, { readonly: true })
  const schema = connection.prepare('select sql from sqlite_master order by name').all()
  const version = connection.pragma('user_version', { simple: true })
  connection.close()
  return { schema, version }
}

/** Without the reviews that tenants of older releases get: jobs of their own, with the newest numbers. */
function withoutReviews(after: Rows): Rows {
  const jobs = after.due_jobs ?? []
  const kept = jobs.filter(({ kind }) => kind !== 'audit.access_review')
  const added = jobs.length - kept.length
  const streams = (after.id_streams ?? []).flatMap(row => {
    if (row.prefix !== 'job') return [row]
    const drawn = Number(row.drawn) - added
    return drawn === 0 ? [] : [{ ...row, drawn }]
  })
  return { ...after, due_jobs: kept, id_streams: streams }
}

/** What is there of the old rows, with their old columns only. */
function asBefore(before: Rows, upgraded: Rows): Rows {
  const after = withoutReviews(upgraded)
  const tables = Object.entries(before).map(([table, old]) => {
    const columns = Object.keys(old[0] ?? {})
    const rows = (after[table] ?? []).map(row =>
      Object.fromEntries(columns.map(column => [column, row[column] ?? formerly(table, column, row)])),
    )
    return [table, rows] as const
  })
  return Object.fromEntries(tables)
}

/** What a column held that is not there any more, as it follows from the others. */
function formerly(table: string, column: string, { revision }: Record<string, unknown>): unknown {
  if (table !== 'idempotency_records' || column !== 'headers') return null
  return JSON.stringify(revision === null ? {} : { etag: `"${revision}"` })
}

describe.each(fixtures)('%s', name => {
  beforeEach(() => writeFileSync(path, bytesOf(name)))

  test.each([
    ['this release', migrations],
    ['the next one', nextRelease],
  ])('opens with %s and loses nothing', async (_, release) => {
    const before = rowsIn(path)
    expect(before.bookings?.length).toBeGreaterThan(0)
    await (await openFileStore(path, release)).close()
    expect(asBefore(before, rowsIn(path))).toEqual(before)
    expect(schemaIn(path)).toMatchObject({ version: Object.keys(release).length })
  })

  test('is as it was after a migration that fails, and after a process that dies in one', async () => {
    const [rows, schema] = [rowsIn(path), schemaIn(path)]
    const copies: string[] = []
    const failing: Migrations = {
      ...nextRelease,
      '999-failing': {
        async up(db: Kysely<unknown>) {
          await db.schema.createTable('half').addColumn('id', 'text').execute()
          // What lies on the disk now is what a killed process leaves.
          const copy = join(folder.path, 'killed')
          mkdirSync(copy)
          for (const file of ['sandbox.db', 'sandbox.db-wal'])
            copyFileSync(join(folder.path, file), join(copy, file))
          copies.push(join(copy, 'sandbox.db'))
          throw new Error('In the middle.')
        },
      },
    }
    await expect(openFileStore(path, failing)).rejects.toThrow('In the middle.')
    for (const file of [path, ...copies]) {
      expect([rowsIn(file), schemaIn(file)]).toEqual([rows, schema])
      await (await openFileStore(file, nextRelease)).close()
      expect(schemaIn(file)).toMatchObject({ version: Object.keys(nextRelease).length })
    }
    expect(copies).toHaveLength(1)
  })
})

/** Makes a file one of the next release; `killed` leaves what it wrote in the log. */
async function upgraded(killed: boolean): Promise<void> {
  writeFileSync(path, bytesOf(fixtures[0] ?? ''))
  if (!killed) return await (await openFileStore(path, nextRelease)).close()
  const origin = join(folder.path, 'origin')
  mkdirSync(origin)
  copyFileSync(path, join(origin, 'sandbox.db'))
  const store = await openFileStore(join(origin, 'sandbox.db'), nextRelease)
  for (const file of ['sandbox.db', 'sandbox.db-wal'])
    copyFileSync(join(origin, file), join(folder.path, file))
  await store.close()
}

test.each([false, true])(
  'a database of a newer release is refused and stays as it is (killed: %s)',
  async killed => {
    await upgraded(killed)
    const files = ['sandbox.db', 'sandbox.db-wal'].map(file => join(folder.path, file))
    const bytes = () => files.map(file => (existsSync(file) ? readFileSync(file).toString('base64') : null))
    const before = bytes()
    expect(before[1] === null).toBe(!killed)
    await expect(openFileStore(path)).rejects.toMatchObject({
      kind: 'usage',
      code: 'database_newer',
      message: expect.stringContaining(`schema version ${schemaVersion + 1}`),
      hint: expect.stringContaining('Install the newest ideadunes'),
    })
    expect(bytes()).toEqual(before)
  },
)

/** The request of which schema-3.db.gz holds the answer. */
const replayed = { body: bodyAt('2026-04-20T05:30:00Z'), idempotencyKey: 'idem_1' }

test('a sandbox of schema version 3 that was killed goes on', async () => {
  // A write that is in the log only, and the lock of a process that is gone.
  const origin = join(folder.path, 'origin.db')
  writeFileSync(origin, bytesOf('schema-3.db.gz'))
  const writer = new Connection(origin)
  writer.pragma('wal_autocheckpoint = 0')
  writer.exec(`update customers set name = 'नमस्ते' where id = 'cust_arjun_02'`)
  const data = join(folder.path, 'data')
  mkdirSync(data)
  for (const [from, to] of [
    [origin, 'sandbox.db'],
    [`${origin}-wal`, 'sandbox.db-wal'],
    [`${origin}-shm`, 'sandbox.db-shm'],
  ] as const)
    copyFileSync(from, join(data, to))
  writeFileSync(join(data, 'lock'), '')
  writer.close()
  const before = rowsIn(origin)

  const bugs: unknown[] = []
  const fleet = await openFleet({ data, allowLiveKeys: false, reportBug: error => bugs.push(error) })
  const { main } = fleet
  const app = buildServer({
    keyRing: fleet.keyRing,
    clock: wallClock,
    seed: 'upgrade',
    version: '0.0.0',
    reportBug: error => bugs.push(error),
  })
  const { send } = requestsTo(app, main.sandbox, defaultKeys)
  expect([main.resumed, await main.clock.view()]).toMatchObject([
    true,
    { mode: 'frozen', now: '2026-04-16T09:42:11Z', pending_jobs: 4 },
  ])
  // Back before the record expires, which is at this very second.
  await main.clock.set(Date.parse('2026-04-16T00:00:00Z'))
  const [record] = (before.idempotency_records ?? []).filter(row => row.idempotency_key === 'idem_1')
  const replay = await send('POST', '/v2/bookings', replayed)
  expect([replay.status, replay.text]).toEqual([record?.status, record?.body])
  expect(replay.headers).toMatchObject({
    'x-idempotent-replayed': 'true',
    'x-original-request-id': record?.request_id,
  })
  expect((await send('GET', '/v2/customers/cust_arjun_02')).json.name).toBe('नमस्ते')
  expect((await send('GET', '/v2/bookings/bk_01KP88A29R00VR3RMT8MKBMS31')).json.notes).toBe('नमस्ते 👋')

  const booked = await send('POST', '/v2/bookings', { body: bodyAt('2026-04-20T07:00:00Z') })
  const ids = (before.bookings ?? []).map(({ id }) => String(id))
  expect([booked.status, ids.includes(booked.json.id)]).toEqual([201, false])
  const streams = await main.sandbox.store.read(trx => trx.selectFrom('id_streams').selectAll().execute())
  expect(streams).toContainEqual({ prefix: 'bk', drawn: 3 })
  const fired = await main.clock.advance({ toMs: Date.parse('2026-04-21T00:00:00Z') })
  expect(
    fired.filter(({ kind, object_id }) => kind === 'booking.reminder' && ids.includes(object_id)),
  ).toHaveLength(4)

  await app.close()
  await fleet.close()
  expect(bugs).toEqual([])
  const after = rowsIn(join(data, 'sandbox.db'))
  expect(after.request_log?.length).toBe((before.request_log?.length ?? 0) + 4)
  expect(after.request_log?.map(({ number }) => number)).toEqual([...Array(13)].map((_, i) => i + 1))
})
