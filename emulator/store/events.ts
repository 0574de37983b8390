import type { Static } from 'typebox'
import type { Event } from '../../src/contract/objects/event.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { EventRow, Trx } from './schema.ts'
import { fromStoredText } from './stored-text.ts'

export type EventObject = Static<typeof Event>

/** Adds an event to the tenant's log. */
export async function appendEvent(trx: Trx, event: EventRow): Promise<void> {
  await insertRow(trx, 'events', event)
}

/** The tenant's events in commit order. */
export async function listEvents(trx: Trx, tenantId: string): Promise<EventRow[]> {
  return await trx.selectFrom('events').selectAll().where('tenant_id', '=', tenantId).orderBy('seq').execute()
}

/** The event of this tenant, or undefined. */
export async function findEvent(trx: Trx, tenantId: string, id: string): Promise<EventRow | undefined> {
  return await trx
    .selectFrom('events')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Which events a list shows. `types` are all that are wanted; `afterSeq` begins behind an event, in commit order. */
export interface EventFilter {
  readonly types?: readonly string[]
  readonly objectId?: string
  readonly afterSeq?: number
}

/** One page of the tenant's events. */
export async function pageEvents(
  trx: Trx,
  tenantId: string,
  filter: EventFilter,
  page: PageRequest,
): Promise<Page<EventObject>> {
  let query = trx.selectFrom('events').selectAll().where('tenant_id', '=', tenantId)
  if (filter.types !== undefined) query = query.where('type', 'in', filter.types)
  if (filter.objectId !== undefined) query = query.where('object_id', '=', filter.objectId)
  if (filter.afterSeq === undefined) return await fetchPage(query, page, eventObject)
  return await fetchPage(query.where('seq', '>', filter.afterSeq), { ...page, order: 'seq' }, eventObject)
}

/** The event as the API answers it: what the stored bytes say, and where it is answered alone, those bytes. */
export function eventObject({ payload }: EventRow): EventObject {
  return fromStoredText<EventObject>(payload)
}
