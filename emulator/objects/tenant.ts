import type { Static } from 'typebox'
import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import type { Tenant as TenantSchema } from '../../src/contract/objects/tenant.ts'
import { toAnswer } from '../store/instants.ts'
import type { TenantRow } from '../store/schema.ts'

export type TenantObject = Static<typeof TenantSchema>

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
    breach_watch: row.breach_watch === null ? null : JSON.parse(row.breach_watch),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
