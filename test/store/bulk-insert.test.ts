import { afterEach, describe, expect, test } from 'vitest'
import { insertBooking } from '../../emulator/store/bookings.ts'
import { insertRows } from '../../emulator/store/bulk-insert.ts'
import { countObjects } from '../../emulator/store/count-objects.ts'
import { isUniqueViolation } from '../../emulator/store/unique-violation.ts'
import { dialects, type OpenedStore } from './dialects.ts'
import { bookingRow } from './rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

describe.each(Object.entries(dialects))('%s', (_, open) => {
  const fresh = async () => {
    const store = await open()
    opened.push(store)
    return store
  }

  test.each([0, 1, 57, 58, 59, 130])('%i rows are all there, as they were given', async count => {
    const { store } = await fresh()
    const rows = Array.from({ length: count }, (_, i) =>
      bookingRow({
        id: `bk_${String(i).padStart(3, '0')}`,
        notes: i % 2 === 0 ? null : `n${i}`,
        party_size: i + 1,
      }),
    )
    await store.write(trx => insertRows(trx, 'bookings', rows))
    expect(await store.read(trx => trx.selectFrom('bookings').selectAll().orderBy('id').execute())).toEqual(
      rows,
    )
    expect(await store.read(trx => countObjects(trx, 'tnt_a'))).toMatchObject({
      bookings: count,
      customers: 0,
    })
    expect(await store.read(trx => countObjects(trx, 'tnt_b'))).toMatchObject({ bookings: 0 })
  })

  test('a row that is there already is told from other errors', async () => {
    const { store } = await fresh()
    const row = bookingRow({ id: 'bk_1' })
    const error = await store
      .write(async trx => {
        await insertBooking(trx, row)
        await insertRows(trx, 'bookings', [row])
      })
      .catch((thrown: unknown) => thrown)
    expect(isUniqueViolation(error)).toBe(true)
    const other = await store
      .write(trx => insertBooking(trx, { ...row, status: null as unknown as string }))
      .catch((thrown: unknown) => thrown)
    expect([other instanceof Error, isUniqueViolation(other), isUniqueViolation(null)]).toEqual([
      true,
      false,
      false,
    ])
  })
})
