import { defaultEnterpriseLimits } from '../../src/contract/plans.ts'
import type { TenantRow, Trx } from '../store/schema.ts'
import { insertTenant } from '../store/tenants.ts'
import { defaultAccountId, seededAt } from './default-members.ts'

type Changes = Readonly<Record<string, Partial<Pick<TenantRow, 'name' | 'timezone' | 'currency'>>>>

/** The two tenants that every data set has, so that the default keys work with each; some with other members. */
export async function insertTenants(trx: Trx, changes: Changes = {}): Promise<void> {
  for (const [id, name] of [
    ['tnt_ideadunes', 'IdeaDunes'],
    ['tnt_clinic', 'Niket Clinic'],
  ] as const) {
    await insertTenant(trx, {
      id,
      account_id: defaultAccountId,
      name,
      timezone: 'Asia/Kolkata',
      currency: 'INR',
      plan: 'enterprise',
      limits: JSON.stringify(defaultEnterpriseLimits),
      policy: '{}',
      created_at: seededAt,
      updated_at: seededAt,
      revision: 1,
      ...changes[id],
    })
  }
}
