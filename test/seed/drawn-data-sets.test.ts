import { describe, expect, test } from 'vitest'
import { findActiveService } from '../../emulator/objects/service.ts'
import { type BookingAction, requireMove } from '../../emulator/rules/booking-life/booking-moves.ts'
import type { Context } from '../../emulator/rules/context/context.ts'
import { openContext } from '../../emulator/rules/context/open-context.ts'
import { loadCalendar, termsOf } from '../../emulator/rules/placing/calendars.ts'
import { skillsFrom } from '../../emulator/rules/placing/group-resources.ts'
import { serviceWith } from '../../emulator/rules/placing/service-with.ts'
import { findConflicts } from '../../emulator/scheduling/conflicts.ts'
import { peakUnits } from '../../emulator/scheduling/load.ts'
import { instantsOfDate, localDate } from '../../emulator/scheduling/zones.ts'
import { loadDataSet } from '../../emulator/seed/data-sets.ts'
import { findResource } from '../../emulator/store/resources.ts'
import type { BookingRow, Trx } from '../../emulator/store/schema.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { findTenant } from '../../emulator/store/tenants.ts'
import { listBookings } from '../../src/contract/bookings/bookings.ts'
import { listCustomers } from '../../src/contract/customers/customers.ts'
import { listLocations } from '../../src/contract/locations/locations.ts'
import { bookingStatuses } from '../../src/contract/objects/booking.ts'
import { listResources } from '../../src/contract/resources/resources.ts'
import { listServices } from '../../src/contract/services/services.ts'
import { listSkills } from '../../src/contract/skills/skills.ts'
import { contractAjv } from '../contract/strict-ajv.ts'
import { everything } from '../operations/bookings/booking-world.ts'
import { forkSandbox, testNow } from '../world/sandbox.ts'

const names = ['clinic', 'salon', 'coworking'] as const
const usualSizes = { clinic: 400, salon: 300, coworking: 500 }
type Name = (typeof names)[number]

/** A store with a data set, as it is written at a time. */
async function seeded(dataSet: Name, time: string, wish: { size?: number; seed?: string } = {}) {
  const store = await openMemoryStore()
  const loaded = await loadDataSet({ dataSet, ...wish })
  await store.write(trx => loaded.write(trx, Date.parse(time)))
  return { store, rows: () => everything({ sandbox: { store } }) }
}

const bookingsOf = (trx: Trx) => trx.selectFrom('bookings').selectAll().orderBy('id').execute()
const ms = (text: string) => Date.parse(text)

describe.each(names)('the data set %s', name => {
  test('is the same at every hour of a day, and another one on the next, for another seed or size', async () => {
    const rows = async (...parts: [string, { size?: number; seed?: string }?]) =>
      JSON.stringify(await (await seeded(name, ...parts)).rows())
    const morning = await rows('2026-04-15T05:00:00Z', { size: 60 })
    expect(await rows('2026-04-15T17:00:00Z', { size: 60, seed: 'ideadunes' })).toBe(morning)
    expect(await rows('2026-04-16T05:00:00Z', { size: 60 })).not.toBe(morning)
    expect(await rows('2026-04-15T05:00:00Z', { size: 60, seed: 'other' })).not.toBe(morning)
    expect(await rows('2026-04-15T05:00:00Z', { size: 61 })).not.toBe(morning)
  })

  test.each([1, 7, 60, 3_000])('has about %i bookings when asked', async size => {
    const { store } = await seeded(name, testNow, { size })
    const { length } = await store.read(bookingsOf)
    expect(Math.abs(length - size)).toBeLessThanOrEqual(Math.max(1, size * 0.01))
  })

  test('keeps the rules with every booking that takes time', async () => {
    const { store } = await seeded(name, testNow)
    await store.read(async trx => {
      const bookings = await bookingsOf(trx)
      expect(bookings.length).toBe(usualSizes[name])
      const broken = []
      for (const booking of bookings.filter(takesTime)) broken.push(...(await conflictsOf(trx, booking)))
      expect(broken).toEqual([])
    })
  })

  test('keeps the rules with many of them, in a sample', async () => {
    const { store } = await seeded(name, '2026-10-20T10:00:00Z', { size: 4_000 })
    await store.read(async trx => {
      const bookings = (await bookingsOf(trx)).filter(takesTime)
      const broken = []
      for (const booking of bookings.filter((_, i) => i % 20 === 0))
        broken.push(...(await conflictsOf(trx, booking)))
      expect(broken).toEqual([])
      expect(await overbooked(trx, bookings)).toEqual([])
    })
  })

  test('takes no resource beyond its capacity at any instant, buffers included', async () => {
    const { store } = await seeded(name, testNow)
    await store.read(async trx => {
      expect(await overbooked(trx, (await bookingsOf(trx)).filter(takesTime))).toEqual([])
    })
  })

  test('notes what is taken of each resource, and for how long at most', async () => {
    const { store } = await seeded(name, testNow)
    await store.read(async trx => {
      const taken = await trx.selectFrom('occupancies').selectAll().execute()
      const bookings = await bookingsOf(trx)
      const wanted = bookings.filter(takesTime).flatMap(booking => {
        const freed = ['completed', 'no_show'].includes(booking.status) ? booking.updated_at : '9999'
        const before = ms(booking.start_at) - booking.buffer_before_min * 60_000
        const after = new Date(ms(booking.end_at) + booking.buffer_after_min * 60_000).toISOString()
        return resourceIdsOf(booking).map(resource_id => ({
          tenant_id: 'tnt_clinic',
          resource_id,
          holder_id: booking.id,
          kind: 'booking',
          service_id: booking.service_id,
          start_at: booking.start_at,
          end_at: booking.end_at < freed ? booking.end_at : freed,
          blocks_from: new Date(before).toISOString(),
          blocks_to: after < freed ? after : freed,
          units: booking.party_size,
          expires_at: null,
        }))
      })
      const sorted = (rows: readonly object[]) =>
        rows.map(row => JSON.stringify(Object.entries(row).sort())).sort()
      expect(sorted(taken)).toEqual(sorted(wanted))
      for (const { id, longest_block_ms } of await trx.selectFrom('resources').selectAll().execute()) {
        const lengths = taken
          .filter(row => row.resource_id === id)
          .map(row => ms(row.blocks_to) - ms(row.blocks_from))
        expect([id, longest_block_ms]).toEqual([id, Math.max(0, ...lengths)])
      }
    })
  })

  test('has bookings of the past and the coming weeks that went as bookings go', async () => {
    const bookings = await (await seeded(name, testNow)).store.read(bookingsOf)
    const zone = { clinic: 'Asia/Kolkata', salon: 'Europe/London', coworking: 'Europe/Berlin' }[name]
    const today = instantsOfDate(zone, localDate(zone, ms(testNow)))[0]
    const [nowMs, tomorrowMs] = [today?.startMs ?? 0, today?.endMs ?? 0]
    expect(new Set(bookings.map(({ status }) => status))).toEqual(new Set(bookingStatuses))
    expect(bookings.filter(one => ms(one.start_at) > nowMs).length).toBeGreaterThan(50)
    expect(bookings.filter(one => ms(one.start_at) < nowMs - 28 * 86_400_000).length).toBeGreaterThan(50)
    for (const one of bookings) {
      const [start, end, created, updated] = [one.start_at, one.end_at, one.created_at, one.updated_at].map(
        ms,
      ) as [number, number, number, number]
      expect([created % 1000, updated % 1000]).toEqual([0, 0])
      expect(created).toBeLessThanOrEqual(Math.min(updated, start - 20 * 60_000))
      expect(updated).toBeLessThanOrEqual(nowMs)
      const { status } = one
      if (status === 'pending')
        expect([one.revision, ms(one.confirm_by ?? '') > tomorrowMs]).toEqual([1, true])
      if (status === 'awaiting_payment') expect(ms(one.pay_by ?? '')).toBeGreaterThan(tomorrowMs)
      if (['pending', 'awaiting_payment'].includes(status)) expect(start).toBeGreaterThan(tomorrowMs)
      // What was held on a card may lapse later.
      if (status === 'checked_in') expect(ms(one.checked_in_at ?? '')).toBeLessThanOrEqual(updated)
      if (status === 'completed') {
        expect(ms(one.completed_at ?? '')).toBe(updated)
        expect(ms(one.checked_in_at ?? '')).toBeGreaterThan(created)
        expect(end).toBeLessThanOrEqual(nowMs)
      }
      if (['checked_in', 'completed'].includes(status))
        expect(ms(one.checked_in_at ?? '')).toBeGreaterThanOrEqual(start - 30 * 60_000)
      if (status === 'no_show') expect(updated).toBeGreaterThanOrEqual(Math.min(start + 15 * 60_000, nowMs))
      if (status === 'cancelled') expect(ms(JSON.parse(one.cancellation ?? '{}').at)).toBe(updated)
      if (['cancelled', 'declined'].includes(status))
        expect([one.schedule_revision, updated < start]).toEqual([1, true])
    }
  })

  test('tells the history of each booking, step by step, as the table of states allows', async () => {
    const { store } = await seeded(name, testNow)
    await store.read(async trx => {
      const rows = await trx.selectFrom('booking_history').selectAll().orderBy('revision').execute()
      for (const booking of await bookingsOf(trx)) {
        const steps = rows.filter(row => row.booking_id === booking.id)
        expect(steps.map(({ revision }) => revision)).toEqual(steps.map((_, i) => i + 1))
        expect(steps.map(({ from_status }) => from_status)).toEqual([
          null,
          ...steps.slice(0, -1).map(({ to_status }) => to_status),
        ])
        expect(steps[0]).toMatchObject({ action: 'create', at: booking.created_at })
        expect(steps.at(-1)).toMatchObject({
          revision: booking.revision,
          to_status: booking.status,
          at: booking.updated_at,
        })
        expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted())
        for (const { action, from_status: status } of steps.slice(1))
          requireMove({ id: booking.id, status: status ?? '' }, action as BookingAction)
      }
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    })
  })

  test('books for customers who were there', async () => {
    const { store } = await seeded(name, testNow)
    await store.read(async trx => {
      const customers = await trx.selectFrom('customers').selectAll().execute()
      const since = new Map(customers.map(({ id, created_at }) => [id, created_at]))
      for (const { customer_id, created_at } of await bookingsOf(trx))
        expect(since.get(customer_id)?.localeCompare(created_at)).toBe(-1)
      expect(new Set(customers.map(({ email }) => email)).size).toBeGreaterThan(customers.length * 0.9)
    })
  })

  test('schedules what the clock does from tomorrow on, and records no events', async () => {
    const { store } = await seeded(name, testNow)
    await store.read(async trx => {
      const all = await trx.selectFrom('due_jobs').selectAll().orderBy('number').execute()
      expect(all.map(({ number }) => number)).toEqual(all.map((_, i) => i + 1))
      // Those of money are held in drawn-payments.test.ts.
      const jobs = all.filter(({ kind }) => kind.startsWith('booking.'))
      const bookings = new Map((await bookingsOf(trx)).map(booking => [booking.id, booking]))
      expect(jobs.length).toBeGreaterThan(20)
      for (const { kind, object_id, due_at, data } of jobs) {
        const booking = bookings.get(object_id) as BookingRow
        const [status, dueMs] = {
          'booking.confirm_by': ['pending', ms(booking.confirm_by ?? '')] as const,
          'booking.pay_by': ['awaiting_payment', ms(booking.pay_by ?? '')] as const,
          'booking.reminder': ['confirmed', ms(booking.start_at) - JSON.parse(data).offset * 60_000] as const,
        }[kind] ?? ['unknown', 0]
        expect([booking.status, ms(due_at)]).toEqual([status, dueMs])
        expect(ms(due_at)).toBeGreaterThanOrEqual(Date.parse('2026-04-15T18:30:00Z'))
      }
      expect(await trx.selectFrom('events').selectAll().execute()).toEqual([])
    })
  })

  test('answers as the contract says, with the default keys', async () => {
    const sandbox = await forkSandbox(name)
    const ajv = contractAjv()
    for (const operation of [
      listBookings,
      listCustomers,
      listResources,
      listServices,
      listSkills,
      listLocations,
    ]) {
      const { status, json } = await sandbox.send('GET', `${operation.path}?limit=100`)
      expect([status, json.data.length > 0]).toEqual([200, true])
      expect(ajv.validate(operation.result, json), `${operation.id}: ${ajv.errorsText()}`).toBe(true)
    }
    const { json } = await sandbox.send(
      'GET',
      '/v2/bookings?order=start_at&start_from=2026-04-16T00:00:00Z&status=confirmed',
    )
    const [{ customer_id, service_id, resource_id, start_at }] = json.data
    const again = { customer_id, service_id, resource_id, start_at, party_size: 17 }
    const refused = await sandbox.send('POST', '/v2/bookings', { body: again })
    expect([refused.status, refused.json.error.code]).toEqual([422, 'resource_unavailable'])
    const { party_size: _, ...one } = again
    const alone = await sandbox.send('POST', '/v2/bookings', { body: one })
    const [next] = alone.json.error?.details.suggestions ?? []
    if (next !== undefined)
      expect(
        (await sandbox.send('POST', '/v2/bookings', { body: { ...one, start_at: next.start_at } })).status,
      ).toBe(201)
    for (const tenant of ['tnt_clinic', 'tnt_ideadunes'])
      expect((await sandbox.send('GET', '/v2/tenant', { tenant })).status).toBe(200)
  })
})

test('each data set shows what it is for', async () => {
  const read = async (name: Name) => {
    const { store } = await seeded(name, testNow)
    return await store.read(async trx => ({
      bookings: await bookingsOf(trx),
      resources: await trx.selectFrom('resources').selectAll().execute(),
      services: await trx.selectFrom('services').selectAll().execute(),
    }))
  }
  const clinic = await read('clinic')
  expect(clinic.bookings.some(booking => resourceIdsOf(booking).length === 2)).toBe(true)
  expect(clinic.resources.some(({ skills }) => skills !== '[]')).toBe(true)
  const salon = await read('salon')
  expect(salon.services.some(({ requirements }) => /"amount"/.test(requirements))).toBe(true)
  expect(salon.bookings.some(({ buffer_after_min }) => buffer_after_min > 0)).toBe(true)
  const coworking = await read('coworking')
  expect(new Set(coworking.resources.map(({ timezone }) => timezone)).size).toBe(2)
  expect(coworking.bookings.some(({ party_size, attendees }) => party_size > 1 && attendees !== '[]')).toBe(
    true,
  )
  const overNight = ({ service_id }: BookingRow) => service_id === 'svc_lab_night'
  expect(coworking.bookings.some(overNight)).toBe(true)
})

function takesTime({ status }: BookingRow): boolean {
  return status !== 'cancelled' && status !== 'declined'
}

function resourceIdsOf({ allocations }: BookingRow): string[] {
  return (JSON.parse(allocations) as { resource_id: string }[]).map(({ resource_id }) => resource_id)
}

/** What stands against a booking, asked at the time when it was made, as the API asks. */
async function conflictsOf(trx: Trx, booking: BookingRow): Promise<object[]> {
  const ctx = await contextOf(trx, ms(booking.created_at))
  const plain = await findActiveService(trx, booking.tenant_id, booking.service_id)
  if (plain === undefined) throw new Error(`no service ${booking.service_id}`)
  const service = serviceWith(plain, booking.resource_id)
  const startMs = ms(booking.start_at)
  const window = { startMs, endMs: startMs + 1 }
  const parts = []
  for (const [i, id] of resourceIdsOf(booking).entries()) {
    const resource = await findResource(trx, booking.tenant_id, id)
    if (resource === undefined) throw new Error(`no resource ${id}`)
    const { group = '', skills = [] } = service.requirements[i] ?? {}
    parts.push({
      group,
      calendar: await loadCalendar(ctx, resource, service, window),
      skills: skillsFrom(skills),
    })
  }
  const [first, ...others] = parts
  if (first === undefined) throw new Error(`${booking.id} takes nothing`)
  const conflicts = findConflicts(
    {
      first,
      others: others.map(({ group, calendar, skills }) => ({ group, calendars: [calendar], skills })),
      units: booking.party_size,
      startMs,
      excludeIds: [booking.id],
    },
    { service: termsOf(service), nowMs: ms(booking.created_at), allowPast: false },
  )
  const lengthMin = (ms(booking.end_at) - startMs) / 60_000
  const wrongLength = lengthMin === service.duration_min ? [] : [{ type: 'length', lengthMin }]
  return [...conflicts, ...wrongLength].map(conflict => ({ booking: booking.id, ...conflict }))
}

async function contextOf(trx: Trx, now: number): Promise<Context> {
  const tenant = await findTenant(trx, 'tnt_clinic')
  if (tenant === undefined) throw new Error('no tenant')
  const key = { id: 'test', scope: 'secret' } as const
  const rest = { seed: '', now, requestId: null, ifMatch: null, page: null }
  return openContext({ tenant, key, ...rest }, trx).context
}

/** Resources that more is taken of than there is, counting each booking to its whole end and buffer. */
async function overbooked(trx: Trx, bookings: readonly BookingRow[]): Promise<string[]> {
  const resources = await trx.selectFrom('resources').selectAll().execute()
  return resources.flatMap(({ id, capacity }) => {
    const loads = bookings
      .filter(booking => resourceIdsOf(booking).includes(id))
      .map(booking => ({
        startMs: ms(booking.start_at) - booking.buffer_before_min * 60_000,
        endMs: ms(booking.end_at) + booking.buffer_after_min * 60_000,
        units: booking.party_size,
      }))
    const peak = peakUnits(loads, { startMs: 0, endMs: 1e14 })
    return peak > capacity ? [`${id}: ${peak} of ${capacity}`] : []
  })
}
