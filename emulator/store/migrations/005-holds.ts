import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

const texts =
  'tenant_id id created_at updated_at metadata service_id resource_id start_at end_at allocations expires_at status'
const integers = 'revision party_size ttl_seconds'

export async function up(db: Kysely<unknown>): Promise<void> {
  const withTexts = texts
    .split(' ')
    .reduce(
      (table, name) => table.addColumn(name as never, 'text', column => column.notNull()),
      db.schema.createTable('holds'),
    )
  await integers
    .split(' ')
    .reduce((table, name) => table.addColumn(name as never, 'integer', column => column.notNull()), withTexts)
    .addPrimaryKeyConstraint('holds_pk', ['tenant_id', 'id'] as never[])
    .execute()
  // Null: takes the resource until it is freed, as bookings do. A hold frees it by passing this instant.
  await db.schema.alterTable('occupancies').addColumn('expires_at', 'text').execute()
}
