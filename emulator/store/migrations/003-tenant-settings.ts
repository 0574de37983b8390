import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

export async function up(db: Kysely<unknown>): Promise<void> {
  // One column a statement: SQLite takes no more.
  await db.schema
    .alterTable('tenants')
    .addColumn('access_review_days', 'integer', column => column.notNull().defaultTo(90))
    .execute()
  await db.schema
    .alterTable('tenants')
    .addColumn('metadata', 'text', column => column.notNull().defaultTo('{}'))
    .execute()
}
