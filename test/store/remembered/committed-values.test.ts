import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findCustomer, insertCustomer, saveCustomer } from '../../../emulator/store/customers.ts'
import type { Trx } from '../../../emulator/store/schema.ts'
import { CommittedValues, ReadMemory } from '../../../emulator/store/sqlite/committed-values.ts'
import { openFileStore } from '../../../emulator/store/sqlite/open.ts'
import type { SqliteStore } from '../../../emulator/store/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../dialects.ts'
import { customerRow } from '../rows.ts'

const committed = () => true

describe('values that follow from committed rows', () => {
  test('are loaded once, until rows of their table are committed', async () => {
    const values = new CommittedValues()
    let loads = 0
    const get = (table: string) => values.get(table, 'one', async () => ++loads, committed)
    expect([await get('services'), await get('services'), await get('resources')]).toEqual([1, 1, 2])
    values.committed(['resources'])
    expect([await get('services'), await get('resources')]).toEqual([1, 3])
    values.forget()
    expect([await get('services'), await get('resources')]).toEqual([4, 5])
  })

  test('begin anew after 2,000 of a table', async () => {
    const values = new CommittedValues()
    for (let i = 0; i < 2_001; i++) await values.get('services', `svc_${i}`, async () => i, committed)
    expect(await values.get('services', 'svc_2000', async () => 'anew', committed)).toBe(2_000)
    expect(await values.get('services', 'svc_0', async () => 'anew', committed)).toBe('anew')
  })

  test('and pages of lists, of which 50 are kept, go with the rows of their table', async () => {
    const values = new CommittedValues()
    const page = (key: string, load: string) =>
      values.get('bookings', key, async () => load, committed, 'pages')
    await values.get('bookings', 'page 0', async () => 'a value', committed)
    for (let i = 0; i < 50; i++) await page(`page ${i}`, `${i}`)
    expect([await page('page 0', 'anew'), await page('page 49', 'anew')]).toEqual(['0', '49'])
    await page('page 50', '50')
    expect(await page('page 0', 'anew')).toBe('anew')
    expect(await values.get('bookings', 'page 0', async () => 'anew', committed)).toBe('a value')
    values.committed(['bookings'])
    expect(await page('page 50', 'anew')).toBe('anew')
    expect(await values.get('bookings', 'page 0', async () => 'anew', committed)).toBe('anew')
  })

  test('are neither given nor kept where older rows are read, or while all rows are replaced', async () => {
    const values = new CommittedValues()
    const [older, newer] = [new ReadMemory(values), new ReadMemory(values)]
    older.begin()
    values.committed(['services'])
    newer.begin()
    expect(await newer.remember('services', 'one', async () => 'new')).toBe('new')
    expect(await older.remember('services', 'one', async () => 'old')).toBe('old')
    expect(await older.remember('services', 'two', async () => 'old')).toBe('old')
    expect(await newer.remember('services', 'two', async () => 'new')).toBe('new')
    await values.replacing(async () => {
      expect(await values.get('services', 'one', async () => 'draft', committed)).toBe('draft')
    })
    expect(await values.get('services', 'one', async () => 'replaced', committed)).toBe('replaced')
  })

  test('are not kept when rows are committed while they are loaded', async () => {
    const values = new CommittedValues()
    const memory = new ReadMemory(values)
    memory.begin()
    const loading = memory.remember('services', 'one', async () => {
      values.committed(['services'])
      return 'old'
    })
    expect(await loading).toBe('old')
    memory.begin()
    expect(await memory.remember('services', 'one', async () => 'new')).toBe('new')
  })
})

describe('reads of a folder', () => {
  let store: SqliteStore
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(async () => {
    folder = temporaryFolder()
    store = await openFileStore(join(folder.path, 'sandbox.db'))
    await store.write(trx => insertCustomer(trx, customerRow({ id: 'cust_1', name: 'Ada' })))
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const nameOf = async (trx: Trx) => (await findCustomer(trx, 'tnt_a', 'cust_1'))?.name
  const rename = async (trx: Trx, name: string) =>
    await saveCustomer(trx, { ...customerRow({ id: 'cust_1' }), name, revision: 2 })
  const selected = async (trx: Trx) => {
    const row = await trx.selectFrom('customers').select('name').where('id', '=', 'cust_1').executeTakeFirst()
    return row?.name
  }

  test('see one state, also where the first of it was remembered and others commit meanwhile', async () => {
    expect(await store.read(nameOf)).toBe('Ada')
    let seen: Promise<unknown[]> | undefined
    const { promise: renamed, resolve } = Promise.withResolvers<void>()
    await store.write(async trx => {
      // Begins before the commit of this write, and goes on after it.
      seen = store.read(async reading => {
        const remembered = await nameOf(reading)
        await renamed
        return [remembered, await selected(reading), await nameOf(reading)]
      })
      await rename(trx, 'Grace')
    })
    resolve()
    expect(await seen).toEqual(['Ada', 'Ada', 'Ada'])
    expect(await store.read(nameOf)).toBe('Grace')
    expect(await store.read(selected)).toBe('Grace')
  })

  test('see what was committed while a write that they do not see is open', async () => {
    await store.write(async trx => {
      await rename(trx, 'Grace')
      expect(await store.read(nameOf)).toBe('Ada')
      expect(await nameOf(trx)).toBe('Grace')
    })
    expect(await store.read(nameOf)).toBe('Grace')
  })

  test('see the old rows after a write that was undone', async () => {
    expect(await store.read(nameOf)).toBe('Ada')
    const failed = store.write(async trx => {
      await rename(trx, 'Grace')
      throw new Error('undone')
    })
    await expect(failed).rejects.toThrow('undone')
    expect(await store.read(nameOf)).toBe('Ada')
    expect(await store.write(nameOf)).toBe('Ada')
  })
})
