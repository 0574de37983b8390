import { among } from './among.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { BookingRow, Trx } from './schema.ts'

/** Which bookings a list shows; every given filter must hold. Instants are stored text. */
export interface BookingFilter {
  readonly customerIds?: readonly string[]
  readonly resourceIds?: readonly string[]
  readonly serviceIds?: readonly string[]
  readonly locationIds?: readonly string[]
  readonly statuses?: readonly string[]
  readonly startFrom?: string
  readonly startTo?: string
  readonly updatedSince?: string
}

const bookingById = prepared<{ tenantId: string; id: string }, BookingRow>((db, hole) =>
  db
    .selectFrom('bookings')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

/** Adds a booking. */
export async function insertBooking(trx: Trx, row: BookingRow): Promise<void> {
  await insertRow(trx, 'bookings', row)
}

/** The booking of this tenant, or undefined. */
export async function findBooking(trx: Trx, tenantId: string, id: string): Promise<BookingRow | undefined> {
  const [row] = await bookingById(trx, { tenantId, id })
  return row
}

/** Writes a booking's row in place of the one before. */
export async function updateBooking(trx: Trx, row: BookingRow): Promise<void> {
  await trx
    .updateTable('bookings')
    .set(row)
    .where('tenant_id', '=', row.tenant_id)
    .where('id', '=', row.id)
    .execute()
}

/** One page of the tenant's bookings. */
export async function pageBookings(
  trx: Trx,
  tenantId: string,
  filter: BookingFilter,
  page: PageRequest,
): Promise<Page<BookingRow>> {
  let query = trx.selectFrom('bookings').selectAll().where('tenant_id', '=', tenantId)
  const lists = {
    customer_id: filter.customerIds,
    resource_id: filter.resourceIds,
    service_id: filter.serviceIds,
    location_id: filter.locationIds,
    status: filter.statuses,
  } as const
  for (const [column, values] of Object.entries(lists) as [
    keyof typeof lists,
    readonly string[] | undefined,
  ][]) {
    if (values !== undefined) query = query.where(among(column, values))
  }
  if (filter.startFrom !== undefined) query = query.where('start_at', '>=', filter.startFrom)
  if (filter.startTo !== undefined) query = query.where('start_at', '<', filter.startTo)
  if (filter.updatedSince !== undefined) query = query.where('updated_at', '>=', filter.updatedSince)
  return await fetchPage(query, page)
}

/** How often each resource is booked between two stored instants, and when it was last booked (by creation). */
export async function bookingLoad(
  trx: Trx,
  tenantId: string,
  resourceIds: readonly string[],
  from: string,
  to: string,
): Promise<{ resource_id: string; bookings: number; last_booked_at: string }[]> {
  const rows = await trx
    .selectFrom('bookings')
    .select(({ fn }) => [
      'resource_id',
      fn.countAll().as('bookings'),
      fn.max('created_at').as('last_booked_at'),
    ])
    .where('tenant_id', '=', tenantId)
    .where(among('resource_id', resourceIds))
    .where('start_at', '>=', from)
    .where('start_at', '<', to)
    .where('status', 'not in', ['declined', 'cancelled'])
    .groupBy('resource_id')
    .execute()
  // PostgreSQL counts in 64 bits and answers text.
  return rows.map(row => ({ ...row, bookings: Number(row.bookings) }))
}
