import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDefaultKeys, defaultKeys } from '../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../emulator/fleet/key-ring.ts'
import { defaultTenantId } from '../emulator/seed/default-members.ts'
import { openSandbox } from '../emulator/seed/open-sandbox.ts'
import { buildServer } from '../emulator/server/build-server.ts'
import type { BookingFilter } from '../emulator/store/booking-filter.ts'
import { pageBookings } from '../emulator/store/booking-lists.ts'
import { type CustomerFilter, pageCustomers } from '../emulator/store/customers.ts'
import { type EventFilter, pageEvents } from '../emulator/store/events.ts'
import type { Page, PageRequest } from '../emulator/store/page.ts'
import type { Trx } from '../emulator/store/schema.ts'
import { openFileStore } from '../emulator/store/sqlite/open.ts'
import type { Store } from '../emulator/store/store.ts'
import { setPlan } from '../emulator/store/tenants.ts'
import { benchNowMs, fillStore, firstSeq, rare, resourceIds } from './growth-data.ts'
import type { Grown } from './growth-rows.ts'

type List = (trx: Trx, page: PageRequest) => Promise<Page<{ id: string }>>

const bookingFilters: Readonly<Record<string, BookingFilter>> = {
  none: {},
  'status, many': { statuses: ['completed'] },
  'status, few': { statuses: [rare.status] },
  'status, three of them': { statuses: ['no_show', 'cancelled', 'pending'] },
  'service_id, many': { serviceIds: ['svc_bench_1'] },
  'service_id, few': { serviceIds: [rare.serviceId] },
  'resource_id, many': { resourceIds: ['res_bench_07'] },
  'resource_id, few': { resourceIds: [rare.resourceId] },
  'resource_id, ten of them': { resourceIds: resourceIds.slice(0, 10) },
  'location_id, many': { locationIds: ['loc_bench_1'] },
  'location_id, few': { locationIds: [rare.locationId] },
  'customer_id, many': { customerIds: ['cust_bench_000000000000000000'] },
  'customer_id, few': { customerIds: [rare.customerId] },
  'updated_since an hour ago': { updatedSince: ago(1 / 24) },
  'updated_since a day ago': { updatedSince: ago(1) },
  'updated_since 30 days ago': { updatedSince: ago(30) },
  'updated_since 300 days ago': { updatedSince: ago(300) },
  'start within a day ahead': { startFrom: ago(-1), startTo: ago(-2) },
  'start within a week ago': { startFrom: ago(7), startTo: ago(0) },
  'start within 30 days, 1 year ago': { startFrom: ago(365), startTo: ago(335) },
  'start within 1 year, 1 year ago': { startFrom: ago(730), startTo: ago(365) },
  'start_from now': { startFrom: ago(0) },
  'start_to a year ago': { startTo: ago(365) },
  'resource_id and status, many': { resourceIds: ['res_bench_07'], statuses: ['completed'] },
  'resource_id and status, few': { resourceIds: ['res_bench_07'], statuses: [rare.status] },
  'resource_id within a week': { resourceIds: ['res_bench_07'], startFrom: ago(7), startTo: ago(0) },
  'status within a week': { statuses: ['completed'], startFrom: ago(14), startTo: ago(7) },
}

const customerFilters: Readonly<Record<string, CustomerFilter>> = {
  none: {},
  email: { emails: ['zbigniew.quxley3@example.com'] },
  'query, many': { text: 'sharma' },
  'query, few': { text: 'quxley' },
  'query, none': { text: 'nobody here' },
  'query, a letter that is rare': { text: 'q' },
  'query, digits of a phone': { text: '98765' },
}

const eventFilters: Readonly<Record<string, EventFilter>> = {
  none: {},
  'type, many': { types: ['booking.confirmed'] },
  'type, few': { types: [rare.type] },
  'type, three of them': { types: [rare.type, 'booking.created', 'booking.no_show'] },
  'after the first': { afterSeq: firstSeq },
  'after the first, type many': { afterSeq: firstSeq, types: ['booking.confirmed'] },
  'after the first, type few': { afterSeq: firstSeq, types: [rare.type] },
}

function ago(days: number): string {
  return new Date(benchNowMs - days * 86_400_000).toISOString()
}

function lists(): [string, string, List][] {
  const found: [string, string, List][] = []
  for (const order of ['-created_at', 'start_at', '-start_at']) {
    for (const [name, filter] of Object.entries(bookingFilters))
      found.push([
        `bookings ${order}, ${name}`,
        order,
        (trx, page) => pageBookings(trx, defaultTenantId, filter, page),
      ])
  }
  for (const [name, filter] of Object.entries(customerFilters))
    found.push([
      `customers, ${name}`,
      '-created_at',
      (trx, page) => pageCustomers(work => work(trx), defaultTenantId, filter, page),
    ])
  for (const [name, filter] of Object.entries(eventFilters))
    found.push([
      `events, ${name}`,
      filter.afterSeq === undefined ? '-created_at' : 'seq',
      (trx, page) => pageEvents(trx, defaultTenantId, filter, page),
    ])
  return found
}

/** Times every list by every filter, and creates of bookings, on a file database of so many bookings. */
export async function benchGrowth(bookings: number, report: (row: Grown) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-growth-'))
  try {
    const store = await openFileStore(join(folder, 'sandbox.db'))
    const { sandbox } = await openSandbox(store, {
      wall: () => benchNowMs,
      steady: () => performance.now(),
    })
    const unlimited = { per_second: 1e9, per_minute: 1e9, per_day: 1e9 }
    await store.write(trx => setPlan(trx, { plan: 'unlimited', limits: unlimited }))
    await fillStore(store, bookings)
    await timeLists(store, bookings, report)
    await timeCreates(sandbox, bookings, report)
    await store.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timeLists(store: Store, bookings: number, report: (row: Grown) => void): Promise<void> {
  for (const [what, order, list] of lists()) {
    const first: PageRequest = { limit: 25, order, from: null }
    const anew = () => forgetPages(store)
    const ms = await medianMs(() => store.read(trx => list(trx, first)), { before: anew })
    report({ what, bookings, ms })
    const position = await middleOf(store, list, order)
    if (position === undefined) continue
    const middle: PageRequest = { limit: 25, order, from: { direction: 'after', position } }
    report({
      what: `${what}, middle`,
      bookings,
      ms: await medianMs(() => store.read(trx => list(trx, middle)), { before: anew }),
    })
  }
}

/** A write that changes no row: what is remembered of lists goes, so that each is read again. */
async function forgetPages(store: Store): Promise<void> {
  await store.write(async trx => {
    for (const table of ['bookings', 'customers'] as const) {
      const nobody = trx
        .updateTable(table)
        .where('tenant_id', '=', defaultTenantId)
        .where('id', '=', 'nobody')
      await nobody.set({ revision: 0 }).execute()
    }
  })
}

/** The place between the ends of a list where its pages in the middle begin: by the sort column, half of the way. */
async function middleOf(store: Store, list: List, order: string) {
  const end = async (of: string) => {
    const page = await store.read(trx => list(trx, { limit: 1, order: of, from: null }))
    return page.items[0]?.position.sort
  }
  if (order === 'seq') return undefined
  const opposite = order.startsWith('-') ? order.slice(1) : `-${order}`
  const [from, to] = [await end(order), await end(opposite)]
  if (from === undefined || to === undefined || from === to) return undefined
  return { sort: new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString(), id: 'bk_' }
}

async function timeCreates(
  sandbox: Parameters<typeof addDefaultKeys>[1],
  bookings: number,
  report: (row: Grown) => void,
): Promise<void> {
  const keyRing = createKeyRing({ allowLiveKeys: false })
  addDefaultKeys(keyRing, sandbox)
  const app = buildServer({
    keyRing,
    clock: { now: () => Date.now() },
    seed: sandbox.seed,
    version: '0.0.0-bench',
    reportBug: error => process.stderr.write(`${String(error)}\n`),
  })
  let made = 0
  const post = async (body: object, url = '/v2/bookings') => {
    made += 1
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: {
        authorization: `Bearer ${defaultKeys.secret}`,
        'content-type': 'application/json',
        'x-idempotency-key': `growth-${made}`,
      },
      payload: JSON.stringify(body),
    })
    if (answer.statusCode !== 201) throw new Error(`${url} answered ${answer.statusCode}: ${answer.body}`)
  }
  // At night, in the middle of the full window: each start is free at first, and every resource can take it.
  const nextStart = () => {
    const slot = Math.floor(made / resourceIds.length)
    return ago(-14 - Math.floor(slot / 10) + 0.5 - (slot % 10) / 48)
  }
  const booking = () => ({
    customer_id: 'cust_priya_01',
    service_id: 'svc_bench_0',
    start_at: nextStart().replace('.000', ''),
  })
  report({
    what: 'POST booking without resource_id',
    bookings,
    ms: await medianMs(() => post(booking()), { least: 200 }),
  })
  // In nights that nobody has booked.
  made = 200 * resourceIds.length
  report({
    what: 'POST booking with resource_id',
    bookings,
    ms: await medianMs(() => post({ ...booking(), resource_id: resourceIds[made % resourceIds.length] }), {
      least: 200,
    }),
  })
  report({
    what: 'POST customer',
    bookings,
    ms: await medianMs(
      () =>
        post(
          { name: 'Meera Iyer', email: `meera${made}@example.com`, phone: '+91 98765 43212' },
          '/v2/customers',
        ),
      { least: 200 },
    ),
  })
  await app.close()
}

/** The median of a second's runs, at most; `least` of them at least. What is done `before` each is not timed. */
async function medianMs(
  run: () => Promise<unknown>,
  { least = 3, before = async () => {} }: { least?: number; before?: () => Promise<void> } = {},
): Promise<number> {
  const times: number[] = []
  await run()
  const end = performance.now() + 300
  while (times.length < least || (performance.now() < end && times.length < 300)) {
    await before()
    const from = performance.now()
    await run()
    times.push(performance.now() - from)
  }
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)] ?? 0
}
