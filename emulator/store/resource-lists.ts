import { sql } from 'kysely'
import { among } from './among.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import type { ResourceRow, Trx } from './schema.ts'

/** Which resources a list shows; every given filter must hold, archived ones only where `statuses` names them. */
export interface ResourceFilter {
  readonly types?: readonly string[]
  readonly statuses?: readonly string[]
  readonly locationIds?: readonly string[]
  readonly skillIds?: readonly string[]
}

/** One page of the tenant's resources. */
export async function pageResources(
  trx: Trx,
  tenantId: string,
  { types, statuses, locationIds, skillIds }: ResourceFilter,
  page: PageRequest,
): Promise<Page<ResourceRow>> {
  let query = trx.selectFrom('resources').selectAll().where('tenant_id', '=', tenantId)
  if (types !== undefined) query = query.where(among('type', types))
  if (locationIds !== undefined) query = query.where(among('location_id', locationIds))
  if (skillIds !== undefined) query = query.where(({ or }) => or(skillIds.map(hasSkill)))
  query =
    statuses === undefined ? query.where('status', '!=', 'archived') : query.where(among('status', statuses))
  return await fetchPage(query, page)
}

/** The resources of this tenant that have all these skills, whatever their level, by id; no archived ones. */
export async function resourcesWithSkills(
  trx: Trx,
  tenantId: string,
  skillIds: readonly string[],
): Promise<ResourceRow[]> {
  return await trx
    .selectFrom('resources')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where(({ and }) => and(skillIds.map(hasSkill)))
    .where('status', '!=', 'archived')
    .orderBy('id')
    .execute()
}

/** Ids of everything that works at a location, in order. */
export async function resourceIdsAt(trx: Trx, tenantId: string, locationId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('resources')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('location_id', '=', locationId)
    .orderBy('id')
    .execute()
  return rows.map(row => row.id)
}

/**
 * Whether the skills hold this one. Cutting it out of the JSON text changes the text only where it is there:
 * unlike LIKE, that minds the case of letters in every dialect, and an underscore is an underscore.
 */
function hasSkill(skillId: string) {
  const member = `"skill_id":${JSON.stringify(skillId)}`
  return sql<boolean>`replace(skills, ${member}, '') <> skills`
}

/** All resources of this tenant, by id; archived ones take no bookings and are left out. */
export async function allResources(trx: Trx, tenantId: string): Promise<ResourceRow[]> {
  return await trx
    .selectFrom('resources')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('status', '!=', 'archived')
    .orderBy('id')
    .execute()
}
