import type { RateLimits } from '../../src/contract/plans.ts'
import type { TenantRow, Trx } from './schema.ts'

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
  const row = await trx.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : tenantFrom(row)
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

/** Adds a tenant. */
export async function insertTenant(trx: Trx, row: TenantRow): Promise<void> {
  await trx.insertInto('tenants').values(row).execute()
}
