import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import { insertTransition } from '../store/booking-history.ts'
import { insertBooking } from '../store/bookings.ts'
import { insertCustomer } from '../store/customers.ts'
import { insertException } from '../store/exceptions.ts'
import { insertLocation } from '../store/locations.ts'
import { occupy } from '../store/occupancies.ts'
import { insertResource } from '../store/resources.ts'
import type { BookingRow, Trx } from '../store/schema.ts'
import { insertService } from '../store/services.ts'
import { insertSkill } from '../store/skills.ts'
import { common, defaultTenantId } from './default-members.ts'
import { madeByStaff } from './seeded-history.ts'
import { insertTenants } from './tenants.ts'

/** The data set `reference`: what the requests of the API reference need, and nothing else. */
export async function seedReferenceDataSet(trx: Trx): Promise<void> {
  await insertTenants(trx)
  await insertPlaceAndSkill(trx)
  await insertPeopleAndServices(trx)
  await insertReferenceBooking(trx)
}

/** A location that never closes and a skill that nothing asks for yet: to read, to change, and to book with. */
async function insertPlaceAndSkill(trx: Trx): Promise<void> {
  await insertLocation(trx, {
    ...common,
    id: 'loc_main',
    name: 'Niket Clinic',
    timezone: 'Asia/Kolkata',
    address: '4 Residency Road, Bengaluru',
    opening_hours: null,
    holidays: '[]',
  })
  await insertSkill(trx, {
    ...common,
    id: 'skill_cardiology',
    name: 'Cardiology',
    description: 'Diagnoses and treats diseases of the heart.',
  })
}

async function insertPeopleAndServices(trx: Trx): Promise<void> {
  for (const [id, name, email, phone] of [
    ['cust_priya_01', 'Priya Sharma', 'priya@example.com', '+91 98765 43210'],
    ['cust_arjun_02', 'Arjun Mehta', 'arjun@example.com', '+91 98765 43211'],
  ] as const) {
    await insertCustomer(trx, {
      ...common,
      id,
      name,
      email,
      phone,
      external_ref: null,
      timezone: 'Asia/Kolkata',
      locale: 'en-IN',
      notes: null,
      processing_restricted: 0,
      merged_into: null,
      deleted_at: null,
    })
  }
  await insertService(trx, {
    ...common,
    id: 'svc_consult_30',
    name: 'Consultation, 30 minutes',
    description: 'A consultation in the practice, by phone or by video.',
    duration_min: 30,
    step_min: 30,
    buffer_before_min: 0,
    buffer_after_min: 0,
    notice_min: 0,
    horizon_days: 60,
    capacity: 1,
    max_per_day: null,
    price: JSON.stringify({ amount: 80_000, currency: 'INR' }),
    deposit: null,
    confirmation: 'auto',
    requirements: JSON.stringify([{ group: 'staff', resource_ids: ['res_dr_niket'], skills: [] }]),
    policy: '{}',
    status: 'active',
  })
  const day = [{ start: '09:00', end: '18:00' }]
  await insertResource(trx, {
    ...common,
    id: 'res_dr_niket',
    type: 'staff',
    name: 'Dr Niket',
    location_id: null,
    timezone: 'Asia/Kolkata',
    capacity: 1,
    weight: 1,
    max_bookings_per_day: null,
    skills: JSON.stringify([{ skill_id: 'skill_cardiology', level: 3, valid_until: null }]),
    weekly: JSON.stringify({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: [] }),
    status: 'online',
    offline: null,
    longest_block_ms: 0,
  })
}

/** A morning that starts late, and a booking made in spite of it: together the reference's whole 422. */
async function insertReferenceBooking(trx: Trx): Promise<void> {
  await insertException(trx, {
    ...common,
    id: 'exc_late_start',
    resource_id: 'res_dr_niket',
    kind: 'replace',
    from: '2026-04-21',
    to: '2026-04-21',
    intervals: JSON.stringify([{ start: '11:00', end: '18:00' }]),
    reason: 'Ward round',
  })
  const id = 'bk_01HXYW999'
  const time = { start_at: '2026-04-21T05:00:00.000Z', end_at: '2026-04-21T05:30:00.000Z' }
  const row: BookingRow = {
    ...common,
    ...time,
    id,
    customer_id: 'cust_arjun_02',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
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
    allocations: JSON.stringify([{ group: 'staff', resource_id: 'res_dr_niket' }]),
    override_conflicts: 1,
    cancellation: null,
    decline_reason: null,
    policy: JSON.stringify(defaultPolicy),
    confirm_by: null,
    pay_by: null,
    checked_in_at: null,
    completed_at: null,
    schedule_revision: 0,
  }
  await insertBooking(trx, row)
  await insertTransition(trx, madeByStaff(row))
  await occupy(trx, {
    tenant_id: defaultTenantId,
    resource_id: 'res_dr_niket',
    holder_id: id,
    kind: 'booking',
    service_id: 'svc_consult_30',
    ...time,
    blocks_from: time.start_at,
    blocks_to: time.end_at,
    units: 1,
  })
}
