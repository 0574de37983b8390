import type { Static } from 'typebox'
import type { Breach, BreachNotification } from '../../src/contract/objects/compliance.ts'
import { fromStored, toAnswer } from '../store/instants.ts'
import type { BreachRow } from '../store/schema.ts'

export type BreachObject = Static<typeof Breach>
export type NotificationObject = Static<typeof BreachNotification>

/** The breach as the API answers it at a time. */
export function breachObject(row: BreachRow, nowMs: number): BreachObject {
  const status = row.status as BreachObject['status']
  const leftMs = fromStored(row.notify_by) - nowMs
  const notifications = JSON.parse(row.notifications) as NotificationObject[]
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    status,
    aware_at: toAnswer(row.aware_at),
    notify_by: toAnswer(row.notify_by),
    remaining_seconds: isAuthorityTold(notifications) ? 0 : Math.max(0, Math.ceil(leftMs / 1000)),
    description: row.description,
    categories: JSON.parse(row.categories),
    affected_count: row.affected_count,
    severity: row.severity as BreachObject['severity'],
    notifications,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

/** Whether the authority knows of it. */
export function isAuthorityTold(notifications: readonly NotificationObject[]): boolean {
  return notifications.some(({ to }) => to === 'authority')
}
