import { expect, test } from 'vitest'
import { base32 } from '../../src/ids/base32.ts'

test.each([
  [0, 3, '000'],
  [31, 1, 'Z'],
  [32, 2, '10'],
  [255, 1, 'Z'],
  // The instant of the example in the specification of ULIDs.
  [1_469_918_176_385, 10, '01ARYZ6S41'],
])('%i with %i digits is %s', (value, length, expected) => {
  expect(base32(value, length)).toBe(expected)
})

test('sorts as the numbers do', () => {
  const numbers = [0, 1, 9, 10, 31, 32, 1_000, 1_776_000_000_000, 2 ** 48 - 1]
  const texts = numbers.map(number => base32(number, 10))
  expect(texts.toSorted()).toEqual(texts)
})
