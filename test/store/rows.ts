import type { BookingRow, CustomerRow, ResourceRow, Trx } from '../../emulator/store/schema.ts'
import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'

const common = {
  tenant_id: 'tnt_a',
  created_at: '2026-04-15T09:00:00.000Z',
  updated_at: '2026-04-15T09:00:00.000Z',
  revision: 1,
  metadata: '{}',
}

/** A whole row of bookings, with what a test wants different. */
export function bookingRow(changes: Partial<BookingRow> & { id: string }): BookingRow {
  return {
    ...common,
    customer_id: 'cust_a',
    service_id: 'svc_a',
    resource_id: 'res_a',
    location_id: null,
    series_id: null,
    hold_id: null,
    payment: null,
    price: null,
    deposit: null,
    status: 'confirmed',
    start_at: '2026-04-20T05:00:00.000Z',
    end_at: '2026-04-20T05:30:00.000Z',
    original_start_at: null,
    buffer_before_min: 0,
    buffer_after_min: 0,
    channel: 'in_person',
    notes: null,
    send_confirmation: 1,
    party_size: 1,
    attendees: '[]',
    allocations: '[]',
    override_conflicts: 0,
    cancellation: null,
    decline_reason: null,
    policy: JSON.stringify(defaultPolicy),
    confirm_by: null,
    pay_by: null,
    checked_in_at: null,
    completed_at: null,
    schedule_revision: 0,
    ...changes,
  }
}

/** A whole row of customers. */
export function customerRow(changes: Partial<CustomerRow> & { id: string }): CustomerRow {
  return {
    ...common,
    name: 'A',
    email: null,
    phone: null,
    external_ref: null,
    timezone: null,
    locale: null,
    notes: null,
    processing_restricted: 0,
    merged_into: null,
    deleted_at: null,
    ...changes,
  }
}

/** A whole row of resources. */
export function resourceRow(changes: Partial<ResourceRow> & { id: string }): ResourceRow {
  return {
    ...common,
    type: 'staff',
    name: 'A',
    location_id: null,
    timezone: 'Asia/Kolkata',
    capacity: 1,
    weight: 1,
    max_bookings_per_day: null,
    skills: '[]',
    weekly: '{}',
    status: 'online',
    offline: null,
    longest_block_ms: 0,
    ...changes,
  }
}

/** How many bookings there are. */
export async function bookingCount(trx: Trx): Promise<number> {
  return (await trx.selectFrom('bookings').select('id').execute()).length
}
