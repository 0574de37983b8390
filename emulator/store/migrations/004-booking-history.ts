import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

export async function up(db: Kysely<unknown>): Promise<void> {
  // The key is the order in which a booking's history is read.
  await db.schema
    .createTable('booking_history')
    .addColumn('tenant_id', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('booking_id', 'text', column => column.notNull())
    .addColumn('revision', 'integer', column => column.notNull())
    .addColumn('action', 'text', column => column.notNull())
    .addColumn('from_status', 'text')
    .addColumn('to_status', 'text', column => column.notNull())
    .addColumn('actor', 'text', column => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('at', 'text', column => column.notNull())
    .addColumn('request_id', 'text')
    .addPrimaryKeyConstraint('booking_history_pk', ['tenant_id', 'booking_id', 'revision'])
    .execute()
}
