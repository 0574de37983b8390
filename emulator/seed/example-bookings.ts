import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import type { Trx } from '../store/schema.ts'
import { insertSeededBooking, type SeededBooking } from './seeded-booking.ts'

/**
 * Bookings in the states that examples start from: pending, confirmed for later, being served at the time of the
 * reference's example (2026-04-15T09:42:11Z), missed, and a class with seats.
 */
const bookings: readonly SeededBooking[] = [
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
  for (const booking of bookings) await insertSeededBooking(trx, booking)
}
