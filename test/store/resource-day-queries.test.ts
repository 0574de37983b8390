import { afterEach, describe, expect, test } from 'vitest'
import { insertBooking, insertBookings, updateBooking } from '../../emulator/store/bookings.ts'
import { bookingLoad } from '../../emulator/store/resource-days.ts'
import type { BookingRow, Trx } from '../../emulator/store/schema.ts'
import { dialects, type OpenedStore } from './dialects.ts'
import { bookingRow } from './rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

const at = (day: number, hour = 5) =>
  `2026-04-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`

/** What the days should be: counted from the bookings. */
async function counted(trx: Trx) {
  const rows = await trx.selectFrom('bookings').selectAll().execute()
  const days = new Map<string, { bookings: number; last_booked_at: string }>()
  for (const row of rows.filter(({ status }) => !['cancelled', 'declined'].includes(status))) {
    const key = [row.tenant_id, row.resource_id, row.start_at.slice(0, 10)].join(' ')
    const { bookings, last_booked_at } = days.get(key) ?? { bookings: 0, last_booked_at: '' }
    days.set(key, {
      bookings: bookings + 1,
      last_booked_at: row.created_at > last_booked_at ? row.created_at : last_booked_at,
    })
  }
  return Object.fromEntries([...days].toSorted())
}

async function kept(trx: Trx) {
  const rows = await trx.selectFrom('resource_days').selectAll().execute()
  const days = rows.map(({ tenant_id, resource_id, day, ...count }) => [
    [tenant_id, resource_id, day].join(' '),
    count,
  ])
  return Object.fromEntries(days.toSorted())
}

describe.each(Object.entries(dialects))('%s', (_name, open) => {
  const fresh = async () => {
    const store = await open()
    opened.push(store)
    return store.store
  }

  test('the load of resources is counted in numbers, on whole days', async () => {
    const store = await fresh()
    await store.write(async trx => {
      await insertBooking(trx, bookingRow({ id: 'bk_1', start_at: at(10, 0) }))
      await insertBooking(trx, bookingRow({ id: 'bk_2', start_at: at(20, 23), created_at: at(16) }))
      await insertBooking(trx, bookingRow({ id: 'bk_3', status: 'cancelled' }))
      await insertBooking(trx, bookingRow({ id: 'bk_4', start_at: at(9, 23) }))
      await insertBooking(trx, bookingRow({ id: 'bk_5', start_at: at(21, 0) }))
      await insertBooking(trx, bookingRow({ id: 'bk_6', start_at: at(15), tenant_id: 'tnt_b' }))
      await insertBooking(trx, bookingRow({ id: 'bk_7', start_at: at(15), resource_id: 'res_c' }))
    })
    const load = await store.read(trx =>
      bookingLoad(trx, 'tnt_a', ['res_a', 'res_b'], at(10, 12), at(20, 12)),
    )
    expect(load).toEqual([{ resource_id: 'res_a', bookings: 2, last_booked_at: at(16) }])
  })

  test('the days stay what the bookings are, whatever becomes of them', async () => {
    const store = await fresh()
    const rows: BookingRow[] = Array.from({ length: 40 }, (_, i) =>
      bookingRow({
        id: `bk_${i}`,
        tenant_id: i % 7 === 0 ? 'tnt_b' : 'tnt_a',
        resource_id: `res_${i % 3}`,
        start_at: at(1 + (i % 4), i % 24),
        created_at: at(1 + ((i * 5) % 9)),
        status: ['confirmed', 'pending', 'declined', 'cancelled'][i % 5] ?? 'completed',
      }),
    )
    await store.write(trx => insertBookings(trx, rows.slice(0, 30)))
    await store.write(async trx => {
      for (const row of rows.slice(30)) await insertBooking(trx, row)
    })
    const both = () => store.read(async trx => [await kept(trx), await counted(trx)] as const)
    const [before, wanted] = await both()
    expect(Object.keys(before).length).toBeGreaterThan(12)
    expect(before).toEqual(wanted)
    const changes: ((row: BookingRow, i: number) => Partial<BookingRow>)[] = [
      () => ({ status: 'cancelled' }),
      () => ({ status: 'confirmed' }),
      (_, i) => ({ start_at: at(2 + (i % 5)) }),
      (_, i) => ({ resource_id: `res_${(i + 1) % 4}` }),
      () => ({ notes: 'moved', updated_at: at(20) }),
      () => ({}),
    ]
    for (const change of changes) {
      await store.write(async trx => {
        for (const [i, row] of rows.entries()) {
          if (i % 3 === 1) continue
          const after = { ...row, ...change(row, i) }
          await updateBooking(trx, row, after)
          rows[i] = after
        }
      })
      const [days, bookings] = await both()
      expect(days).toEqual(bookings)
    }
    expect(await store.read(trx => trx.selectFrom('bookings').selectAll().orderBy('id').execute())).toEqual(
      rows.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    )
  })
})
