import type {
  AuditLengths,
  PlanRequest,
  TenantList,
  TenantRequest,
  TenantView,
} from '../../control/sandbox-control.ts'
import type { Ask } from './ask.ts'

/** The tenants of a sandbox and their plans. */
export interface TenantCalls {
  tenants(): Promise<TenantList>
  /** How long the audit trail of each has to be. */
  auditLengths(): Promise<AuditLengths>
  createTenant(tenant: TenantRequest): Promise<TenantView>
  /** Holds from the next request on. */
  setPlan(tenant: string, plan: PlanRequest): Promise<TenantView>
}

/** The calls about tenants. */
export function tenantCalls(ask: Ask): TenantCalls {
  return {
    tenants: () => ask('GET', 'tenants', ['data']),
    auditLengths: () => ask('GET', 'audit', ['data']),
    createTenant: body => ask('POST', 'tenants', ['id', 'plan'], { body }),
    setPlan: (tenant, body) =>
      ask('POST', `tenants/${encodeURIComponent(tenant)}/plan`, ['id', 'plan'], { body }),
  }
}
