import type { ControlClient } from '../../src/client/control-client.ts'
import type {
  KeyMade,
  KeyRequest,
  KeyView,
  PlanLimits,
  TenantRequest,
  TenantView,
} from '../../src/control/sandbox-control.ts'

/** The keys of a sandbox. */
export interface SandboxKeys {
  /** For servers: may do everything. */
  readonly secret: string
  /** For pages: may do what a visitor may. */
  readonly publishable: string
  /** Makes another one; its `key` is told only here. */
  create(key?: KeyRequest): Promise<KeyMade>
  list(): Promise<readonly KeyView[]>
  /** Makes one unknown, by its id, its hint, or the key itself. */
  revoke(key: string): Promise<KeyView>
}

/** The tenants of a sandbox. */
export interface SandboxTenants {
  create(tenant: TenantRequest): Promise<TenantView>
  list(): Promise<readonly TenantView[]>
  /** Holds from the next request on: a plan by name, `1/10/100`, or limits. */
  setPlan(tenant: string, plan: string | PlanLimits): Promise<TenantView>
}

/** The keys behind a control client. */
export function sandboxKeys(
  control: ControlClient,
  own: Pick<SandboxKeys, 'secret' | 'publishable'>,
): SandboxKeys {
  return {
    secret: own.secret,
    publishable: own.publishable,
    create: (key = {}) => control.createKey(key),
    list: async () => (await control.keys()).data,
    revoke: key => control.revokeKey(key),
  }
}

/** The tenants behind a control client. */
export function sandboxTenants(control: ControlClient): SandboxTenants {
  return {
    create: tenant => control.createTenant(tenant),
    list: async () => (await control.tenants()).data,
    setPlan: (tenant, plan) =>
      control.setPlan(tenant, typeof plan === 'string' ? { plan } : { limits: plan }),
  }
}
