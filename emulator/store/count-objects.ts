import type { Trx } from './schema.ts'

const counted = ['locations', 'skills', 'resources', 'services', 'customers', 'bookings'] as const

/** How many objects of each kind a tenant has. */
export async function countObjects(trx: Trx, tenantId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of counted) {
    const { count } = await trx
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('count'))
      .where('tenant_id', '=', tenantId)
      .executeTakeFirstOrThrow()
    // PostgreSQL counts in 64 bits and answers text.
    counts[table] = Number(count)
  }
  return counts
}
