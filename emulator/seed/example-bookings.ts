import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import { insertTransition } from '../store/booking-history.ts'
import { insertBooking } from '../store/bookings.ts'
import { occupy } from '../store/occupancies.ts'
import type { BookingRow, Trx } from '../store/schema.ts'
import { common, defaultTenantId } from './default-members.ts'
import { madeByStaff } from './seeded-history.ts'

/** What the bookings differ in. Instants are UTC with minutes: `2026-04-21T05:00`. */
interface ExampleBooking extends Partial<BookingRow> {
  readonly id: string
  readonly customer_id: string
  readonly service_id: string
  readonly resource_id: string
  readonly group?: string
  readonly from: string
  readonly to: string
}

/**
 * Bookings in the states that examples start from: pending, confirmed for later, being served at the time of the
 * reference's example (2026-04-15T09:42:11Z), missed, and a class with seats.
 */
const bookings: readonly ExampleBooking[] = [
  {
    id: 'bk_pending_01',
    customer_id: 'cust_priya_01',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    from: '2026-05-27T06:00',
    to: '2026-05-27T06:30',
    status: 'pending',
    confirm_by: '2026-04-16T09:00:00.000Z',
    policy: JSON.stringify({ ...defaultPolicy, confirmation: 'manual' }),
  },
  {
    id: 'bk_checkup_01',
    customer_id: 'cust_priya_01',
    service_id: 'svc_checkup_20',
    resource_id: 'res_dr_asha',
    from: '2026-05-27T05:10',
    to: '2026-05-27T05:30',
  },
  {
    id: 'bk_today_01',
    customer_id: 'cust_arjun_02',
    service_id: 'svc_checkup_20',
    resource_id: 'res_dr_asha',
    from: '2026-04-15T09:30',
    to: '2026-04-15T09:50',
  },
  {
    id: 'bk_missed_01',
    customer_id: 'cust_priya_01',
    service_id: 'svc_checkup_20',
    resource_id: 'res_dr_asha',
    from: '2026-04-15T09:10',
    to: '2026-04-15T09:30',
  },
  {
    id: 'bk_yoga_01',
    customer_id: 'cust_priya_01',
    service_id: 'svc_yoga_60',
    resource_id: 'res_studio',
    group: 'room',
    from: '2026-05-27T11:30',
    to: '2026-05-27T12:30',
    party_size: 2,
    attendees: JSON.stringify([{ id: 'att_meera_01', name: 'Meera Iyer', email: null }]),
  },
]

/** Writes the bookings of the default data set that the reference does not name. */
export async function insertExampleBookings(trx: Trx): Promise<void> {
  for (const booking of bookings) await insertExampleBooking(trx, booking)
}

async function insertExampleBooking(trx: Trx, { group = 'staff', from, to, ...members }: ExampleBooking) {
  const time = { start_at: `${from}:00.000Z`, end_at: `${to}:00.000Z` }
  const row: BookingRow = {
    ...common,
    ...time,
    location_id: null,
    series_id: null,
    hold_id: null,
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
