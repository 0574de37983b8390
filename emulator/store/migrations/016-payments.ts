import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

interface Table {
  readonly texts: string
  readonly optionalTexts: string
  /** Sums of money: PostgreSQL's integer ends at 2^31. */
  readonly amounts: string
  /** Columns that its list is narrowed by. */
  readonly filters: readonly string[]
}

const common = 'tenant_id id created_at updated_at metadata currency status'

const tables: Readonly<Record<string, Table>> = {
  payments: {
    texts: `${common} customer_id kind capture`,
    optionalTexts:
      'booking_id method_id failure expires_at authorized_at captured_at refunded_at disputed_at cancelled_at dispute_status',
    amounts: 'amount captured_amount refunded_amount refunding_amount',
    filters: ['booking_id', 'customer_id', 'kind', 'status'],
  },
  refunds: {
    texts: `${common} payment_id`,
    optionalTexts: 'reason',
    amounts: 'amount',
    filters: ['payment_id', 'status'],
  },
  disputes: {
    texts: `${common} payment_id reason due_by`,
    optionalTexts: 'evidence outcome',
    amounts: 'amount',
    filters: ['payment_id', 'status'],
  },
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, { texts, optionalTexts, amounts, filters }] of Object.entries(tables)) {
    let table = db.schema.createTable(name)
    for (const text of texts.split(' ')) table = table.addColumn(text, 'text', column => column.notNull())
    for (const text of optionalTexts.split(' ')) table = table.addColumn(text, 'text')
    for (const amount of amounts.split(' '))
      table = table.addColumn(amount, 'bigint', column => column.notNull())
    table = table.addColumn('revision', 'integer', column => column.notNull())
    await table.addPrimaryKeyConstraint(`${name}_pk`, ['tenant_id', 'id'] as never[]).execute()
    for (const filter of [null, ...filters]) {
      await db.schema
        .createIndex(`${name}_by_${filter === null ? 'creation' : filter.replace('_id', '')}`)
        .on(name)
        .columns(['tenant_id', ...(filter === null ? [] : [filter]), 'created_at', 'id'])
        .execute()
    }
  }
  // JSON {amount, currency}: what the booking cost, and what had to be paid at once, when it was made.
  for (const column of ['price', 'deposit'])
    await db.schema.alterTable('bookings').addColumn(column, 'text').execute()
}
