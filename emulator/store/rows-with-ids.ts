import type { RowsByTable, Trx } from './schema.ts'

/** Tables whose rows are objects of one tenant, each with an id. */
export type ObjectTable =
  | 'bookings'
  | 'customers'
  | 'services'
  | 'resources'
  | 'locations'
  | 'skills'
  | 'payments'
  | 'refunds'
  | 'disputes'
  | 'waitlist_entries'
  | 'access_reviews'
  | 'events'
  | 'holds'
  | 'booking_series'
  | 'webhooks'

/** SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const mostIds = 30_000

/** The rows of this tenant with these ids, in no order; deleted and archived ones too. One statement for all. */
export async function rowsWithIds<Table extends ObjectTable>(
  trx: Trx,
  table: Table,
  tenantId: string,
  ids: readonly string[],
): Promise<RowsByTable[Table][]> {
  if (ids.length === 0) return []
  if (ids.length > mostIds) throw new RangeError(`${ids.length} ids are more than one statement takes.`)
  const rows = await trx
    .selectFrom(table as ObjectTable)
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
  return rows as unknown as RowsByTable[Table][]
}
