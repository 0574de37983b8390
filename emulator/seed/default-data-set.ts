import { insertResource } from '../store/resources.ts'
import type { Trx } from '../store/schema.ts'
import { insertService } from '../store/services.ts'
import { common } from './default-members.ts'
import { insertExampleBookings } from './example-bookings.ts'
import { insertExampleCompliance } from './example-compliance.ts'
import { insertExampleHolds } from './example-holds.ts'
import { insertExampleOptimization } from './example-optimization.ts'
import { insertExamplePayments } from './example-payments.ts'
import { insertExampleSeries } from './example-series.ts'
import { insertExampleWaitlist } from './example-waitlist.ts'
import { insertExampleWebhook } from './example-webhook.ts'
import { seedReferenceDataSet } from './reference-data-set.ts'

/**
 * The data set `default`: that of the reference, and what the examples of every other operation need. It is what a
 * newcomer meets first.
 */
export async function seedDefaultDataSet(trx: Trx, nowMs: number): Promise<void> {
  await seedReferenceDataSet(trx)
  await insertServices(trx)
  await insertResources(trx)
  await insertExampleBookings(trx)
  await insertExampleHolds(trx)
  await insertExampleSeries(trx)
  await insertExampleWaitlist(trx, nowMs)
  await insertExamplePayments(trx, nowMs)
  await insertExampleWebhook(trx)
  await insertExampleCompliance(trx)
  await insertExampleOptimization(trx)
}

async function insertServices(trx: Trx): Promise<void> {
  const terms = {
    ...common,
    buffer_before_min: 0,
    buffer_after_min: 0,
    notice_min: 0,
    horizon_days: 60,
    max_per_day: null,
    deposit: null,
    confirmation: 'auto',
    policy: '{}',
    status: 'active',
  }
  await insertService(trx, {
    ...terms,
    id: 'svc_checkup_20',
    name: 'Check-up, 20 minutes',
    description: 'A check-up with whoever is free.',
    duration_min: 20,
    step_min: 20,
    capacity: 1,
    price: JSON.stringify({ amount: 50_000, currency: 'INR' }),
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'], skills: [] },
    ]),
  })
  await insertService(trx, {
    ...terms,
    id: 'svc_yoga_60',
    name: 'Yoga for the back, 60 minutes',
    description: 'A class of up to twelve.',
    duration_min: 60,
    step_min: 60,
    capacity: 12,
    price: JSON.stringify({ amount: 40_000, currency: 'INR' }),
    requirements: JSON.stringify([{ group: 'room', resource_ids: ['res_studio'], skills: [] }]),
  })
}

/** A second doctor, a room for classes, and a scanner that is being repaired: Monday to Saturday, nine to six. */
async function insertResources(trx: Trx): Promise<void> {
  const day = [{ start: '09:00', end: '18:00' }]
  for (const row of [
    { id: 'res_dr_asha', type: 'staff', name: 'Dr Asha', capacity: 1 },
    { id: 'res_studio', type: 'room', name: 'Studio', capacity: 12 },
  ]) {
    await insertResource(trx, {
      ...common,
      ...row,
      location_id: null,
      timezone: 'Asia/Kolkata',
      weight: 1,
      max_bookings_per_day: null,
      skills: '[]',
      weekly: JSON.stringify({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: [] }),
      status: 'online',
      offline: null,
      longest_block_ms: 0,
    })
  }
  await insertResource(trx, {
    ...common,
    id: 'res_ultrasound',
    type: 'equipment',
    name: 'Ultrasound scanner',
    location_id: null,
    timezone: 'Asia/Kolkata',
    capacity: 1,
    weight: 1,
    max_bookings_per_day: null,
    skills: '[]',
    weekly: JSON.stringify({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: [] }),
    status: 'offline',
    offline: JSON.stringify({ from: '2026-04-14T03:30:00.000Z', until: null, reason: 'Being repaired' }),
    longest_block_ms: 0,
  })
}
