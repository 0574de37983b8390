import { preparedForList } from './prepared.ts'
import type { Trx } from './schema.ts'
import { remembered } from './session.ts'

const tables = ['customers', 'services', 'resources', 'locations', 'skills', 'booking_series'] as const

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
  if (ids.length === 0) return []
  const rows = await remembered(trx, table, `ids ${tenantId} ${ids.join()}`, () =>
    knownIn[table](trx, { tenantId }, ids),
  )
  const known = new Set(rows.map(row => row.id))
  return ids.filter(id => !known.has(id))
}
