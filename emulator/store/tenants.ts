import type { RateLimits } from '../../src/contract/plans.ts'
import type { NewTenantRow, TenantRow, Trx } from './schema.ts'

/** A tenant as the rules see it. */
export interface Tenant {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly timezone: string
  readonly currency: string
  readonly plan: string
  readonly limits: RateLimits
  /** What the tenant changed of the default booking policy. */
  readonly policy: Readonly<Record<string, unknown>>
}

/** The tenant with this id, or undefined. */
export async function findTenant(trx: Trx, id: string): Promise<Tenant | undefined> {
  const row = await findTenantRow(trx, id)
  return row === undefined ? undefined : tenantFrom(row)
}

/** The same as it is stored. */
export async function findTenantRow(trx: Trx, id: string): Promise<TenantRow | undefined> {
  return await trx.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
}

function tenantFrom(row: TenantRow): Tenant {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    timezone: row.timezone,
    currency: row.currency,
    plan: row.plan,
    limits: JSON.parse(row.limits) as RateLimits,
    policy: JSON.parse(row.policy) as Record<string, unknown>,
  }
}

/** Writes all members of a tenant, and its revision. */
export async function saveTenant(trx: Trx, { id, ...members }: TenantRow): Promise<void> {
  await trx.updateTable('tenants').set(members).where('id', '=', id).execute()
}

/** Adds a tenant. */
export async function insertTenant(trx: Trx, row: NewTenantRow): Promise<void> {
  await trx.insertInto('tenants').values(row).execute()
}

/** All tenants of the sandbox, by id. */
export async function listTenants(trx: Trx): Promise<Tenant[]> {
  return (await listTenantRows(trx)).map(tenantFrom)
}

/** The same as they are stored. */
export async function listTenantRows(trx: Trx): Promise<TenantRow[]> {
  return await trx.selectFrom('tenants').selectAll().orderBy('id').execute()
}

/** Puts all tenants of the sandbox on a plan. */
export async function setPlan(
  trx: Trx,
  { plan, limits }: { readonly plan: string; readonly limits: RateLimits },
): Promise<void> {
  await trx
    .updateTable('tenants')
    .set({ plan, limits: JSON.stringify(limits) })
    .execute()
}
