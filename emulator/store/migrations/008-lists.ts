import { type Kysely, SqliteAdapter, sql } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

type Columns = readonly (string | ReturnType<typeof dayOf>)[]

/** The day of a stored instant, such as 2026-04-20. */
const dayOf = (column: string) => sql<string>`substr(${sql.ref(column)}, 1, 10)`

const replaced = [
  'bookings_by_resource',
  'bookings_by_service',
  'bookings_by_customer',
  'customers_by_creation',
]

/** Each filter of each list in each of its orders; what stands behind `id` is there to be read without the row. */
const indexes: readonly [string, string, Columns][] = [
  ...['customer', 'resource', 'service', 'location'].flatMap((of): [string, string, Columns][] => [
    [`bookings_by_${of}_and_creation`, 'bookings', ['tenant_id', `${of}_id`, 'created_at', 'id']],
    [`bookings_by_${of}_and_start`, 'bookings', ['tenant_id', `${of}_id`, 'start_at', 'id', 'created_at']],
  ]),
  ['bookings_by_status_and_creation', 'bookings', ['tenant_id', 'status', 'created_at', 'id']],
  ['bookings_by_status_and_start', 'bookings', ['tenant_id', 'status', 'start_at', 'id', 'created_at']],
  ['bookings_by_start_day', 'bookings', ['tenant_id', dayOf('start_at'), 'created_at', 'id', 'start_at']],
  [
    'bookings_by_change_day_and_creation',
    'bookings',
    ['tenant_id', dayOf('updated_at'), 'created_at', 'id', 'updated_at'],
  ],
  [
    'bookings_by_change_day_and_start',
    'bookings',
    ['tenant_id', dayOf('updated_at'), 'start_at', 'id', 'updated_at'],
  ],
  ['customers_by_creation', 'customers', ['tenant_id', 'created_at', 'id', 'deleted_at', 'search_text']],
  ['events_by_type', 'events', ['tenant_id', 'type', 'created_at', 'id']],
  ['deliveries_by_status', 'deliveries', ['tenant_id', 'webhook_id', 'status', 'created_at', 'id']],
  ['exceptions_by_creation', 'exceptions', ['tenant_id', 'resource_id', 'created_at', 'id']],
]

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('customers')
    .addColumn('search_text', 'text', column => column.notNull().defaultTo(''))
    .execute()
  await writeSearchTexts(db as Kysely<Customers>)
  await createResourceDays(db)
  for (const name of replaced) await db.schema.dropIndex(name).execute()
  for (const [name, table, columns] of indexes) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute()
  }
}

/** How often a resource is booked on a day, in one tree in the order of its key where the database has such tables. */
async function createResourceDays(db: Kysely<unknown>): Promise<void> {
  const table = db.schema
    .createTable('resource_days')
    .addColumn('tenant_id', 'text', column => column.notNull())
    .addColumn('resource_id', 'text', column => column.notNull())
    .addColumn('day', 'text', column => column.notNull())
    .addColumn('bookings', 'integer', column => column.notNull())
    .addColumn('last_booked_at', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('resource_days_pk', ['tenant_id', 'resource_id', 'day'])
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  await (isSqlite ? table.modifyEnd(sql`without rowid`) : table).execute()
  const day = dayOf('start_at')
  await sql`
    insert into resource_days (tenant_id, resource_id, day, bookings, last_booked_at)
    select tenant_id, resource_id, ${day}, count(*), max(created_at) from bookings
    where status not in ('declined', 'cancelled') group by tenant_id, resource_id, ${day}`.execute(db)
}

interface Customers {
  customers: {
    tenant_id: string
    id: string
    name: string
    email: string | null
    phone: string | null
    search_text: string
  }
}

/** What customers are found by, in lower case: of JavaScript, for SQLite knows that of A to Z only. */
async function writeSearchTexts(db: Kysely<Customers>): Promise<void> {
  const found = await db
    .selectFrom('customers')
    .select(['tenant_id', 'id', 'name', 'email', 'phone'])
    .execute()
  for (const { tenant_id, id, name, email, phone } of found) {
    const search_text = [name, email ?? '', phone ?? ''].join('\u001f').toLowerCase()
    await db
      .updateTable('customers')
      .set({ search_text })
      .where('tenant_id', '=', tenant_id)
      .where('id', '=', id)
      .execute()
  }
}
