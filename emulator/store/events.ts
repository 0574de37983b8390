import { insertRow } from './prepared.ts'
import type { EventRow, Trx } from './schema.ts'

/** Adds an event to the tenant's log. */
export async function appendEvent(trx: Trx, event: EventRow): Promise<void> {
  await insertRow(trx, 'events', event)
}

/** The tenant's events in commit order. */
export async function listEvents(trx: Trx, tenantId: string): Promise<EventRow[]> {
  return await trx.selectFrom('events').selectAll().where('tenant_id', '=', tenantId).orderBy('seq').execute()
}
