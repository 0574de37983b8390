import { afterEach, describe, expect, test } from 'vitest'
import { load } from '../../emulator/objects/load.ts'
import { insertBooking } from '../../emulator/store/bookings.ts'
import { insertResource } from '../../emulator/store/resources.ts'
import { dialects, type OpenedStore } from '../store/dialects.ts'
import { bookingRow, resourceRow } from '../store/rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

describe.each(Object.entries(dialects))('%s', (name, open) => {
  test('objects come by their ids, those of the tenant alone', async () => {
    const one = await open()
    opened.push(one)
    await one.store.write(async trx => {
      for (const id of ['bk_1', 'bk_2', 'bk_3']) await insertBooking(trx, bookingRow({ id }))
      await insertBooking(trx, bookingRow({ id: 'bk_4', tenant_id: 'tnt_b' }))
      await insertResource(trx, resourceRow({ id: 'res_a' }))
    })
    const before = one.statements.length
    const bookings = await one.store.read(trx =>
      load(trx, 'tnt_a', 'booking', ['bk_3', 'bk_1', 'bk_3', 'bk_4', 'bk_none'], 0),
    )
    expect([...bookings.keys()].toSorted()).toEqual(['bk_1', 'bk_3'])
    expect(bookings.get('bk_1')?.links.self).toBe('/v2/bookings/bk_1')
    const selects = one.statements.slice(before).filter(text => text.startsWith('select'))
    expect(selects).toHaveLength(name === 'PostgreSQL' ? 1 : 0)
    const resources = await one.store.read(trx => load(trx, 'tnt_a', 'resource', ['res_a'], 0))
    expect(resources.get('res_a')?.id).toBe('res_a')
  })

  test('no ids ask nothing', async () => {
    const one = await open()
    opened.push(one)
    const before = one.statements.length
    expect(await one.store.read(trx => load(trx, 'tnt_a', 'customer', [], 0))).toEqual(new Map())
    expect(one.statements.slice(before).filter(text => text.startsWith('select'))).toEqual([])
  })
})
