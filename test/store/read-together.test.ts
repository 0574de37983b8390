import { expect, test } from 'vitest'
import { readTogether } from '../../emulator/store/read-together.ts'
import type { Trx } from '../../emulator/store/schema.ts'
import { StorageFault } from '../../emulator/store/storage-fault.ts'
import type { Store } from '../../emulator/store/store.ts'

/** A store that only reads, and notes with which transaction and how each read ended. */
function notingStore(fails: () => Error | undefined = () => undefined) {
  const ended: string[] = []
  let begun = 0
  const read: Store['read'] = async work => {
    const failure = fails()
    if (failure !== undefined) {
      ended.push(`not begun: ${failure.message}`)
      throw failure
    }
    begun += 1
    try {
      return await work({ number: begun } as unknown as Trx)
    } catch (error) {
      ended.push((error as Error).message)
      throw error
    }
  }
  return { store: { read }, ended, begun: () => begun }
}

const numberOf = (trx: Trx) => Promise.resolve((trx as unknown as { number: number }).number)

test('reads share one transaction', async () => {
  const { store, begun } = notingStore()
  const numbers = await readTogether(store, async read => [await read(numberOf), await read(numberOf)])
  expect([numbers, begun()]).toEqual([[1, 1], 1])
})

test('a failing storage is told to the store, and what the work made of it is given', async () => {
  const { store, ended } = notingStore()
  const fault = new StorageFault('io_error')
  const work = async (read: Store['read']) => await read(() => Promise.reject(fault)).catch(() => 'answered')
  expect(await readTogether(store, work)).toBe('answered')
  expect(ended).toEqual([fault.message])
})

test('a refusal that the work keeps to itself is none of the store', async () => {
  const { store, ended } = notingStore()
  const work = async (read: Store['read']) =>
    await read(() => Promise.reject(new Error('no'))).catch(() => 'answered')
  expect([await readTogether(store, work), ended]).toEqual(['answered', []])
})

test('what the work throws is thrown', async () => {
  const { store } = notingStore()
  await expect(readTogether(store, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
})

test('where no transaction begins, each read tries by itself', async () => {
  const failures = [new StorageFault('locked'), undefined, undefined]
  const { store, begun, ended } = notingStore(() => failures.shift())
  const numbers = await readTogether(store, async read => [await read(numberOf), await read(numberOf)])
  expect([numbers, begun(), ended.length]).toEqual([[1, 2], 2, 1])
})
