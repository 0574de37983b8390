import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jobKinds } from '../../emulator/clock/jobs/kinds.ts'
import { flush } from '../../emulator/sandbox/flush.ts'
import { listRequests } from '../../emulator/store/request-log.ts'
import type { Trx } from '../../emulator/store/schema.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { StorageFault } from '../../emulator/store/storage-fault.ts'
import { inSavepoint } from '../../emulator/store/store.ts'
import { type SnapshotWorld, snapshotWorld } from '../fleet/snapshots/snapshot-world.ts'

let world: SnapshotWorld
beforeEach(async () => {
  world = await snapshotWorld('a folder')
})
afterEach(async () => {
  await world.close()
  // What is wrong with the disk is no bug of ours.
  expect(world.bugs).toEqual([])
})

const pragma = async (text: string) => {
  const { store } = world.fleet.main.sandbox
  await store.write(trx => sql.raw(`pragma ${text}`).execute(trx))
}
/** No page more than there are. */
const fill = () => pragma('max_page_count = 1')
const makeRoom = () => pragma('max_page_count = 1000000')

const large = 'x'.repeat(500)
const note = (idempotencyKey?: string) =>
  world.send('POST', '/v2/customers', {
    body: {
      name: 'Priya',
      metadata: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, large])),
    },
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  })
const health = async () => (await world.send('GET', '/_sandbox/health')).json
const errorOf = (reason: string, message: RegExp) => ({
  status: 503,
  json: {
    error: { code: 'storage_unavailable', message: expect.stringMatching(message), details: { reason } },
  },
})

/** Writes until there is no room in the pages that are there. */
async function untilRefused(key?: string) {
  for (let i = 0; i < 50; i++) {
    const answer = await note(key === undefined ? undefined : `${key}${i}`)
    if (answer.status !== 201) return { answer, key: `${key}${i}` }
  }
  throw new Error('The disk is not full.')
}

describe('a full disk', () => {
  const full = errorOf('disk_full', /^The disk that holds the data of the sandbox is full/)

  test.each([undefined, 'key '])(
    'is told in the answer, health, status and log; and it goes on (key: %s)',
    async key => {
      const before = (await world.send('GET', '/v2/customers?limit=100')).json.data.length
      await fill()
      const refused = await untilRefused(key)
      expect(refused.answer).toMatchObject(full)
      for (let i = 0; i < 5; i++) expect(await note(key && refused.key)).toMatchObject(full)
      expect(await health()).toMatchObject({
        status: 'storage_unavailable',
        storage: [{ reason: 'disk_full' }],
      })
      expect(world.troubles).toEqual([expect.stringMatching(/is full.*\(main, .*, disk_full\)$/)])
      // Reads go on, and see nothing of what was refused.
      const kept = (await world.send('GET', '/v2/customers?limit=100')).json.data.length
      await makeRoom()
      const again = await note(key && refused.key)
      expect(again).toMatchObject({ status: 201 })
      expect(again.headers['x-idempotent-replayed']).toBeUndefined()
      expect(await health()).toEqual({ status: 'ready', version: '1.2.3' })
      const after = (await world.send('GET', '/v2/customers?limit=100')).json.data.length
      expect([after - kept, kept >= before]).toEqual([1, true])
    },
  )

  test('refuses whatever writes, and leaves the log of requests to be written later', async () => {
    await fill()
    await untilRefused()
    const { sandbox } = world.fleet.main
    for (let i = 0; i < 300; i++) await world.send('GET', `/v2/bookings/bk_${i}_${'y'.repeat(800)}`)
    await expect(flush(sandbox)).rejects.toMatchObject({ reason: 'disk_full' })
    const waiting = sandbox.log.waiting
    expect(waiting).toBeGreaterThan(200)
    for (const [path, body] of [
      ['/seed', { data_set: 'clinic' }],
      ['/snapshots', { name: 'late' }],
      ['/forks', {}],
    ] as const) {
      expect(await world.control('POST', path, { body })).toMatchObject(full)
    }
    await makeRoom()
    await flush(sandbox)
    const logged = await sandbox.store.read(trx => listRequests(trx, { limit: 10_000 }))
    expect(logged.filter(({ path }) => path.includes('yyyy'))).toHaveLength(300)
    expect(logged.some(({ error_code }) => error_code === 'storage_unavailable')).toBe(true)
  })

  test('keeps jobs that are due until there is room', async () => {
    const { id } = (await world.book('2026-04-20T05:00:00Z')).json
    await fill()
    await untilRefused()
    // Also the room that is left in single pages: events are small.
    for (let i = 0; i < 200; i++) await world.send('POST', '/v2/customers', { body: { name: `${i}` } })
    const advance = () => world.control('POST', '/clock/advance', { body: { to: '2026-04-21T05:00:00Z' } })
    expect(await advance()).toMatchObject(full)
    await makeRoom()
    const { fired } = (await advance()).json
    const ofBooking = fired.filter((job: { object_id: string }) => job.object_id === id)
    expect(ofBooking).toMatchObject([
      { kind: 'booking.reminder', events: ['booking.reminder_due'] },
      { kind: 'booking.reminder', events: ['booking.reminder_due'] },
    ])
  })
})

test('a job that meets a full disk after it was claimed is not dropped', async () => {
  const { id } = (await world.book('2026-04-20T05:00:00Z')).json
  const kinds = jobKinds as Record<string, (typeof jobKinds)[string]>
  const { 'booking.reminder': remind } = jobKinds
  if (remind === undefined) throw new Error('There are no reminders.')
  // SQLite may undo the one statement only, and keep the transaction.
  kinds['booking.reminder'] = { ...remind, run: () => Promise.reject(new StorageFault('disk_full')) }
  const advance = () => world.control('POST', '/clock/advance', { body: { to: '2026-04-19T05:00:00Z' } })
  try {
    expect((await advance()).status).toBe(503)
  } finally {
    Object.assign(kinds, { 'booking.reminder': remind })
  }
  expect((await advance()).json.fired).toMatchObject([{ kind: 'booking.reminder', object_id: id }])
})

test('a transaction that SQLite undid by itself runs no further statement, and commits nothing', async () => {
  const store = await openMemoryStore()
  const run = (trx: Trx, text: string) => sql.raw(text).execute(trx)
  await store.write(trx => run(trx, 'create table t(a primary key)'))
  // A full disk does the same; this needs none.
  const undone = 'insert or rollback into t values (1)'
  const later: unknown[] = []
  const swallowing = store.write(async trx => {
    await run(trx, 'insert into t values (1)')
    await inSavepoint(trx, () => run(trx, undone)).catch(error => later.push(error))
    await run(trx, 'insert into t values (2)').catch(error => later.push(error))
    await inSavepoint(trx, () => run(trx, 'insert into t values (3)')).catch(error => later.push(error))
  })
  const first = { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }
  await expect(swallowing).rejects.toMatchObject(first)
  expect(later).toMatchObject([first, first, first])
  const rows = () => store.read(trx => sql<{ a: number }>`select a from t`.execute(trx))
  expect((await rows()).rows).toEqual([])
  await store.write(trx => run(trx, 'insert into t values (4)'))
  expect((await rows()).rows).toEqual([{ a: 4 }])
  await store.close()
})

test('a database that cannot be written is told, read, and goes on', async () => {
  await pragma('query_only = 1')
  const refused = errorOf('read_only', /can be read but not written/)
  expect(await world.book('2026-04-20T05:00:00Z')).toMatchObject(refused)
  expect(await world.book('2026-04-20T05:00:00Z', { idempotencyKey: 'a' })).toMatchObject(refused)
  expect((await world.send('GET', '/v2/bookings')).status).toBe(200)
  expect((await health()).storage).toMatchObject([{ reason: 'read_only' }])
  await world.restart()
  expect((await world.book('2026-04-20T05:00:00Z')).status).toBe(201)
  expect((await health()).status).toBe('ready')
})

test('a database that another program holds is told, and goes on', async () => {
  await pragma('busy_timeout = 0')
  const other = new Connection(join(world.data, 'sandbox.db'), { timeout: 0 })
  other.exec('begin immediate')
  expect(await world.book('2026-04-20T05:00:00Z')).toMatchObject(errorOf('locked', /^Another program holds/))
  other.exec('rollback')
  other.close()
  expect((await world.book('2026-04-20T05:00:00Z')).status).toBe(201)
})

describe('a damaged page', () => {
  /** Overwrites the pages of a table in the file below a sandbox that was closed. */
  const damage = (table: string) => {
    const path = join(world.data, 'sandbox.db')
    const connection = new Connection(path)
    const pages = connection.prepare('select pageno from dbstat where name = ?').all(table) as {
      pageno: number
    }[]
    connection.close()
    const file = openSync(path, 'r+')
    for (const { pageno } of pages) writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, (pageno - 1) * 4096)
    closeSync(file)
  }

  test('is told where it is met, and the rest goes on', async () => {
    await world.restart(() => damage('customers'))
    const broken = errorOf('damaged', /^The database of the sandbox is damaged/)
    expect(await world.send('GET', '/v2/customers')).toMatchObject(broken)
    expect(await world.send('POST', '/v2/customers', { body: { name: 'A' } })).toMatchObject(broken)
    expect((await world.send('GET', '/v2/services')).status).toBe(200)
    // It does not heal because something else could be written.
    await flush(world.fleet.main.sandbox)
    expect(await health()).toMatchObject({ status: 'storage_unavailable', storage: [{ reason: 'damaged' }] })
    expect(world.troubles).toEqual([expect.stringContaining('damaged')])
  })

  test('in what a start reads is told with the file’s name, and stops nothing else', async () => {
    const path = join(world.data, 'sandbox.db')
    let bytes = Buffer.alloc(0)
    await expect(
      world.restart(() => {
        bytes = readFileSync(path)
        damage('sandbox_settings')
      }),
    ).rejects.toMatchObject({
      kind: 'usage',
      code: 'database_damaged',
      message: expect.stringContaining(path),
      hint: expect.stringContaining('Move the file away'),
    })
    writeFileSync(path, bytes)
    expect(statSync(path).size).toBe(bytes.length)
    await world.start()
  })
})
