import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Earliest } from '../../emulator/scheduling/earliest.ts'

interface Item {
  readonly startMs: number
  readonly name: string
}

const anyItems = fc.array(fc.record({ startMs: fc.nat(30), name: fc.constantFrom('a', 'b', 'c') }))
const byName = (a: Item, b: Item) => (a.name < b.name ? -1 : Number(a.name > b.name))
const inOrder = (a: Item, b: Item) => a.startMs - b.startMs || byName(a, b)

test('holds the first items by start, as many as there may be, and says where the others begin', () => {
  fc.assert(
    fc.property(anyItems, fc.integer({ min: 1, max: 12 }), (items, limit) => {
      const earliest = new Earliest<Item>(limit, ({ startMs }) => startMs, byName)
      for (const item of items) earliest.add(item)
      const held = earliest.inOrder()
      const sorted = items.toSorted(inOrder)
      const untilMs = sorted[limit]?.startMs ?? Number.POSITIVE_INFINITY
      expect(earliest.untilMs).toBe(untilMs)
      expect(held).toEqual(sorted.filter(({ startMs }) => startMs < untilMs))
      expect(held.length).toBeLessThanOrEqual(limit)
    }),
  )
})

test('items of one start stay in the order in which they came, by default', () => {
  const earliest = new Earliest<Item>(3, ({ startMs }) => startMs)
  for (const [startMs, name] of [
    [2, 'b'],
    [1, 'c'],
    [2, 'a'],
  ] as const)
    earliest.add({ startMs, name })
  expect(earliest.inOrder().map(({ name }) => name)).toEqual(['c', 'b', 'a'])
})
