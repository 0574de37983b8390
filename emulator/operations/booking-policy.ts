import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import type { BookingObject } from '../store/bookings.ts'
import type { Service } from '../store/services.ts'
import type { Tenant } from '../store/tenants.ts'

export type Policy = BookingObject['policy']

/** The policy that a new booking keeps: the defaults, overridden by the tenant, then by the service. */
export function policyFor(tenant: Tenant, service: Service): Policy {
  return {
    ...defaultPolicy,
    ...tenant.policy,
    confirmation: service.confirmation as Policy['confirmation'],
    ...service.policy,
  }
}
