import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import { insertTransition } from '../store/booking-history.ts'
import { insertBooking } from '../store/bookings.ts'
import { occupy } from '../store/occupancies.ts'
import type { BookingRow, Trx } from '../store/schema.ts'
import { common, defaultTenantId } from './default-members.ts'
import { madeByStaff } from './seeded-history.ts'

/** What the bookings differ in. Instants are UTC with minutes: `2026-04-21T05:00`. */
export interface SeededBooking extends Partial<BookingRow> {
  readonly id: string
  readonly customer_id: string
  readonly service_id: string
  readonly resource_id: string
  readonly group?: string
  readonly from: string
  readonly to: string
}

/** Writes a booking of the default data set with the beginning of its history and what it takes; confirmed by default. */
export async function insertSeededBooking(
  trx: Trx,
  { group = 'staff', from, to, ...members }: SeededBooking,
): Promise<void> {
  const time = { start_at: `${from}:00.000Z`, end_at: `${to}:00.000Z` }
  const row: BookingRow = {
    ...common,
    ...time,
    location_id: null,
    series_id: null,
    hold_id: null,
    payment: null,
    price: null,
    deposit: null,
    status: 'confirmed',
    original_start_at: null,
    buffer_before_min: 0,
    buffer_after_min: 0,
    channel: 'in_person',
    notes: null,
    send_confirmation: 1,
    party_size: 1,
    attendees: '[]',
    allocations: JSON.stringify([{ group, resource_id: members.resource_id }]),
    override_conflicts: 0,
    cancellation: null,
    decline_reason: null,
    policy: JSON.stringify(defaultPolicy),
    confirm_by: null,
    pay_by: null,
    checked_in_at: null,
    completed_at: null,
    schedule_revision: 0,
    ...members,
  }
  await insertBooking(trx, row)
  await insertTransition(trx, madeByStaff(row))
  await occupy(trx, {
    tenant_id: defaultTenantId,
    resource_id: row.resource_id,
    holder_id: row.id,
    kind: 'booking',
    service_id: row.service_id,
    ...time,
    blocks_from: time.start_at,
    blocks_to: time.end_at,
    units: row.party_size,
  })
}
