import { type Expression, sql } from 'kysely'
import { smallest } from '../../src/lists/extremes.ts'
import { among, amongBeside, beside } from './among.ts'
import { fetchParts, fetchSorted } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { EventRow, Trx } from './schema.ts'

/** Adds an event to the tenant's log. */
export async function appendEvent(trx: Trx, event: EventRow): Promise<void> {
  await insertRow(trx, 'events', event)
}

/** The event of this tenant, or undefined. */
export async function findEvent(trx: Trx, tenantId: string, id: string): Promise<EventRow | undefined> {
  return await eventsOf(trx, tenantId).selectAll().where('id', '=', id).executeTakeFirst()
}

/** The tenant's events in commit order. */
export async function listEvents(trx: Trx, tenantId: string): Promise<EventRow[]> {
  return await eventsOf(trx, tenantId).selectAll().orderBy('seq').execute()
}

/** The events in which one of these ids stands, in commit order: each of the tenant's is looked at. */
export async function eventsNaming(trx: Trx, tenantId: string, ids: readonly string[]): Promise<EventRow[]> {
  const naming = ids.map(id => sql<boolean>`payload like ${`%"${id.replaceAll('_', '\\_')}"%`} escape '\\'`)
  return await eventsOf(trx, tenantId)
    .selectAll()
    .where(sql<boolean>`(${sql.join(naming, sql` or `)})`)
    .orderBy('seq')
    .execute()
}

/** Which events a list shows. `types` are all that are wanted; `afterSeq` begins behind an event, in commit order. */
export interface EventFilter {
  readonly types?: readonly string[]
  readonly objectId?: string
  readonly afterSeq?: number
}

/** So many events of the wanted types are few enough to be put into the order of their commits. */
const few = 1_000

/** One page of the tenant's events. */
export async function pageEvents(
  trx: Trx,
  tenantId: string,
  { types, objectId, afterSeq }: EventFilter,
  page: PageRequest,
): Promise<Page<EventRow>> {
  const all = eventsOf(trx, tenantId)
  const found = objectId === undefined ? all : all.where('object_id', '=', objectId)
  const after = afterSeq === undefined ? found : found.where('seq', '>', afterSeq)
  const request = afterSeq === undefined ? page : { ...page, order: 'seq' }
  if (types === undefined) return await fetchPage(after.selectAll(), request)
  const isDriven = objectId === undefined && (afterSeq === undefined || (await areFew(trx, tenantId, types)))
  // An object has few events; of common types the next ones in the log are near.
  if (!isDriven) return await fetchPage(after.where(amongBeside('type', types)).selectAll(), request)
  if (afterSeq !== undefined) {
    const list = {
      table: 'events',
      found: all.where(among('type', types)).where(beside('seq'), '>', afterSeq),
    } as const
    return await fetchSorted(trx, tenantId, list, request)
  }
  const part = (type: Expression<string>) => all.where('type', '=', type)
  return await fetchParts(trx, tenantId, { table: 'events', values: types, part }, request)
}

async function areFew(trx: Trx, tenantId: string, types: readonly string[]): Promise<boolean> {
  const found = eventsOf(trx, tenantId).where(among('type', types)).select('id').limit(few)
  return (await found.execute()).length < few
}

/** Where somebody stands in the log of all tenants: behind the event with this number. */
export interface LogPosition {
  readonly seq: number
  /** The event itself, or null before the first one. */
  readonly eventId: string | null
}

/** Before whatever the log begins with. */
export const beforeAllEvents: LogPosition = { seq: Number.MIN_SAFE_INTEGER, eventId: null }

/** Which part of the log is asked for. */
export interface LogPart {
  /** Only what was committed after the event with this number. */
  readonly afterSeq: number
  /** Only these types; by default all of them. */
  readonly types?: readonly string[]
  /** Only this tenant's; by default those of all tenants. */
  readonly tenantId?: string
}

/** The oldest events of a part of the log, in commit order. */
export async function eventsAfter(
  trx: Trx,
  { limit, ...part }: LogPart & { readonly limit: number },
): Promise<EventRow[]> {
  const found = await ofEachTenant(trx, part.tenantId, id =>
    partOf(trx, id, part).selectAll().orderBy('seq').limit(limit).execute(),
  )
  return found
    .flat()
    .sort((one, other) => one.seq - other.seq)
    .slice(0, limit)
}

/** How many events a part of the log has. */
export async function countEventsAfter(trx: Trx, part: LogPart): Promise<number> {
  const counts = await ofEachTenant(trx, part.tenantId, id =>
    partOf(trx, id, part)
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirst(),
  )
  return counts.reduce((sum, row) => sum + Number(row?.count ?? 0), 0)
}

/** The event with this id, whosever it is, or undefined. */
export async function findEventOfAnyTenant(trx: Trx, eventId: string): Promise<EventRow | undefined> {
  const found = await ofEachTenant(trx, undefined, id => findEvent(trx, id, eventId))
  return found.find(row => row !== undefined)
}

/** Behind the newest event. */
export async function endOfLog(trx: Trx): Promise<LogPosition> {
  return await lastBefore(trx, Number.MAX_SAFE_INTEGER)
}

/** Behind the last event before a number. */
export async function lastBefore(trx: Trx, seq: number): Promise<LogPosition> {
  const last = await ofEachTenant(trx, undefined, id =>
    eventsOf(trx, id)
      .select(['id', 'seq'])
      .where('seq', '<', seq)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return last.reduce<LogPosition>(
    (latest, row) => (row !== undefined && row.seq > latest.seq ? { seq: row.seq, eventId: row.id } : latest),
    beforeAllEvents,
  )
}

/** Before the first event that was made at a stored instant or later; behind the newest when there is none. */
export async function positionAt(trx: Trx, instant: string): Promise<LogPosition> {
  const firsts = await ofEachTenant(trx, undefined, id =>
    eventsOf(trx, id)
      .select(({ fn }) => fn.min<number | null>('seq').as('seq'))
      .where('created_at', '>=', instant)
      .executeTakeFirst(),
  )
  const numbers = firsts.flatMap(row => row?.seq ?? [])
  return await lastBefore(trx, smallest(numbers, Number.MAX_SAFE_INTEGER))
}

/** One tenant after the other, however many there are: the key and the indexes of the log begin with the tenant. */
async function ofEachTenant<Result>(
  trx: Trx,
  tenantId: string | undefined,
  read: (tenantId: string) => Promise<Result>,
): Promise<Result[]> {
  if (tenantId !== undefined) return [await read(tenantId)]
  const tenants = await trx.selectFrom('tenants').select('id').orderBy('id').execute()
  const results: Result[] = []
  for (const { id } of tenants) results.push(await read(id))
  return results
}

function eventsOf(trx: Trx, tenantId: string) {
  return trx.selectFrom('events').where('tenant_id', '=', tenantId)
}

function partOf(trx: Trx, tenantId: string, { afterSeq, types }: LogPart) {
  const after = eventsOf(trx, tenantId).where('seq', '>', afterSeq)
  return types === undefined ? after : after.where(among('type', types))
}
