import { amongBeside } from './among.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { BreachRow, Trx } from './schema.ts'

/** Adds a breach to the register. */
export async function insertBreach(trx: Trx, row: BreachRow): Promise<void> {
  await insertRow(trx, 'breaches', row)
}

/** The breach of this tenant, or undefined. */
export async function findBreach(trx: Trx, tenantId: string, id: string): Promise<BreachRow | undefined> {
  return await trx
    .selectFrom('breaches')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** One page of the tenant's register. */
export async function pageBreaches(
  trx: Trx,
  tenantId: string,
  { statuses }: { readonly statuses?: readonly string[] },
  page: PageRequest,
): Promise<Page<BreachRow>> {
  const all = trx.selectFrom('breaches').selectAll().where('tenant_id', '=', tenantId)
  return await fetchPage(statuses === undefined ? all : all.where(amongBeside('status', statuses)), page)
}

/** Writes all members of a breach, and its revision. */
export async function saveBreach(trx: Trx, { tenant_id, id, ...members }: BreachRow): Promise<void> {
  await trx
    .updateTable('breaches')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
