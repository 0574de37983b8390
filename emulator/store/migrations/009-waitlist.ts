import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

const texts =
  'tenant_id id created_at updated_at metadata customer_id service_id windows window_from window_to status turn passed'
const optionalTexts = 'resource_id hold_id offer_start_at offer_resource_id offer_expires_at booking_id'
const integers = 'revision party_size priority lapses'

/** Each filter of the list, and none, in each of its orders. What waits is found in the order of offers. */
const filters = ['', 'status', 'service_id', 'customer_id']

export async function up(db: Kysely<unknown>): Promise<void> {
  let table = db.schema.createTable('waitlist_entries')
  for (const name of texts.split(' ')) table = table.addColumn(name, 'text', column => column.notNull())
  for (const name of optionalTexts.split(' ')) table = table.addColumn(name, 'text')
  for (const name of integers.split(' ')) table = table.addColumn(name, 'integer', column => column.notNull())
  await table.addPrimaryKeyConstraint('waitlist_entries_pk', ['tenant_id', 'id'] as never[]).execute()
  for (const filter of filters) {
    for (const order of ['created_at', 'turn']) {
      const by = filter === '' ? '' : `${filter.replace('_id', '')}_and_`
      await db.schema
        .createIndex(`waitlist_entries_by_${by}${order === 'turn' ? 'turn' : 'creation'}`)
        .on('waitlist_entries')
        .columns(['tenant_id', ...(filter === '' ? [] : [filter]), order, 'id'])
        .execute()
    }
  }
  await db.schema
    .createIndex('waitlist_entries_by_hold')
    .on('waitlist_entries')
    .columns(['tenant_id', 'hold_id'])
    .execute()
}
