import { preparedForList } from './prepared.ts'
import { rowMemoryOf } from './row-memory.ts'
import type { Trx } from './schema.ts'
import { remembered } from './session.ts'

const tables = [
  'customers',
  'services',
  'resources',
  'locations',
  'skills',
  'booking_series',
  'bookings',
] as const

type ReferredTable = (typeof tables)[number]

const knownIn = Object.fromEntries(
  tables.map(table => [
    table,
    preparedForList<{ tenantId: string }, { id: string }>((db, hole, ids) => {
      const query = db.selectFrom(table).select('id').where('tenant_id', '=', hole('tenantId'))
      const there = table === 'customers' ? query.where('deleted_at' as never, 'is', null) : query
      return there.where('id', 'in', ids)
    }),
  ]),
) as Record<ReferredTable, ReturnType<typeof preparedForList<{ tenantId: string }, { id: string }>>>

/** The ids among `ids` that name no row of the table for this tenant, in their order. Deleted customers are not there. */
export async function unknownIds(
  trx: Trx,
  table: ReferredTable,
  tenantId: string,
  ids: readonly string[],
): Promise<string[]> {
  const asked = table === 'bookings' ? withoutRead(trx, tenantId, ids) : ids
  if (asked.length === 0) return []
  const rows = await remembered(trx, table, `ids ${tenantId} ${asked.join()}`, () =>
    knownIn[table](trx, { tenantId }, asked),
  )
  const known = new Set(rows.map(row => row.id))
  return asked.filter(id => !known.has(id))
}

/** Those that were not read before: bookings are never deleted one by one, and a table that was emptied is forgotten. */
function withoutRead(trx: Trx, tenantId: string, ids: readonly string[]): readonly string[] {
  const read = rowMemoryOf(trx, 'bookings')?.of('bookings', tenantId)
  return read === undefined ? ids : ids.filter(id => !read.has(id))
}
