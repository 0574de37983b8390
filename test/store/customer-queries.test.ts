import { afterEach, describe, expect, test } from 'vitest'
import {
  findCustomer,
  insertCustomer,
  insertCustomers,
  pageCustomers,
  saveCustomer,
} from '../../emulator/store/customers.ts'
import type { Page, PageRequest, Position } from '../../emulator/store/page.ts'
import type { CustomerRow, Trx } from '../../emulator/store/schema.ts'
import type { ReadPiece } from '../../emulator/store/searched-page.ts'
import { findTenantRow, insertTenant, saveTenant } from '../../emulator/store/tenants.ts'
import { dialects, type OpenedStore } from './dialects.ts'
import { customerRow } from './rows.ts'

const opened: OpenedStore[] = []
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close()
})

describe.each(Object.entries(dialects))('%s', (_name, open) => {
  const filled = async () => {
    const found = await open()
    opened.push(found)
    await found.store.write(async trx => {
      await insertCustomer(trx, customerRow({ id: 'cust_a', name: 'Émile 100%', email: 'a@example.com' }))
      await insertCustomer(trx, customerRow({ id: 'cust_b', name: 'b\\c_d', phone: '+91 1' }))
      await insertCustomer(trx, customerRow({ id: 'cust_e', name: 'ΝΊΚΟΣ İ Ǆ ẞ Ⅷ Ａ 𐐀' }))
      await insertCustomer(trx, customerRow({ id: 'cust_c', name: 'Émile', deleted_at: '2026-04-15' }))
      await insertCustomer(trx, customerRow({ id: 'cust_d', name: 'Émile', tenant_id: 'tnt_b' }))
    })
    return found.store
  }

  test.each([
    ['ÉMILE', 'a'],
    ['émile', 'a'],
    ['EXAMPLE', 'a'],
    ['+91', 'b'],
    ['%', 'a'],
    ['_', 'b'],
    ['\\C', 'b'],
    ['νίκος', 'e'],
    ...[...'İǄẞⅧＡ'].map(letter => [letter.toLowerCase(), 'e']),
    ['', 'e b a'],
  ])('the text %s is found in %s', async (text, ids) => {
    const store = await filled()
    const page = { limit: 25, order: '-created_at', from: null }
    const { items } = await store.read(trx => pageCustomers(work => work(trx), 'tnt_a', { text }, page))
    expect(items.map(({ value }) => value.id.slice(5)).join(' ')).toBe(ids)
  })

  test('a text is looked for in pieces, each a read of its own, there and back', async () => {
    const store = await filled()
    const at = (i: number) => `2026-05-01T00:00:00.${String(Math.floor(i / 3) % 1000).padStart(3, '0')}Z`
    const row = (i: number) =>
      customerRow({
        id: `cust_${String(i).padStart(5, '0')}`,
        created_at: at(i),
        name: i % 4_000 === 7 ? 'Zoë' : 'Ada',
      })
    await store.write(trx =>
      insertCustomers(
        trx,
        Array.from({ length: 20_500 }, (_, i) => row(i)),
      ),
    )
    let reads = 0
    const read: ReadPiece = work => {
      reads += 1
      return store.read(work)
    }
    const pageOf = (text: string, from: PageRequest['from'] = null, limit = 2) =>
      pageCustomers(read, 'tnt_a', { text }, { limit, order: '-created_at', from })
    const idsOf = ({ items }: Page<CustomerRow>) => items.map(({ value }) => value.id)
    const all = await pageOf('zoë', null, 25)
    // 500, twice 10,000, and three that are left.
    expect(reads).toBe(4)
    const expected = [7, 4_007, 8_007, 12_007, 16_007, 20_007]
      .map(row)
      .sort((a, b) => (a.created_at + a.id < b.created_at + b.id ? 1 : -1))
      .map(({ id }) => id)
    expect(idsOf(all)).toEqual(expected)
    expect([all.hasNext, all.hasPrevious]).toEqual([false, false])
    const first = await pageOf('zoë')
    const second = await pageOf('zoë', { direction: 'after', position: first.items[1]?.position as Position })
    expect([idsOf(first), idsOf(second)]).toEqual([expected.slice(0, 2), expected.slice(2, 4)])
    expect([first.hasNext, second.hasNext]).toEqual([true, true])
    const back = await pageOf('zoë', { direction: 'before', position: second.items[0]?.position as Position })
    expect([idsOf(back), back.hasNext, back.hasPrevious]).toEqual([expected.slice(0, 2), true, false])
    reads = 0
    expect(idsOf(await pageOf('nobody'))).toEqual([])
    expect(reads).toBe(4)
    reads = 0
    expect(idsOf(await pageOf('ada'))).toHaveLength(2)
    expect(reads).toBe(1)
    // None is lost where two pieces meet.
    expect(new Set(idsOf(await pageOf('ada', null, 30_000))).size).toBe(20_500 - expected.length)
  })

  test('a customer is written whole', async () => {
    const store = await filled()
    const changed = customerRow({ id: 'cust_a', name: 'B', notes: 'n', revision: 2 })
    await store.write(trx => saveCustomer(trx, changed))
    expect(await store.read(trx => findCustomer(trx, 'tnt_a', 'cust_a'))).toMatchObject(changed)
    expect(await store.read(trx => findCustomer(trx, 'tnt_b', 'cust_d'))).toMatchObject({ name: 'Émile' })
  })

  test('a customer is found as it is written, within the transaction, after it, and once it is undone', async () => {
    const store = await filled()
    const found = (trx: Trx) => findCustomer(trx, 'tnt_a', 'cust_a')
    const rename = (name: string, deleted_at: string | null = null) =>
      store.write(async trx => {
        const before = await found(trx)
        await saveCustomer(trx, customerRow({ id: 'cust_a', name, deleted_at, revision: 2 }))
        return [before?.name, (await found(trx))?.name]
      })
    expect(await rename('B')).toEqual(['Émile 100%', 'B'])
    const undone = store.write(async trx => {
      await saveCustomer(trx, customerRow({ id: 'cust_a', name: 'C' }))
      throw new Error(String((await found(trx))?.name))
    })
    await expect(undone).rejects.toThrow('C')
    expect(await rename('D', '2026-04-16')).toEqual(['B', undefined])
    expect(await store.write(found)).toBeUndefined()
  })

  test('a tenant has settings without being given any, and keeps those that it is given', async () => {
    const store = await filled()
    const row = {
      id: 'tnt_a',
      account_id: 'acct_a',
      name: 'A',
      timezone: 'Asia/Kolkata',
      currency: 'INR',
      plan: 'free',
      limits: '{}',
      policy: '{}',
      created_at: '2026-04-15T09:00:00.000Z',
      updated_at: '2026-04-15T09:00:00.000Z',
      revision: 1,
    }
    await store.write(trx => insertTenant(trx, row))
    const read = () => store.read(trx => findTenantRow(trx, 'tnt_a'))
    expect(await read()).toEqual({ ...row, access_review_days: 90, metadata: '{}', breach_watch: null })
    const changed = { ...row, access_review_days: 30, metadata: '{"a":"b"}', breach_watch: null, revision: 2 }
    await store.write(trx => saveTenant(trx, changed))
    expect(await read()).toEqual(changed)
  })
})
