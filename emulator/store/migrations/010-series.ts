import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

const texts =
  'tenant_id id created_at updated_at metadata customer_id service_id resource_id rrule start_local timezone on_conflict occurrences skipped status'

/** Each filter of the list; what stands behind `id` is there to be read without the row. */
const indexes: readonly [string, string, string[]][] = [
  ['booking_series_by_creation', 'booking_series', ['tenant_id', 'created_at', 'id']],
  ...['customer', 'resource', 'service'].map((of): [string, string, string[]] => [
    `booking_series_by_${of}`,
    'booking_series',
    ['tenant_id', `${of}_id`, 'created_at', 'id'],
  ]),
]

/** Few rows have these: the others are not in their indexes, so that writing them costs nothing. */
const sparse: readonly [string, string, string[], string][] = [
  [
    'bookings_by_series_and_creation',
    'bookings',
    ['tenant_id', 'series_id', 'created_at', 'id'],
    'series_id',
  ],
  [
    'bookings_by_series_and_start',
    'bookings',
    ['tenant_id', 'series_id', 'start_at', 'id', 'created_at'],
    'series_id',
  ],
  ['customers_by_survivor', 'customers', ['tenant_id', 'merged_into', 'id'], 'merged_into'],
]

export async function up(db: Kysely<unknown>): Promise<void> {
  await texts
    .split(' ')
    .reduce(
      (table, name) => table.addColumn(name as never, 'text', column => column.notNull()),
      db.schema.createTable('booking_series'),
    )
    .addColumn('revision' as never, 'integer', column => column.notNull())
    .addPrimaryKeyConstraint('booking_series_pk', ['tenant_id', 'id'] as never[])
    .execute()
  for (const [name, table, columns] of indexes) {
    await db.schema.createIndex(name).on(table).columns(columns).execute()
  }
  for (const [name, table, columns, column] of sparse) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns(columns)
      .where(column as never, 'is not', null)
      .execute()
  }
}
