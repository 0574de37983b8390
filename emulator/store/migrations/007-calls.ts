import { type Kysely, SqliteAdapter, sql } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

/** Numbers that grow for as long as a sandbox is used, and sums of money: PostgreSQL's integer ends at 2^31. */
const bigNumbers: Readonly<Record<string, readonly string[]>> = {
  events: ['seq'],
  deliveries: ['event_seq'],
  due_jobs: ['number'],
  id_streams: ['drawn'],
  request_log: ['number'],
  resources: ['longest_block_ms'],
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('idempotency_records').addColumn('revision', 'integer').execute()
  await readRevisions(db as Kysely<Headers>)
  await db.schema.alterTable('idempotency_records').dropColumn('headers').execute()
  // Who makes an attempt, until when, where several processes share a database.
  await db.schema.alterTable('deliveries').addColumn('claimed_until', 'text').execute()
  // What is paid and due, as the booking shows it.
  await db.schema.alterTable('bookings').addColumn('payment', 'text').execute()
  // SQLite's integers have 64 bits already.
  if (db.getExecutor().adapter instanceof SqliteAdapter) return
  for (const [table, columns] of Object.entries(bigNumbers)) {
    for (const column of columns) {
      await sql`alter table ${sql.table(table)} alter column ${sql.ref(column)} type bigint`.execute(db)
    }
  }
}

interface Headers {
  idempotency_records: { headers: string; revision: number | null }
}

/** An answer's headers follow from what is kept beside them: the ETag was the revision in quotes. */
async function readRevisions(db: Kysely<Headers>): Promise<void> {
  const found = await db.selectFrom('idempotency_records').select('headers').distinct().execute()
  for (const { headers } of found) {
    const [, revision] = /"etag":"\\"(\d+)\\""/.exec(headers) ?? []
    if (revision === undefined) continue
    await db
      .updateTable('idempotency_records')
      .set({ revision: Number(revision) })
      .where('headers', '=', headers)
      .execute()
  }
}
