import { defaultPolicy } from '../../../src/contract/objects/default-policy.ts'
import type { BookingObject } from '../../objects/booking.ts'
import type { Service } from '../../objects/service.ts'
import type { Tenant } from '../../store/tenants.ts'

export type Policy = BookingObject['policy']

/** What holds where a service says nothing. */
export function tenantPolicy(tenant: Tenant): Policy {
  return { ...defaultPolicy, ...tenant.policy }
}

/** The policy that a new booking keeps: the defaults, overridden by the tenant, then by the service. */
export function policyFor(tenant: Tenant, service: Service): Policy {
  return {
    ...tenantPolicy(tenant),
    confirmation: service.confirmation as Policy['confirmation'],
    ...service.policy,
  }
}

/**
 * The stored changes of a policy after a request changed them: member by member; null takes one out again.
 * Both are JSON objects of members that differ from what they override.
 */
export function mergePolicy(stored: string, changes: Readonly<Record<string, unknown>>): string {
  const merged = { ...(JSON.parse(stored) as Record<string, unknown>), ...changes }
  return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)))
}
