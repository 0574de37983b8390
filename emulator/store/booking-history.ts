import { append } from '../../src/lists/append.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { BookingHistoryRow, Trx } from './schema.ts'

/** Adds a line to a booking's history. */
export async function insertTransition(trx: Trx, row: BookingHistoryRow): Promise<void> {
  await insertRow(trx, 'booking_history', row)
}

/** One page of a booking's history. */
export async function pageTransitions(
  trx: Trx,
  tenantId: string,
  bookingId: string,
  page: PageRequest,
): Promise<Page<BookingHistoryRow>> {
  const query = trx
    .selectFrom('booking_history')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('booking_id', '=', bookingId)
  return await fetchPage(query, page)
}

/** The whole history of some bookings, oldest first. */
export async function historyOfBookings(
  trx: Trx,
  tenantId: string,
  bookingIds: readonly string[],
): Promise<BookingHistoryRow[]> {
  const found: BookingHistoryRow[] = []
  for (const bookingId of bookingIds) {
    const rows = await trx
      .selectFrom('booking_history')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('booking_id', '=', bookingId)
      .orderBy('revision')
      .execute()
    append(found, rows)
  }
  return found
}
