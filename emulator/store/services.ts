import type { ServiceRow, Trx } from './schema.ts'

/** One group of resources that a service needs: any of `resourceIds` (empty: any that has the skills). */
export interface RequirementGroup {
  readonly group: string
  readonly resource_ids: readonly string[]
  readonly skills: readonly { readonly skill_id: string; readonly min_level: number }[]
}

/** A service as the rules see it, its nested data parsed. */
export interface Service extends Omit<ServiceRow, 'requirements' | 'policy' | 'metadata'> {
  readonly requirements: readonly RequirementGroup[]
  /** What the service changes of the tenant's booking policy. */
  readonly policy: Readonly<Record<string, unknown>>
}

/** The service of this tenant that can be booked, or undefined. */
export async function findActiveService(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<Service | undefined> {
  const row = await trx
    .selectFrom('services')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    ...row,
    requirements: JSON.parse(row.requirements) as RequirementGroup[],
    policy: JSON.parse(row.policy) as Record<string, unknown>,
  }
}

/** Adds a service. */
export async function insertService(trx: Trx, row: ServiceRow): Promise<void> {
  await trx.insertInto('services').values(row).execute()
}
