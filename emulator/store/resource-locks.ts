import { isSqlite } from './dialect.ts'
import type { Trx } from './schema.ts'

/**
 * Makes other writers of these resources wait until this transaction ends; called before every conflict check.
 * SQLite has one writer anyway; on PostgreSQL the rows are locked, in the order of their ids against deadlocks.
 */
export async function lockResources(trx: Trx, tenantId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || isSqlite(trx)) return
  await trx
    .selectFrom('resources')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute()
}
