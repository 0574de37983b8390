import { fetchPage, type Page, type PageRequest } from './page.ts'
import type { LocationRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

/** Adds a location. */
export async function insertLocation(trx: Trx, row: LocationRow): Promise<void> {
  await trx.insertInto('locations').values(row).execute()
}

/** The location of this tenant, or undefined. */
export async function findLocation(trx: Trx, tenantId: string, id: string): Promise<LocationRow | undefined> {
  return await remembered(trx, 'locations', `${tenantId} ${id}`, () =>
    trx
      .selectFrom('locations')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
}

/** One page of the tenant's locations. */
export async function pageLocations(
  trx: Trx,
  tenantId: string,
  page: PageRequest,
): Promise<Page<LocationRow>> {
  const query = trx.selectFrom('locations').selectAll().where('tenant_id', '=', tenantId)
  return await fetchPage(query, page)
}

/** Writes all members of a location, and its revision. */
export async function saveLocation(trx: Trx, { tenant_id, id, ...members }: LocationRow): Promise<void> {
  await trx
    .updateTable('locations')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
