import type { Static } from 'typebox'
import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import type { Tenant as TenantSchema } from '../../src/contract/objects/tenant.ts'
import type { RateLimits } from '../../src/contract/plans.ts'
import { toAnswer } from './instants.ts'
import type { NewTenantRow, TenantRow, Trx } from './schema.ts'

export type TenantObject = Static<typeof TenantSchema>

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

/** The tenant as the API answers it: with the whole policy that its bookings get. */
export function tenantObject(row: TenantRow): TenantObject {
  return {
    id: row.id,
    tenant_id: row.id,
    name: row.name,
    timezone: row.timezone,
    currency: row.currency,
    plan: row.plan,
    limits: JSON.parse(row.limits),
    policy: { ...defaultPolicy, ...JSON.parse(row.policy) },
    access_review_days: row.access_review_days,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
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
  const rows = await trx.selectFrom('tenants').selectAll().orderBy('id').execute()
  return rows.map(tenantFrom)
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
