import type { Static } from 'typebox'
import type { Location } from '../../src/contract/objects/location.ts'
import { toAnswer } from './instants.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import type { LocationRow, Trx } from './schema.ts'

export type LocationObject = Static<typeof Location>

/** Adds a location. */
export async function insertLocation(trx: Trx, row: LocationRow): Promise<void> {
  await trx.insertInto('locations').values(row).execute()
}

/** The location of this tenant, or undefined. */
export async function findLocation(trx: Trx, tenantId: string, id: string): Promise<LocationRow | undefined> {
  return await trx
    .selectFrom('locations')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** One page of the tenant's locations. */
export async function pageLocations(
  trx: Trx,
  tenantId: string,
  page: PageRequest,
): Promise<Page<LocationObject>> {
  const query = trx.selectFrom('locations').selectAll().where('tenant_id', '=', tenantId)
  return await fetchPage(query, page, locationObject)
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

/** The location as the API answers it. */
export function locationObject(row: LocationRow): LocationObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    name: row.name,
    timezone: row.timezone,
    address: row.address,
    opening_hours: row.opening_hours === null ? null : JSON.parse(row.opening_hours),
    holidays: JSON.parse(row.holidays),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
