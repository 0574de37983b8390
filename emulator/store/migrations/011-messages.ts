import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

const texts =
  'tenant_id id event_id created_at kind customer_id object_id sent_by recipient locale timezone facts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await texts
    .split(' ')
    .reduce(
      (table, name) => table.addColumn(name as never, 'text', column => column.notNull()),
      db.schema.createTable('messages'),
    )
    .addColumn('seq' as never, 'integer', column => column.notNull())
    .addPrimaryKeyConstraint('messages_pk', ['tenant_id', 'id'] as never[])
    .execute()
  for (const [name, columns] of [
    ['messages_in_order', ['seq']],
    ['messages_by_customer', ['tenant_id', 'customer_id', 'seq']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('messages')
      .columns([...columns])
      .execute()
  }
}
