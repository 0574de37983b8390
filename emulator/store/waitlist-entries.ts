import type { Expression } from 'kysely'
import { waitlistPriorities } from '../../src/contract/objects/waitlist-entry.ts'
import { amongBeside } from './among.ts'
import { fromStored } from './instants.ts'
import { fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { Trx, WaitlistEntryRow } from './schema.ts'

/** Which entries a list shows; every given filter must hold. */
export interface WaitlistFilter {
  readonly serviceIds?: readonly string[]
  readonly customerIds?: readonly string[]
  readonly statuses?: readonly string[]
}

const entryById = prepared<{ tenantId: string; id: string }, WaitlistEntryRow>((db, hole) =>
  db
    .selectFrom('waitlist_entries')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

const entryByHold = prepared<{ tenantId: string; holdId: string }, WaitlistEntryRow>((db, hole) =>
  db
    .selectFrom('waitlist_entries')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('hold_id', '=', hole('holdId')),
)

const waiting = prepared<{ tenantId: string; from: string; to: string }, WaitlistEntryRow>((db, hole) =>
  db
    .selectFrom('waitlist_entries')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('status', '=', 'waiting')
    .where('window_from', '<', hole('to'))
    .where('window_to', '>', hole('from'))
    .orderBy('turn')
    .orderBy('id'),
)

const offered = prepared<{ tenantId: string; from: string; to: string; now: string }, WaitlistEntryRow>(
  (db, hole) =>
    db
      .selectFrom('waitlist_entries')
      .selectAll()
      .where('tenant_id', '=', hole('tenantId'))
      .where('status', '=', 'offered')
      .where('offer_start_at', '>=', hole('from'))
      .where('offer_start_at', '<', hole('to'))
      .where('offer_expires_at', '>', hole('now'))
      .orderBy('turn')
      .orderBy('id'),
)

/** Sorts entries in the order of offers: higher priorities first, then the older ones. */
export function turnOf(priority: number, createdAt: string): string {
  return `${String(waitlistPriorities.highest - priority).padStart(4, '0')}:${createdAt}`
}

/** Adds an entry. */
export async function insertWaitlistEntry(trx: Trx, row: WaitlistEntryRow): Promise<void> {
  await insertRow(trx, 'waitlist_entries', row)
}

/** The entry of this tenant, or undefined. */
export async function findWaitlistEntry(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<WaitlistEntryRow | undefined> {
  const [row] = await entryById(trx, { tenantId, id })
  return row
}

/** The entry whose open offer a hold keeps, or undefined: other holds keep none. */
export async function findEntryOfHold(
  trx: Trx,
  tenantId: string,
  holdId: string,
): Promise<WaitlistEntryRow | undefined> {
  const [row] = await entryByHold(trx, { tenantId, holdId })
  return row
}

/** Who waits with a window that meets an interval (stored instants), in the order of offers. */
export async function waitingEntries(
  trx: Trx,
  tenantId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<WaitlistEntryRow[]> {
  return await waiting(trx, { tenantId, from, to })
}

/** When those who wait have time, all together, from an instant on; undefined where nobody waits. */
export async function waitingSpan(
  trx: Trx,
  tenantId: string,
  now: string,
): Promise<{ fromMs: number; toMs: number } | undefined> {
  const row = await trx
    .selectFrom('waitlist_entries')
    .select(({ fn }) => [fn.min('window_from').as('from'), fn.max('window_to').as('to')])
    .where('tenant_id', '=', tenantId)
    .where('status', '=', 'waiting')
    .where('window_to', '>', now)
    .executeTakeFirst()
  if (row?.from == null || row.to == null) return undefined
  return { fromMs: fromStored(row.from), toMs: fromStored(row.to) }
}

/** Entries with an open offer of a start in an interval (stored instants), in the order of offers. */
export async function offeredEntries(
  trx: Trx,
  tenantId: string,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: string },
): Promise<WaitlistEntryRow[]> {
  return await offered(trx, { tenantId, from, to, now })
}

/** All entries of a customer, whatever their state. */
export async function entriesOfCustomer(
  trx: Trx,
  tenantId: string,
  customerId: string,
): Promise<WaitlistEntryRow[]> {
  return await trx
    .selectFrom('waitlist_entries')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** One page of the tenant's waitlist. */
export async function pageWaitlistEntries(
  trx: Trx,
  tenantId: string,
  { serviceIds, customerIds, statuses }: WaitlistFilter,
  page: PageRequest,
): Promise<Page<WaitlistEntryRow>> {
  let query = trx.selectFrom('waitlist_entries').where('tenant_id', '=', tenantId)
  const lists = [
    ['customer_id', customerIds],
    ['service_id', serviceIds],
    ['status', statuses],
  ] as const
  // Few entries are of one customer; whatever else is asked for is looked up in their rows.
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  for (const [column, values = []] of others) query = query.where(amongBeside(column, values))
  if (driving === undefined) return await fetchPage(query.selectAll(), page)
  const [column, values = []] = driving
  const part = (value: Expression<string>) => query.where(column, '=', value)
  const parts = { table: 'waitlist_entries', values, part } as const
  return await fetchParts<'waitlist_entries', WaitlistEntryRow>(trx, tenantId, parts, page)
}

/** Writes an entry's row in place of the one before. */
export async function saveWaitlistEntry(trx: Trx, row: WaitlistEntryRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .updateTable('waitlist_entries')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
