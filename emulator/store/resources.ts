import { prepared, preparedForList } from './prepared.ts'
import type { ResourceRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

const resourceById = prepared<{ tenantId: string; id: string }, ResourceRow>((db, hole) =>
  db
    .selectFrom('resources')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

/** The resource of this tenant, archived or not, or undefined. */
export async function findResource(trx: Trx, tenantId: string, id: string): Promise<ResourceRow | undefined> {
  return await remembered(trx, 'resources', `${tenantId} ${id}`, async () => {
    const [row] = await resourceById(trx, { tenantId, id })
    return row
  })
}

/** Writes all members of a resource that clients can change, and its revision. */
export async function saveResource(trx: Trx, row: ResourceRow): Promise<void> {
  const { tenant_id, id, longest_block_ms: _, ...members } = row
  await trx
    .updateTable('resources')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}

const liveResources = preparedForList<{ tenantId: string }, ResourceRow>((db, hole, ids) =>
  db
    .selectFrom('resources')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', 'in', ids)
    .where('status', '!=', 'archived')
    .orderBy('id'),
)

/** The resources of this tenant with these ids, by id; archived ones are left out. */
export async function resourcesWithIds(
  trx: Trx,
  tenantId: string,
  ids: readonly string[],
): Promise<ResourceRow[]> {
  // `in ()` is SQLite's own; PostgreSQL refuses it.
  if (ids.length === 0) return []
  return await remembered(trx, 'resources', `live ${tenantId} ${ids.join()}`, () =>
    liveResources(trx, { tenantId }, ids),
  )
}

/** Adds a resource. */
export async function insertResource(trx: Trx, row: ResourceRow): Promise<void> {
  await trx.insertInto('resources').values(row).execute()
}
