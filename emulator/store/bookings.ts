import { insertRows } from './bulk-insert.ts'
import { insertRow, prepared } from './prepared.ts'
import { countBookings, recountBooking } from './resource-days.ts'
import type { BookingRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

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
  await countBookings(trx, [row])
}

/** Adds many bookings, several with each statement. */
export async function insertBookings(trx: Trx, rows: readonly BookingRow[]): Promise<void> {
  await insertRows(trx, 'bookings', rows)
  await countBookings(trx, rows)
}

/** The booking of this tenant, or undefined. */
export async function findBooking(trx: Trx, tenantId: string, id: string): Promise<BookingRow | undefined> {
  return await remembered(trx, 'bookings', `${tenantId} ${id}`, async () => {
    const [row] = await bookingById(trx, { tenantId, id })
    return row
  })
}

/** All bookings of a customer, by start. */
export async function bookingsOfCustomer(
  trx: Trx,
  tenantId: string,
  customerId: string,
): Promise<BookingRow[]> {
  return await trx
    .selectFrom('bookings')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .orderBy('start_at')
    .orderBy('id')
    .execute()
}

/**
 * Writes a booking's row in place of the one before. Only what differs: SQLite writes each index anew that has a column
 * of the statement, whether or not its value is another one.
 */
export async function updateBooking(trx: Trx, before: BookingRow, after: BookingRow): Promise<void> {
  const changes = Object.entries(after).filter(([name, value]) => value !== before[name as keyof BookingRow])
  if (changes.length === 0) return
  await trx
    .updateTable('bookings')
    .set(Object.fromEntries(changes))
    .where('tenant_id', '=', after.tenant_id)
    .where('id', '=', after.id)
    .execute()
  await recountBooking(trx, before, after)
}
