import { among } from './among.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { prepared } from './prepared.ts'
import type { ServiceRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

const serviceById = prepared<{ tenantId: string; id: string }, ServiceRow>((db, hole) =>
  db
    .selectFrom('services')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

/** The service of this tenant, archived or not, or undefined. */
export async function findService(trx: Trx, tenantId: string, id: string): Promise<ServiceRow | undefined> {
  return await remembered(trx, 'services', `${tenantId} ${id}`, async () => {
    const [row] = await serviceById(trx, { tenantId, id })
    return row
  })
}

/** One page of the tenant's services in one of these states. */
export async function pageServices(
  trx: Trx,
  tenantId: string,
  statuses: readonly string[],
  page: PageRequest,
): Promise<Page<ServiceRow>> {
  const query = trx
    .selectFrom('services')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where(among('status', statuses))
  return await fetchPage(query, page)
}

/** Adds a service. */
export async function insertService(trx: Trx, row: ServiceRow): Promise<void> {
  await trx.insertInto('services').values(row).execute()
}

/** Writes all members of a service, and its revision. */
export async function saveService(trx: Trx, { tenant_id, id, ...members }: ServiceRow): Promise<void> {
  await trx
    .updateTable('services')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
