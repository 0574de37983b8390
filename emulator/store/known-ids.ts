import type { Trx } from './schema.ts'

/** The ids among `ids` that name no row of the table for this tenant, in their order. */
export async function unknownIds(
  trx: Trx,
  table: 'customers' | 'services' | 'resources' | 'locations' | 'skills',
  tenantId: string,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await trx
    .selectFrom(table)
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
  const known = new Set(rows.map(row => row.id))
  return ids.filter(id => !known.has(id))
}
