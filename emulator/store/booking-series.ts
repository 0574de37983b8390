import type { Expression } from 'kysely'
import { amongBeside } from './among.ts'
import { fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import { rowsWithIds } from './rows-with-ids.ts'
import type { BookingRow, SeriesRow, Trx } from './schema.ts'

/** Which series a list shows; every given filter must hold. */
export interface SeriesFilter {
  readonly customerIds?: readonly string[]
  readonly resourceIds?: readonly string[]
  readonly serviceIds?: readonly string[]
}

const seriesById = prepared<{ tenantId: string; id: string }, SeriesRow>((db, hole) =>
  db
    .selectFrom('booking_series')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

/** Adds a series; its bookings are written beside it. */
export async function insertSeries(trx: Trx, row: SeriesRow): Promise<void> {
  await insertRow(trx, 'booking_series', row)
}

/** The series of this tenant, or undefined. */
export async function findSeries(trx: Trx, tenantId: string, id: string): Promise<SeriesRow | undefined> {
  const [row] = await seriesById(trx, { tenantId, id })
  return row
}

/** All series of a customer. */
export async function seriesOfCustomer(trx: Trx, tenantId: string, customerId: string): Promise<SeriesRow[]> {
  return await trx
    .selectFrom('booking_series')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Writes a series' row in place of the one before. */
export async function updateSeries(trx: Trx, row: SeriesRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .updateTable('booking_series')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}

/** A booking that a series made. */
export interface SeriesBooking {
  readonly booking_id: string
  /** The wall time that the series gives it. */
  readonly local_start: string
  /** Why it was put elsewhere, where it was; as the API answers them. */
  readonly conflicts?: readonly object[]
}

/** What a series made, in the order of its rule. */
export function storedOccurrences(row: Pick<SeriesRow, 'occurrences'>): readonly SeriesBooking[] {
  return JSON.parse(row.occurrences) as SeriesBooking[]
}

/** The rows of the bookings of these series, by id: one statement for all. */
export async function bookingsOfSeries(
  trx: Trx,
  tenantId: string,
  rows: readonly SeriesRow[],
): Promise<ReadonlyMap<string, BookingRow>> {
  const ids = rows.flatMap(row => storedOccurrences(row).map(({ booking_id }) => booking_id))
  const found = await rowsWithIds(trx, 'bookings', tenantId, ids)
  return new Map(found.map(row => [row.id, row]))
}

/** One page of the tenant's series. */
export async function pageSeries(
  trx: Trx,
  tenantId: string,
  { customerIds, resourceIds, serviceIds }: SeriesFilter,
  page: PageRequest,
): Promise<Page<SeriesRow>> {
  let query = trx.selectFrom('booking_series').where('tenant_id', '=', tenantId)
  const lists = [
    ['customer_id', customerIds],
    ['resource_id', resourceIds],
    ['service_id', serviceIds],
  ] as const
  // A customer has few series; whatever else is asked for is looked up in their rows.
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  for (const [column, values = []] of others) query = query.where(amongBeside(column, values))
  if (driving === undefined) return await fetchPage(query.selectAll(), page)
  const [column, values = []] = driving
  const part = (value: Expression<string>) => query.where(column, '=', value)
  const parts = { table: 'booking_series', values, part } as const
  return await fetchParts<'booking_series', SeriesRow>(trx, tenantId, parts, page)
}
