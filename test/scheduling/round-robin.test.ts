import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inTurn, type Turn } from '../../emulator/scheduling/round-robin.ts'

function turn(id: string, bookings: number, parts: Partial<Turn> = {}): Turn {
  return { id, bookings, weight: 1, lastBookedMs: null, ...parts }
}

function idsOf(turns: readonly Turn[]): string[] {
  return turns.map(({ id }) => id)
}

test.each<[string, Turn[], string[]]>([
  ['fewest bookings first', [turn('a', 2), turn('b', 1)], ['b', 'a']],
  ['by weight', [turn('a', 2), turn('b', 3, { weight: 2 })], ['b', 'a']],
  [
    'then least recently booked, never before all',
    [turn('a', 1, { lastBookedMs: 20 }), turn('b', 1, { lastBookedMs: 10 }), turn('c', 1)],
    ['c', 'b', 'a'],
  ],
  ['then id, by code unit', [turn('b', 1), turn('a', 1), turn('B', 1)], ['B', 'a', 'b']],
  ['thirds are compared exactly', [turn('b', 1, { weight: 3 }), turn('a', 2, { weight: 6 })], ['a', 'b']],
])('%s', (_, turns, expected) => {
  expect(idsOf(inTurn(turns))).toEqual(expected)
})

test('the order does not depend on the order asked in', () => {
  const anyTurn = fc.record({
    id: fc.string(),
    weight: fc.integer({ min: 1, max: 4 }),
    bookings: fc.nat({ max: 4 }),
    lastBookedMs: fc.option(fc.nat({ max: 3 })),
  })
  const turns = fc.uniqueArray(anyTurn, { selector: ({ id }) => id })
  fc.assert(
    fc.property(turns, list => {
      expect(inTurn([...list].reverse())).toEqual(inTurn(list))
    }),
  )
})

test('taking turns shares the work by weight', () => {
  const booked = new Map([
    ['a', 0],
    ['b', 0],
  ])
  for (let round = 0; round < 9; round++) {
    const turns = [...booked].map(([id, count]) => turn(id, count, { weight: id === 'a' ? 2 : 1 }))
    const next = inTurn(turns)[0]?.id ?? ''
    booked.set(next, (booked.get(next) ?? 0) + 1)
  }
  expect([...booked]).toEqual([
    ['a', 6],
    ['b', 3],
  ])
})
