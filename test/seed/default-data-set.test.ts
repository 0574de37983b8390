import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { openFileStore, openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { findTenant } from '../../emulator/store/tenants.ts'
import { everything } from '../operations/bookings/booking-world.ts'
import { temporaryFolder } from '../store/dialects.ts'
import { bookingCount } from '../store/rows.ts'
import { handTurnedTime } from '../world/real-time.ts'
import { forkSandbox } from '../world/sandbox.ts'

test('the waitlist of the default data set is as of the day: its offer is open for a week', async () => {
  for (const now of ['2026-04-15T09:42:11Z', '2026-11-28T20:00:00Z', '2031-01-01T00:00:00.250Z']) {
    const store = await openMemoryStore()
    await openSandbox(store, handTurnedTime(Date.parse(now)), 'default')
    const { waitlist_entries, due_jobs, holds } = await everything({ sandbox: { store } })
    const [offered, waiting] = waitlist_entries as Record<string, string>[]
    expect([waiting?.status, offered?.status]).toEqual(['waiting', 'offered'])
    const days = (Date.parse(offered?.offer_expires_at ?? '') - Date.parse(now)) / 86_400_000
    expect(days).toBeGreaterThan(6)
    expect(days).toBeLessThan(9)
    expect(offered).toMatchObject({ hold_id: 'hold_offer_01', offer_expires_at: offered?.offer_start_at })
    const kept = { id: 'hold_offer_01', expires_at: offered?.offer_expires_at }
    expect(holds).toContainEqual(expect.objectContaining(kept))
    // What recurs is of every tenant, and no job of the data.
    const ofData = (due_jobs as Record<string, string>[]).filter(({ kind }) => kind !== 'audit.access_review')
    expect(ofData).toEqual([])
    expect(new Date(offered?.offer_start_at ?? '').getUTCDay()).not.toBe(0)
  }
})

test('so is its money: a deposit can be paid, an authorisation captured, a dispute answered', async () => {
  for (const now of ['2026-04-15T09:42:11Z', '2026-11-28T20:00:00Z', '2031-01-01T00:00:00.250Z']) {
    const store = await openMemoryStore()
    await openSandbox(store, handTurnedTime(Date.parse(now)), 'default')
    const { payments, disputes, bookings } = await everything({ sandbox: { store } })
    const ahead = (at: unknown) => Date.parse(String(at)) > Date.parse(now)
    const byId = (rows: unknown, id: string) =>
      (rows as Record<string, unknown>[]).find(row => row.id === id) ?? {}
    const booking = byId(bookings, 'bk_deposit_01')
    expect([booking.status, ahead(booking.pay_by), ahead(booking.start_at)]).toEqual([
      'awaiting_payment',
      true,
      true,
    ])
    const authorized = byId(payments, 'pay_authorized_01')
    expect([authorized.status, ahead(authorized.expires_at)]).toEqual(['authorized', true])
    expect(byId(payments, 'pay_refunded_01')).toMatchObject({ status: 'succeeded', refunded_amount: 10_000 })
    expect(ahead(byId(disputes, 'dp_fraud_01').due_by)).toBe(true)
  }
})

test.each(['default', 'reference'] as const)(
  'the rest of the data set %s is always the same',
  async dataSet => {
    const seeded = async (time: string) => {
      const store = await openMemoryStore()
      await openSandbox(store, handTurnedTime(Date.parse(time)), dataSet)
      const { waitlist_entries, due_jobs, payments, refunds, disputes, resource_days, ...rest } =
        await everything({ sandbox: { store } })
      // The offer, and the bookings that are paid for.
      const isOfTheDay = /hold_offer_01|b[kt]_(?:deposit|paid)_01/
      const tables = Object.entries(rest).map(([table, rows]) => [
        table,
        rows.filter(row => !isOfTheDay.test(JSON.stringify(row))),
      ])
      return Object.fromEntries(tables)
    }
    expect(await seeded('2026-04-15T09:42:11Z')).toEqual(await seeded('2031-01-01T00:00:00Z'))
  },
)

test('the data set reference holds what the reference names, and nothing else', async () => {
  const rows = await everything(await forkSandbox('reference'))
  const counts = Object.entries(rows).map(([table, found]) => `${table}: ${found.length}`)
  expect(counts.filter(count => !count.endsWith(': 0')).toSorted()).toEqual([
    'booking_history: 1',
    'bookings: 1',
    'customers: 2',
    'due_jobs: 2',
    'exceptions: 1',
    'id_streams: 1',
    'locations: 1',
    'occupancies: 1',
    'resource_days: 1',
    'resources: 1',
    'sandbox_settings: 4',
    'services: 1',
    'skills: 1',
    'tenants: 2',
  ])
})

test('a store that is empty is seeded, one that was used is taken as it is', async () => {
  const store = await openMemoryStore()
  const first = await openSandbox(store)
  await store.write(trx => trx.deleteFrom('bookings').execute())
  const second = await openSandbox(store)
  expect([first.resumed, second.resumed]).toEqual([false, true])
  expect(await store.read(bookingCount)).toBe(0)
  expect(second.sandbox.seed).toBe(first.sandbox.seed)
})

test('a second start on the same file resumes', async () => {
  const folder = temporaryFolder()
  const path = join(folder.path, 'sandbox.db')
  const starts = []
  for (let i = 0; i < 2; i++) {
    const store = await openFileStore(path)
    starts.push((await openSandbox(store)).resumed, await store.read(bookingCount))
    await store.close()
  }
  folder.remove()
  expect(starts).toEqual([false, 13, true, 13])
})

test('both tenants are Enterprise in India, and belong to the one account', async () => {
  const { sandbox } = await forkSandbox()
  for (const id of ['tnt_ideadunes', 'tnt_clinic']) {
    expect(await sandbox.store.read(trx => findTenant(trx, id))).toMatchObject({
      accountId: 'acct_ideadunes',
      timezone: 'Asia/Kolkata',
      plan: 'enterprise',
      limits: { per_second: 2500, per_minute: 150_000, per_day: 10_000_000 },
    })
  }
})

test('the seed holds what the reference names', async () => {
  const { sandbox } = await forkSandbox()
  const rows = await sandbox.store.read(async trx => ({
    service: await trx.selectFrom('services').selectAll().executeTakeFirstOrThrow(),
    resource: await trx.selectFrom('resources').selectAll().executeTakeFirstOrThrow(),
    exception: await trx.selectFrom('exceptions').selectAll().executeTakeFirstOrThrow(),
  }))
  expect(rows.service).toMatchObject({
    id: 'svc_consult_30',
    duration_min: 30,
    step_min: 30,
    buffer_before_min: 0,
    buffer_after_min: 0,
    notice_min: 0,
    horizon_days: 60,
  })
  const { sun, ...week } = JSON.parse(rows.resource.weekly)
  expect(sun).toEqual([])
  expect(Object.keys(week)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'])
  for (const day of Object.values(week)) expect(day).toEqual([{ start: '09:00', end: '18:00' }])
  expect(rows.exception).toMatchObject({ kind: 'replace', from: '2026-04-21', to: '2026-04-21' })
  expect(JSON.parse(rows.exception.intervals)).toEqual([{ start: '11:00', end: '18:00' }])
})
