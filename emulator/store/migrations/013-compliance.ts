import { type Kysely, SqliteAdapter, sql } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

const common = 'tenant_id id created_at updated_at metadata'

interface Table {
  readonly name: string
  readonly texts: string
  readonly integers: string
  readonly nullable: string
  readonly key: readonly string[]
  /** Written with every change: in one tree, in the order of its key, where the database has such tables. */
  readonly isOneTree?: true
}

const tables: readonly Table[] = [
  {
    name: 'consents',
    texts: `${common} customer_id purpose source recorded_at`,
    integers: 'revision granted version',
    nullable: '',
    key: ['tenant_id', 'id'],
  },
  {
    name: 'data_requests',
    texts: `${common} kind customer_id received_at status due_at steps copies_kept`,
    integers: 'revision',
    nullable: 'channel extension resolution',
    key: ['tenant_id', 'id'],
  },
  {
    name: 'data_exports',
    texts: 'tenant_id data_request_id customer_id created_at document',
    integers: '',
    nullable: '',
    key: ['tenant_id', 'data_request_id'],
  },
  {
    name: 'breaches',
    texts: `${common} aware_at description categories severity notify_by notifications status`,
    integers: 'revision affected_count',
    nullable: '',
    key: ['tenant_id', 'id'],
  },
  {
    name: 'access_reviews',
    texts: `${common} status due_at items`,
    integers: 'revision',
    nullable: 'completed_at',
    key: ['tenant_id', 'id'],
  },
  {
    name: 'audit_events',
    texts: 'tenant_id id created_at actor operation object_type object_id previous_hash hash',
    integers: 'seq changes',
    nullable: 'before_digest after_digest request_id',
    key: ['tenant_id', 'seq'],
    isOneTree: true,
  },
  {
    name: 'audit_keys',
    texts: 'tenant_id customer_id key',
    integers: '',
    nullable: '',
    key: ['tenant_id', 'customer_id'],
  },
]

const indexes: readonly [string, string, readonly string[]][] = [
  ['consents_by_creation', 'consents', ['tenant_id', 'created_at', 'id']],
  ['consents_by_customer', 'consents', ['tenant_id', 'customer_id', 'created_at', 'id']],
  ['consents_by_purpose', 'consents', ['tenant_id', 'purpose', 'created_at', 'id']],
  ['consents_by_version', 'consents', ['tenant_id', 'customer_id', 'purpose', 'version']],
  ['data_requests_by_creation', 'data_requests', ['tenant_id', 'created_at', 'id']],
  ['data_requests_by_customer', 'data_requests', ['tenant_id', 'customer_id', 'created_at', 'id']],
  ['data_exports_by_customer', 'data_exports', ['tenant_id', 'customer_id']],
  ['breaches_by_creation', 'breaches', ['tenant_id', 'created_at', 'id']],
  ['access_reviews_by_creation', 'access_reviews', ['tenant_id', 'created_at', 'id']],
  // Without the tenant: SQLite would take the key of the table, which has the order of every list.
  ['audit_events_by_object', 'audit_events', ['object_id', 'seq', 'id']],
  ['audit_events_by_actor', 'audit_events', ['actor', 'seq', 'id']],
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) await createTable(db, table)
  for (const [name, table, columns] of indexes) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute()
  }
  if (!(db.getExecutor().adapter instanceof SqliteAdapter))
    await sql`alter table audit_events alter column seq type bigint`.execute(db)
  // How many denials of one key in how many minutes make a breach: JSON, or null: nobody counts.
  await db.schema.alterTable('tenants').addColumn('breach_watch', 'text').execute()
  await scheduleReviews(db as Kysely<Scheduled>)
}

function wordsIn(text: string): string[] {
  return text.split(' ').filter(word => word !== '')
}

async function createTable(
  db: Kysely<unknown>,
  {
    name,
    texts,
    integers,
    nullable,
    key,
    isOneTree = false,
  }: Omit<Table, 'isOneTree'> & { readonly isOneTree?: boolean },
): Promise<void> {
  let table = db.schema.createTable(name)
  for (const column of wordsIn(texts)) table = table.addColumn(column, 'text', of => of.notNull())
  for (const column of wordsIn(integers)) table = table.addColumn(column, 'integer', of => of.notNull())
  for (const column of wordsIn(nullable)) table = table.addColumn(column, 'text')
  table = table.addPrimaryKeyConstraint(`${name}_pk`, [...key] as never[])
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  await (isOneTree && isSqlite ? table.modifyEnd(sql`without rowid`) : table).execute()
}

interface Scheduled {
  tenants: { id: string; created_at: string; access_review_days: number }
  events: { created_at: string }
  id_streams: { prefix: string; drawn: number }
  due_jobs: {
    number: number
    due_at: string
    kind: string
    tenant_id: string
    object_id: string
    data: string
  }
}

/** Tenants that are there already get their first review: at the end of the period that runs now. */
async function scheduleReviews(db: Kysely<Scheduled>): Promise<void> {
  const tenants = await db.selectFrom('tenants').selectAll().orderBy('id').execute()
  if (tenants.length === 0) return
  const newest = await db
    .selectFrom('events')
    .select(({ fn }) => fn.max('created_at').as('at'))
    .executeTakeFirst()
  const stream = await db
    .selectFrom('id_streams')
    .select('drawn')
    .where('prefix', '=', 'job')
    .executeTakeFirst()
  let drawn = Number(stream?.drawn ?? 0)
  for (const { id, created_at, access_review_days } of tenants) {
    const periodMs = access_review_days * 86_400_000
    const madeMs = Date.parse(created_at)
    const nowMs = Math.max(madeMs, newest?.at ? Date.parse(newest.at) : 0)
    const dueMs = madeMs + (Math.floor((nowMs - madeMs) / periodMs) + 1) * periodMs
    drawn += 1
    await db
      .insertInto('due_jobs')
      .values({
        number: drawn,
        due_at: new Date(dueMs).toISOString(),
        kind: 'audit.access_review',
        tenant_id: id,
        object_id: id,
        data: '{}',
      })
      .execute()
  }
  await db
    .insertInto('id_streams')
    .values({ prefix: 'job', drawn })
    .onConflict(conflict => conflict.column('prefix').doUpdateSet({ drawn }))
    .execute()
}
