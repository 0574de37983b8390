import { expect, test } from 'vitest'
import { pageBookings } from '../../emulator/store/booking-lists.ts'
import { insertBooking } from '../../emulator/store/bookings.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { bookingCount, bookingRow } from './rows.ts'

test('stores know nothing of each other, and neither does a copy of its origin', async () => {
  const [one, other] = [await openMemoryStore(), await openMemoryStore()]
  await one.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1' })))
  const copy = await openMemoryStore(await one.serialize())
  await copy.write(trx => insertBooking(trx, bookingRow({ id: 'bk_2' })))
  expect([
    await one.read(bookingCount),
    await other.read(bookingCount),
    await copy.read(bookingCount),
  ]).toEqual([1, 0, 2])
})

test('the bytes are those between two writes', async () => {
  const store = await openMemoryStore()
  const go = Promise.withResolvers<void>()
  const writing = store.write(async trx => {
    await insertBooking(trx, bookingRow({ id: 'bk_1' }))
    await go.promise
    await insertBooking(trx, bookingRow({ id: 'bk_2' }))
  })
  const snapshot = store.serialize()
  go.resolve()
  await writing
  const copy = await openMemoryStore(await snapshot)
  expect(await copy.read(bookingCount)).toBe(2)
})

test('bytes are not touched by the store that was opened from them', async () => {
  const bytes = await (await openMemoryStore()).serialize()
  const before = Buffer.from(bytes)
  const store = await openMemoryStore(bytes)
  await store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1' })))
  await store.close()
  expect(bytes.equals(before)).toBe(true)
})

test('writes wait for each other', async () => {
  const store = await openMemoryStore()
  const counts = await Promise.all(
    ['bk_1', 'bk_2', 'bk_3'].map(id =>
      store.write(async trx => {
        const before = await bookingCount(trx)
        await Promise.resolve()
        await insertBooking(trx, bookingRow({ id }))
        return before
      }),
    ),
  )
  expect(counts).toEqual([0, 1, 2])
})

test('closing waits for the write that is open', async () => {
  const store = await openMemoryStore()
  const steps: string[] = []
  const writing = store.write(async trx => {
    await insertBooking(trx, bookingRow({ id: 'bk_1' }))
    steps.push('written')
  })
  const closing = store.close().then(() => steps.push('closed'))
  await Promise.all([writing, closing])
  expect(steps).toEqual(['written', 'closed'])
})

test('more different statements than are kept prepared still answer right', async () => {
  const store = await openMemoryStore()
  await store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_1' })))
  const found = (count: number) =>
    store.read(async trx => {
      const statuses = Array.from({ length: count }, (_, i) => (i === count - 1 ? 'confirmed' : `s${i}`))
      const page = { limit: 1, order: '-created_at', from: null }
      return (await pageBookings(trx, 'tnt_a', { statuses }, page)).items.length
    })
  // A statement for each number of statuses: the first ones are dropped, and prepared again.
  for (let count = 1; count <= 600; count++) expect(await found(count)).toBe(1)
  for (const count of [1, 2, 599, 600]) expect(await found(count)).toBe(1)
})
