import type { Expression } from 'kysely'
import { amongBeside } from './among.ts'
import { fetchFew, fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { PaymentRow, Trx } from './schema.ts'

/** Which payments a list shows; every given filter must hold. */
export interface PaymentFilter {
  readonly bookingIds?: readonly string[]
  readonly customerIds?: readonly string[]
  readonly kinds?: readonly string[]
  readonly statuses?: readonly string[]
}

const paymentById = prepared<{ tenantId: string; id: string }, PaymentRow>((db, hole) =>
  db
    .selectFrom('payments')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

const ofBooking = prepared<{ tenantId: string; bookingId: string }, PaymentRow>((db, hole) =>
  db
    .selectFrom('payments')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('booking_id', '=', hole('bookingId'))
    .orderBy('created_at')
    .orderBy('id'),
)

/** Adds a payment. */
export async function insertPayment(trx: Trx, row: PaymentRow): Promise<void> {
  await insertRow(trx, 'payments', row)
}

/** The payment of this tenant, or undefined. */
export async function findPayment(trx: Trx, tenantId: string, id: string): Promise<PaymentRow | undefined> {
  const [row] = await paymentById(trx, { tenantId, id })
  return row
}

/** All payments for a booking, the oldest first. */
export async function paymentsOfBooking(
  trx: Trx,
  tenantId: string,
  bookingId: string,
): Promise<PaymentRow[]> {
  return await ofBooking(trx, { tenantId, bookingId })
}

/** All payments of a customer, the oldest first. */
export async function paymentsOfCustomer(
  trx: Trx,
  tenantId: string,
  customerId: string,
): Promise<PaymentRow[]> {
  return await trx
    .selectFrom('payments')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** One page of the tenant's payments. */
export async function pagePayments(
  trx: Trx,
  tenantId: string,
  { bookingIds, customerIds, kinds, statuses }: PaymentFilter,
  page: PageRequest,
): Promise<Page<PaymentRow>> {
  let query = trx.selectFrom('payments').where('tenant_id', '=', tenantId)
  const lists = [
    ['booking_id', bookingIds],
    ['customer_id', customerIds],
    ['status', statuses],
    ['kind', kinds],
  ] as const
  // Few payments are for one booking or of one customer; whatever else is asked for is looked up in their rows.
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  for (const [column, values = []] of others) query = query.where(amongBeside(column, values))
  if (driving === undefined) return await fetchPage(query.selectAll(), page)
  const [column, values = []] = driving
  if (column === 'booking_id')
    return await fetchFew(trx, tenantId, { table: 'payments', column, values }, query, page)
  const part = (value: Expression<string>) => query.where(column, '=', value)
  return await fetchParts<'payments', PaymentRow>(trx, tenantId, { table: 'payments', values, part }, page)
}

/** Writes a payment's row in place of the one before. */
export async function updatePayment(trx: Trx, row: PaymentRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .updateTable('payments')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
