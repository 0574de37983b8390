import { defaultTenantId, common as seeded } from '../emulator/seed/default-members.ts'
import { insertBookings } from '../emulator/store/bookings.ts'
import { insertRows } from '../emulator/store/bulk-insert.ts'
import { insertCustomers } from '../emulator/store/customers.ts'
import { toStored } from '../emulator/store/instants.ts'
import { insertLocation } from '../emulator/store/locations.ts'
import { insertResource } from '../emulator/store/resources.ts'
import type { BookingRow, CustomerRow, EventRow, OccupancyRow, Trx } from '../emulator/store/schema.ts'
import { insertService } from '../emulator/store/services.ts'
import type { Store } from '../emulator/store/store.ts'

/** The instant at which the sandbox of the benchmark stands. */
export const benchNowMs = Date.parse('2026-04-15T09:00:00Z')

const dayMs = 86_400_000
const resourceCount = 50
const slotsOfDay = 18
const perDay = resourceCount * slotsOfDay
/** The calendars are full until then, so that every booking of the benchmark has a full window around it. */
const fullUntilMs = Date.parse('2026-05-14T00:00:00Z')

/** Events of the benchmark stand before those that the sandbox makes. */
export const firstSeq = -1_000_000_000

export const resourceIds = Array.from(
  { length: resourceCount },
  (_, i) => `res_bench_${String(i).padStart(2, '0')}`,
)

/** Few rows match these, whatever the size: those made long ago. */
export const rare = {
  customerId: 'cust_rare',
  resourceId: 'res_rare',
  serviceId: 'svc_rare',
  locationId: 'loc_rare',
  status: 'awaiting_payment',
  type: 'booking.declined',
} as const

/** Numbers that look random and are the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/**
 * Fills a seeded store with so many bookings, their events, occupancies and customers: 50 resources that are always
 * booked, back into the past for as many days as it takes; nine of ten rows belong to the tenant of the default keys.
 */
export async function fillStore(store: Store, bookings: number): Promise<void> {
  await store.write(writeObjects)
  const batch = 2_000
  for (let from = 0; from < bookings; from += batch) {
    await store.write(trx => writeBookings(trx, bookings, from, Math.min(from + batch, bookings)))
  }
  const customers = Math.ceil(bookings / 4)
  for (let from = 0; from < customers; from += batch) {
    const rows = Array.from({ length: Math.min(batch, customers - from) }, (_, i) => customerOf(from + i))
    await store.write(trx => insertCustomers(trx, rows))
  }
}

async function writeObjects(trx: Trx): Promise<void> {
  const day = [{ start: '00:00', end: '24:00' }]
  for (const id of ['loc_bench_0', 'loc_bench_1', 'loc_bench_2', 'loc_bench_3', rare.locationId]) {
    await insertLocation(trx, {
      ...seeded,
      id,
      name: id,
      timezone: 'Asia/Kolkata',
      address: null,
      opening_hours: null,
      holidays: '[]',
    })
  }
  for (const [i, id] of [...resourceIds, rare.resourceId].entries()) {
    await insertResource(trx, {
      ...seeded,
      id,
      type: 'staff',
      name: id,
      location_id: `loc_bench_${i % 4}`,
      timezone: 'Asia/Kolkata',
      capacity: 1,
      weight: 1,
      max_bookings_per_day: null,
      skills: '[]',
      weekly: JSON.stringify({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
      status: 'online',
      offline: null,
      longest_block_ms: 1_800_000,
    })
  }
  for (const id of ['svc_bench_0', 'svc_bench_1', 'svc_bench_2', 'svc_bench_3', rare.serviceId]) {
    await insertService(trx, {
      ...seeded,
      id,
      name: id,
      description: null,
      duration_min: 30,
      step_min: 30,
      buffer_before_min: 0,
      buffer_after_min: 0,
      notice_min: 0,
      horizon_days: 90,
      capacity: 1,
      max_per_day: null,
      price: null,
      deposit: null,
      confirmation: 'auto',
      requirements: JSON.stringify([{ group: 'staff', resource_ids: resourceIds, skills: [] }]),
      policy: '{}',
      status: 'active',
    })
  }
}

async function writeBookings(trx: Trx, all: number, from: number, to: number): Promise<void> {
  const rows = { bookings: [] as BookingRow[], occupancies: [] as OccupancyRow[], events: [] as EventRow[] }
  for (let number = from; number < to; number++) {
    const booking = bookingOf(all, number)
    rows.bookings.push(booking)
    rows.occupancies.push(occupancyOf(booking))
    rows.events.push(eventOf(booking, firstSeq + number * 2, 'booking.created'))
    const isRare = number < 5
    rows.events.push(eventOf(booking, firstSeq + number * 2 + 1, isRare ? rare.type : 'booking.confirmed'))
  }
  await insertBookings(trx, rows.bookings)
  await insertRows(trx, 'occupancies', rows.occupancies)
  await insertRows(trx, 'events', rows.events)
}

/** Bookings come in the order of their starts; each was made up to two weeks before. */
function bookingOf(all: number, number: number): BookingRow {
  const random = randomFrom(number * 7_919 + 13)
  random()
  const isRare = number < 5
  const place = number - all
  const day = Math.floor(place / perDay)
  const within = place - day * perDay
  // 09:00 to 18:00 in India.
  const startMs = fullUntilMs + day * dayMs + 3.5 * 3_600_000 + Math.floor(within / resourceCount) * 1_800_000
  const resource = within % resourceCount
  const createdMs = Math.min(startMs, benchNowMs) - Math.floor(random() * 14 * dayMs) - 1_000
  const isPast = startMs < benchNowMs
  const status = isRare ? rare.status : statusOf(isPast, random())
  const isClosed = ['completed', 'no_show'].includes(status)
  const customer = random() < 0.05 ? 0 : Math.floor(number / 4)
  return {
    tenant_id: random() < 0.9 || isRare ? defaultTenantId : `tnt_other_${Math.floor(random() * 4)}`,
    id: `bk_bench_${String(number).padStart(20, '0')}`,
    created_at: toStored(createdMs),
    updated_at: toStored(isClosed ? startMs + 1_800_000 : createdMs + Math.floor(random() * 3_600_000)),
    revision: 1,
    metadata: '{}',
    customer_id: isRare ? rare.customerId : customerId(customer),
    service_id: isRare ? rare.serviceId : `svc_bench_${Math.floor(random() * 4)}`,
    resource_id: isRare ? rare.resourceId : (resourceIds[resource] ?? ''),
    location_id: isRare ? rare.locationId : `loc_bench_${resource % 4}`,
    series_id: null,
    hold_id: null,
    payment: null,
    price: null,
    deposit: null,
    status,
    start_at: toStored(startMs),
    end_at: toStored(startMs + 1_800_000),
    original_start_at: null,
    buffer_before_min: 0,
    buffer_after_min: 0,
    channel: 'in_person',
    notes: 'Follow-up, brings the reports of the last visit',
    send_confirmation: 1,
    party_size: 1,
    attendees: '[]',
    allocations: JSON.stringify([{ group: 'staff', resource_id: resourceIds[resource] }]),
    override_conflicts: 0,
    cancellation: null,
    decline_reason: null,
    policy: '{"confirmation":"auto","confirm_within_min":60,"cancel_until_min":120,"fees":[],"reminders":[]}',
    confirm_by: null,
    pay_by: null,
    checked_in_at: null,
    completed_at: null,
    schedule_revision: 0,
  }
}

function statusOf(isPast: boolean, chance: number): string {
  if (chance < 0.1) return 'cancelled'
  if (isPast) return chance < 0.13 ? 'no_show' : 'completed'
  return chance < 0.13 ? 'pending' : 'confirmed'
}

function customerId(number: number): string {
  return `cust_bench_${String(number).padStart(18, '0')}`
}

function occupancyOf(row: BookingRow): OccupancyRow {
  return {
    tenant_id: row.tenant_id,
    resource_id: row.resource_id,
    holder_id: row.id,
    kind: 'booking',
    service_id: row.service_id,
    start_at: row.start_at,
    end_at: row.end_at,
    blocks_from: row.start_at,
    blocks_to: row.end_at,
    units: 1,
    expires_at: null,
  }
}

function eventOf(row: BookingRow, seq: number, type: string): EventRow {
  const id = `evt_bench_${String(seq - firstSeq).padStart(20, '0')}`
  return {
    tenant_id: row.tenant_id,
    id,
    seq,
    type,
    object_id: row.id,
    request_id: null,
    created_at: row.created_at,
    payload: JSON.stringify({ id, type, data: { object: { id: row.id, notes: 'x'.repeat(300) } } }),
  }
}

const given = ['Aarav', 'Meera', 'Rohan', 'Priya', 'Kabir', 'Anika', 'Vikram', 'Sara', 'Dev', 'Ishaan']
const family = ['Sharma', 'Iyer', 'Mehta', 'Kapoor', 'Reddy', 'Nair', 'Bose', 'Khan', 'Das', 'Pillai']

function customerOf(number: number): CustomerRow {
  const random = randomFrom(number * 104_729 + 7)
  random()
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const [first, last] = number === 3 ? ['Zbigniew', 'Quxley'] : [pick(given), pick(family)]
  const created = toStored(benchNowMs - Math.floor(1_000_000_000 / (number + 2)) * 1_000)
  return {
    tenant_id: number % 10 === 9 ? 'tnt_other_0' : defaultTenantId,
    id: customerId(number),
    created_at: created,
    updated_at: created,
    revision: 1,
    metadata: '{}',
    name: `${first} ${last}`,
    email: `${first}.${last}${number}@example.com`.toLowerCase(),
    phone: `+91 9${String(Math.floor(random() * 1e9)).padStart(9, '0')}`,
    external_ref: `crm-${number}`,
    timezone: 'Asia/Kolkata',
    locale: 'en-IN',
    notes: null,
    processing_restricted: 0,
    merged_into: null,
    deleted_at: null,
  }
}
