import type { EventRow, Trx } from './schema.ts'

/** Where somebody stands in the log of all tenants: behind the event with this number. */
export interface LogPosition {
  readonly seq: number
  /** The event itself, or null before the first one. */
  readonly eventId: string | null
}

/** Before whatever the log begins with. */
export const beforeAllEvents: LogPosition = { seq: Number.MIN_SAFE_INTEGER, eventId: null }

/**
 * The oldest events behind a number, of one tenant or of all, in commit order. Whatever the number of tenants, the
 * key of the table is followed: it begins with the tenant.
 */
export async function eventsAfter(
  trx: Trx,
  { seq, tenantId, limit }: { readonly seq: number; readonly tenantId?: string; readonly limit: number },
): Promise<EventRow[]> {
  const found: EventRow[] = []
  for (const id of await tenantIds(trx, tenantId)) {
    const rows = await trx
      .selectFrom('events')
      .selectAll()
      .where('tenant_id', '=', id)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit)
      .execute()
    found.push(...rows)
  }
  return found.sort((one, other) => one.seq - other.seq).slice(0, limit)
}

/** How many events of these types stand behind a number. */
export async function countEventsAfter(
  trx: Trx,
  {
    seq,
    tenantId,
    types,
  }: { readonly seq: number; readonly tenantId?: string; readonly types: readonly string[] },
): Promise<number> {
  let count = 0
  for (const id of await tenantIds(trx, tenantId)) {
    const row = await trx
      .selectFrom('events')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('tenant_id', '=', id)
      .where('seq', '>', seq)
      .where('type', 'in', types)
      .executeTakeFirst()
    count += Number(row?.count ?? 0)
  }
  return count
}

/** The event with this id, whosever it is, or undefined. */
export async function findEventOfAnyTenant(trx: Trx, eventId: string): Promise<EventRow | undefined> {
  for (const id of await tenantIds(trx)) {
    const row = await trx
      .selectFrom('events')
      .selectAll()
      .where('tenant_id', '=', id)
      .where('id', '=', eventId)
      .executeTakeFirst()
    if (row !== undefined) return row
  }
  return undefined
}

/** Behind the newest event. */
export async function endOfLog(trx: Trx): Promise<LogPosition> {
  return await lastBefore(trx, Number.MAX_SAFE_INTEGER)
}

/** Behind the last event before a number. */
export async function lastBefore(trx: Trx, seq: number): Promise<LogPosition> {
  let last = beforeAllEvents
  for (const id of await tenantIds(trx)) {
    const row = await trx
      .selectFrom('events')
      .select(['id', 'seq'])
      .where('tenant_id', '=', id)
      .where('seq', '<', seq)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined && row.seq > last.seq) last = { seq: row.seq, eventId: row.id }
  }
  return last
}

/** Before the first event that was made at a stored instant or later; behind the newest when there is none. */
export async function positionAt(trx: Trx, instant: string): Promise<LogPosition> {
  let first: number | undefined
  for (const id of await tenantIds(trx)) {
    const row = await trx
      .selectFrom('events')
      .select(({ fn }) => fn.min('seq').as('seq'))
      .where('tenant_id', '=', id)
      .where('created_at', '>=', instant)
      .executeTakeFirst()
    const seq = row?.seq as number | null | undefined
    if (seq != null && (first === undefined || seq < first)) first = seq
  }
  return first === undefined ? await endOfLog(trx) : await lastBefore(trx, first)
}

async function tenantIds(trx: Trx, tenantId?: string): Promise<readonly string[]> {
  if (tenantId !== undefined) return [tenantId]
  return (await trx.selectFrom('tenants').select('id').orderBy('id').execute()).map(({ id }) => id)
}
