import type { PlanLimits, TenantView } from '../../../src/control/sandbox-control.ts'
import { openTable } from '../../../src/output/table.ts'
import type { Sink } from '../../../src/output/terminal.ts'

/** Writes tenants, one per line: a table for people, tab-separated when piped. */
export async function writeTenants(sink: Sink, tenants: readonly TenantView[]): Promise<void> {
  const rows = tenants.map(tenant => ({ ...tenant, limits: limitsText(tenant.limits) }))
  const columns = ['id', 'name', 'plan', 'limits', 'timezone', 'currency', 'account_id']
  await openTable(sink, columns).add(rows)
}

/** `5/200/10000`, as a plan of one's own is typed. */
export function limitsText({ per_second, per_minute, per_day }: PlanLimits): string {
  return `${per_second}/${per_minute}/${per_day}`
}
