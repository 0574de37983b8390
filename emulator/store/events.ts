import { fetchPage, type Page, type PageRequest } from './page.ts'
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

/** Which events are asked for. */
export interface EventsAsked {
  /** Only those committed after this number. */
  readonly afterSeq: number
  /** Only these types; all of them when left out. */
  readonly types?: readonly string[]
  /** Only this tenant's; those of all tenants when left out. */
  readonly tenantId?: string
  readonly limit: number
}

/** The oldest events that match, in commit order. */
export async function findEvents(trx: Trx, filter: EventsAsked): Promise<EventRow[]> {
  const { afterSeq, types, limit } = filter
  const found: EventRow[] = []
  // One tenant after the other, for the index begins with the tenant.
  for (const tenantId of await tenantsOf(trx, filter.tenantId)) {
    const query = trx
      .selectFrom('events')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
    found.push(...(await (types === undefined ? query : query.where('type', 'in', [...types])).execute()))
  }
  return found.sort((one, other) => one.seq - other.seq).slice(0, limit)
}

/** Where an event stands in the commit order, or undefined when there is no such event. */
export async function seqOfEvent(trx: Trx, id: string): Promise<number | undefined> {
  for (const tenantId of await tenantsOf(trx)) {
    const row = await trx
      .selectFrom('events')
      .select('seq')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (row !== undefined) return row.seq
  }
  return undefined
}

/** The id of the newest event of all tenants, or null. */
export async function newestEventId(trx: Trx): Promise<string | null> {
  const newest: { readonly id: string; readonly seq: number }[] = []
  for (const tenantId of await tenantsOf(trx)) {
    const row = await trx
      .selectFrom('events')
      .select(['id', 'seq'])
      .where('tenant_id', '=', tenantId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) newest.push(row)
  }
  return newest.sort((one, other) => other.seq - one.seq)[0]?.id ?? null
}

async function tenantsOf(trx: Trx, tenantId?: string): Promise<readonly string[]> {
  if (tenantId !== undefined) return [tenantId]
  return (await trx.selectFrom('tenants').select('id').execute()).map(({ id }) => id)
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
): Promise<Page<EventRow>> {
  let query = trx.selectFrom('events').selectAll().where('tenant_id', '=', tenantId)
  if (filter.types !== undefined) query = query.where('type', 'in', filter.types)
  if (filter.objectId !== undefined) query = query.where('object_id', '=', filter.objectId)
  if (filter.afterSeq === undefined) return await fetchPage(query, page)
  return await fetchPage(query.where('seq', '>', filter.afterSeq), { ...page, order: 'seq' })
}
