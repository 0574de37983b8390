import { afterEach, describe, expect, test } from 'vitest'
import type { BookingFilter } from '../../emulator/store/booking-filter.ts'
import { pageBookings } from '../../emulator/store/booking-lists.ts'
import { insertBookings } from '../../emulator/store/bookings.ts'
import type { PageRequest } from '../../emulator/store/page.ts'
import type { BookingRow } from '../../emulator/store/schema.ts'
import { dialects, type OpenedStore } from './dialects.ts'
import { bookingRow } from './rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

const orders = ['-created_at', 'start_at', '-start_at']

/** An instant in April; several rows share each. */
const at = (hour: number) => new Date(Date.UTC(2026, 3, 1) + hour * 3_600_000).toISOString()

/** Rows whose members are not in step with each other. */
function rowsOf(count: number): BookingRow[] {
  return Array.from({ length: count }, (_, i) =>
    bookingRow({
      id: `bk_${String((i * 7_919) % 100_003).padStart(6, '0')}`,
      tenant_id: i % 11 === 0 ? 'tnt_b' : 'tnt_a',
      customer_id: `cust_${(i * 13) % 5}`,
      resource_id: `res_${(i * 5) % 4}`,
      service_id: `svc_${(i * 3) % 3}`,
      location_id: i % 4 === 0 ? null : `loc_${(i * 7) % 3}`,
      status: ['confirmed', 'pending', 'cancelled', 'completed'][(i * 11) % 4] ?? '',
      created_at: at((i * 17) % 200),
      updated_at: at(((i * 17) % 200) + ((i * 29) % 60)),
      start_at: at((i * 23) % 400),
    }),
  )
}

/** What a list has to show, in its order, as anybody would write it down. */
function wantedOf(rows: readonly BookingRow[], filter: BookingFilter, order: string): string[] {
  const { startFrom = '', startTo = '9', updatedSince = '' } = filter
  const has = (values: readonly string[] | undefined, value: string | null) =>
    values === undefined || (value !== null && values.includes(value))
  const column = order.replace('-', '') as 'created_at' | 'start_at'
  const found = rows.filter(
    row =>
      row.tenant_id === 'tnt_a' &&
      has(filter.customerIds, row.customer_id) &&
      has(filter.resourceIds, row.resource_id) &&
      has(filter.serviceIds, row.service_id) &&
      has(filter.locationIds, row.location_id) &&
      has(filter.statuses, row.status) &&
      row.start_at >= startFrom &&
      row.start_at < startTo &&
      row.updated_at >= updatedSince,
  )
  const keyOf = (row: BookingRow) => `${row[column]} ${row.id}`
  const sorted = found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  return (order.startsWith('-') ? sorted.reverse() : sorted).map(row => row.id)
}

const values: readonly BookingFilter[] = [
  { customerIds: ['cust_1'] },
  { resourceIds: ['res_1', 'res_3', 'res_1'] },
  { serviceIds: ['svc_0'] },
  { locationIds: ['loc_1', 'loc_2'] },
  { statuses: ['pending', 'completed', 'no_show'] },
  { statuses: [] },
]

const periods: readonly BookingFilter[] = [
  { startFrom: at(30), startTo: at(90) },
  { startFrom: at(100.5) },
  { startTo: at(48) },
  { startFrom: at(24), startTo: at(24) },
  { updatedSince: at(150) },
  { updatedSince: at(20) },
  { updatedSince: at(190), startFrom: at(50) },
]

const filters: readonly BookingFilter[] = [
  {},
  ...values,
  ...periods,
  ...values.flatMap(one => periods.map(other => ({ ...one, ...other }))),
  { customerIds: ['cust_2'], statuses: ['confirmed'], serviceIds: ['svc_1', 'svc_2'] },
]

describe.each(Object.entries(dialects))('%s', (_name, open) => {
  const filled = async (rows: readonly BookingRow[]) => {
    const found = await open()
    opened.push(found)
    await found.store.write(trx => insertBookings(trx, rows))
    return found.store
  }

  test('every filter and two of them, in every order, show what they should, there and back', async () => {
    const rows = rowsOf(150)
    const store = await filled(rows)
    for (const filter of filters) {
      for (const order of orders) {
        const wanted = wantedOf(rows, filter, order)
        const pageAt = (from: PageRequest['from']) =>
          store.read(trx => pageBookings(trx, 'tnt_a', filter, { limit: 7, order, from }))
        const [there, back]: string[][] = [[], []]
        let page = await pageAt(null)
        for (;;) {
          there?.push(...page.items.map(item => item.value.id))
          const last = page.items.at(-1)
          if (!page.hasNext || last === undefined) break
          page = await pageAt({ direction: 'after', position: last.position })
        }
        const what = `${JSON.stringify(filter)} by ${order}`
        expect(there, what).toEqual(wanted)
        for (;;) {
          back?.unshift(...page.items.map(item => item.value.id))
          const [first] = page.items
          if (!page.hasPrevious || first === undefined) break
          page = await pageAt({ direction: 'before', position: first.position })
        }
        expect(back, what).toEqual(wanted)
      }
    }
  })

  test('of filters that many bookings match, whichever drives, the list is the same', async () => {
    const rows = rowsOf(9_000)
    const store = await filled(rows)
    for (const filter of filters) {
      for (const order of orders) {
        const wanted = wantedOf(rows, filter, order)
        const read = async (from: PageRequest['from']) => {
          const { items } = await store.read(trx =>
            pageBookings(trx, 'tnt_a', filter, { limit: 9, order, from }),
          )
          return items
        }
        const first = await read(null)
        const what = `${JSON.stringify(filter)} by ${order}`
        expect(
          first.map(item => item.value.id),
          what,
        ).toEqual(wanted.slice(0, 9))
        const last = first.at(-1)
        if (last === undefined) continue
        const next = await read({ direction: 'after', position: last.position })
        expect(
          next.map(item => item.value.id),
          what,
        ).toEqual(wanted.slice(9, 18))
      }
    }
  })
})
