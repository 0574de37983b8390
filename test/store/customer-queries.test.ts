import { afterEach, describe, expect, test } from 'vitest'
import { findCustomer, insertCustomer, pageCustomers, saveCustomer } from '../../emulator/store/customers.ts'
import type { Trx } from '../../emulator/store/schema.ts'
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
    const { items } = await store.read(trx => pageCustomers(trx, 'tnt_a', { text }, page))
    expect(items.map(({ value }) => value.id.slice(5)).join(' ')).toBe(ids)
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
