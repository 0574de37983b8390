import type Connection from 'better-sqlite3'
import { expect, test } from 'vitest'
import { levels, recordRows } from '../../bench/floors/recorded-rows.ts'
import { sameRowsServer } from '../../bench/floors/same-rows.ts'
import { flush } from '../../emulator/sandbox/flush.ts'
import { openMemoryConnection } from '../../emulator/store/sqlite/memory-connection.ts'
import { forkSandbox, testNow } from '../world/sandbox.ts'

const cases = {
  '/v2/bookings': {
    customer_id: 'cust_priya_01',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: '2026-04-20T05:00:00Z',
  },
  '/v2/customers': { name: 'Noor', email: 'noor@example.com' },
} as const

test.each(Object.entries(cases))(
  'the floor of POST %s writes the rows that the sandbox writes',
  async (path, body) => {
    const sandbox = await forkSandbox()
    using before = databaseOf(await sandbox.database.serialize())
    using floor = databaseOf(await sandbox.database.serialize())
    const answer = await sandbox.send('POST', path, { body, idempotencyKey: 'bench' })
    await flush(sandbox.sandbox)
    using after = databaseOf(await sandbox.database.serialize())
    const sent = { path, body, idempotencyKey: 'bench', answer: answer.text, sentMs: Date.parse(testNow) }
    const recorded = recordRows(before.db, after.db, sent)

    const app = sameRowsServer(floor.db, recorded)
    const answers = []
    for (const key of ['one', 'two']) {
      const headers = { 'x-idempotency-key': key }
      answers.push(await app.inject({ method: 'POST', url: path, headers, payload: body }))
    }
    // What waits for its batch is written at the end.
    await app.close()

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201])
    const objects = [answer.json, ...answers.map(({ body: text }) => JSON.parse(text))] as { id: string }[]
    expect(new Set(objects.map(({ id }) => id)).size).toBe(3)
    expect(Object.keys(objects[1] ?? {})).toEqual(Object.keys(answer.json))
    const [ours, theirs] = [grown(before.db, after.db), grown(before.db, floor.db)]
    expect(ours).toMatchObject({ events: expect.any(Number), idempotency_records: 1, request_log: 1 })
    expect(theirs).toEqual(Object.fromEntries(Object.entries(ours).map(([table, rows]) => [table, rows * 2])))
    expect(lastPayload(floor.db).length).toBe(lastPayload(after.db).length)
  },
)

function databaseOf(bytes: Buffer): Disposable & { readonly db: Connection.Database } {
  const db = openMemoryConnection(bytes)
  return { db, [Symbol.dispose]: () => void db.close() }
}

/** How many rows more each table has, without those that have no more. */
function grown(before: Connection.Database, after: Connection.Database): Record<string, number> {
  const tables = after
    .prepare<[], string>("select name from sqlite_schema where type = 'table'")
    .pluck()
    .all()
  const count = (db: Connection.Database, table: string) =>
    db.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0
  const more = tables.map(table => [table, count(after, table) - count(before, table)] as const)
  return Object.fromEntries(more.filter(([table, rows]) => rows > 0 && !levels.includes(table)))
}

function lastPayload(db: Connection.Database): string {
  return db.prepare<[], string>('select payload from events order by seq desc limit 1').pluck().get() ?? ''
}
