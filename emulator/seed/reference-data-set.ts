import { insertCustomer } from '../store/customers.ts'
import { insertException } from '../store/exceptions.ts'
import { insertLocation } from '../store/locations.ts'
import { insertResource } from '../store/resources.ts'
import type { Trx } from '../store/schema.ts'
import { insertService } from '../store/services.ts'
import { insertSkill } from '../store/skills.ts'
import { common } from './default-members.ts'
import { insertSeededBooking } from './seeded-booking.ts'
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
  await insertSeededBooking(trx, {
    id: 'bk_01HXYW999',
    customer_id: 'cust_arjun_02',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    from: '2026-04-21T05:00',
    to: '2026-04-21T05:30',
    override_conflicts: 1,
  })
}
