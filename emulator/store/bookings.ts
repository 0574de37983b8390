import type { Static } from 'typebox'
import type { Booking } from '../../src/contract/objects/booking.ts'
import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import { toAnswer, toAnswerOrNull } from './instants.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { BookingRow, Trx } from './schema.ts'

export type BookingObject = Static<typeof Booking>

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
): Promise<Page<BookingObject>> {
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
    if (values !== undefined) query = query.where(column, 'in', values)
  }
  if (filter.startFrom !== undefined) query = query.where('start_at', '>=', filter.startFrom)
  if (filter.startTo !== undefined) query = query.where('start_at', '<', filter.startTo)
  if (filter.updatedSince !== undefined) query = query.where('updated_at', '>=', filter.updatedSince)
  return await fetchPage(query, page, bookingObject)
}

/** The booking as the API answers it. */
export function bookingObject(row: BookingRow): BookingObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    customer_id: row.customer_id,
    service_id: row.service_id,
    resource_id: row.resource_id,
    status: row.status as BookingObject['status'],
    start_at: toAnswer(row.start_at),
    end_at: toAnswer(row.end_at),
    channel: row.channel as BookingObject['channel'],
    notes: row.notes,
    send_confirmation: row.send_confirmation === 1,
    party_size: row.party_size,
    attendees: JSON.parse(row.attendees),
    allocations: JSON.parse(row.allocations),
    hold_id: row.hold_id,
    series_id: row.series_id,
    original_start_at: toAnswerOrNull(row.original_start_at),
    join_url: joinUrlOf(row),
    override_conflicts: row.override_conflicts === 1,
    cancellation: row.cancellation === null ? null : JSON.parse(row.cancellation),
    decline_reason: row.decline_reason,
    policy: policyOf(row),
    payment: null,
    confirm_by: toAnswerOrNull(row.confirm_by),
    pay_by: toAnswerOrNull(row.pay_by),
    checked_in_at: toAnswerOrNull(row.checked_in_at),
    completed_at: toAnswerOrNull(row.completed_at),
    schedule_revision: row.schedule_revision,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
    links: {
      self: `/v2/bookings/${row.id}`,
      customer: `/v2/customers/${row.customer_id}`,
      ics: `/v2/bookings/${row.id}/ics`,
    },
  }
}

/** The policy that the booking was made under. What its release did not know yet is as by default. */
export function policyOf(row: Pick<BookingRow, 'policy'>): BookingObject['policy'] {
  return { ...defaultPolicy, ...(JSON.parse(row.policy) as Partial<BookingObject['policy']>) }
}

/** A made-up meeting address: nothing listens there, but handlers and templates have something to show. */
function joinUrlOf(row: BookingRow): string | null {
  const provider = /^video_(.+)$/.exec(row.channel)?.[1]
  const isSettled = !['pending', 'awaiting_payment', 'declined', 'cancelled'].includes(row.status)
  return provider !== undefined && isSettled ? `https://${provider}.example/ideadunes/${row.id}` : null
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
    .where('resource_id', 'in', resourceIds)
    .where('start_at', '>=', from)
    .where('start_at', '<', to)
    .where('status', 'not in', ['declined', 'cancelled'])
    .groupBy('resource_id')
    .execute()
  // PostgreSQL counts in 64 bits and answers text.
  return rows.map(row => ({ ...row, bookings: Number(row.bookings) }))
}
