import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientSecretOf, ulid } from '../../emulator/store/ids.ts'
import { toAnswer, toStored } from '../../emulator/store/instants.ts'

const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) })
const drawn = fc.integer({ min: 1, max: 2 ** 31 })

test('a ULID has 26 letters of its alphabet and begins with its time', () => {
  fc.assert(
    fc.property(times, drawn, (time, n) => {
      const id = ulid(time, 'seed', 'bk', n)
      expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
      const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
      expect([...id.slice(0, 10)].reduce((ms, letter) => ms * 32 + alphabet.indexOf(letter), 0)).toBe(time)
    }),
  )
})

test('ids sort by time, then by the order of their making', () => {
  fc.assert(
    fc.property(times, times, drawn, drawn, (a, b, n, m) => {
      const earlier = a < b || (a === b && n < m)
      if (a === b && n === m) return
      expect(ulid(a, 'seed', 'bk', n) < ulid(b, 'seed', 'bk', m)).toBe(earlier)
    }),
  )
})

test('seeds and streams tell ids apart; the same ones give the same', () => {
  const make = (seed: string, stream: string) => ulid(1_776_245_731_000, seed, stream, 1)
  const ids = [make('a', 'bk'), make('a', 'evt'), make('b', 'bk')]
  expect(new Set(ids).size).toBe(3)
  expect(make('a', 'bk')).toBe(ids[0])
})

test('a client secret belongs to one object of one tenant of one sandbox', () => {
  const secrets = [
    clientSecretOf('seed', 'tnt_a', 'bk_1'),
    clientSecretOf('seed', 'tnt_a', 'bk_2'),
    clientSecretOf('seed', 'tnt_b', 'bk_1'),
    clientSecretOf('other', 'tnt_a', 'bk_1'),
  ]
  expect(new Set(secrets).size).toBe(4)
  for (const secret of secrets) expect(secret).toMatch(/^cs_[\w-]{32}$/)
})

test('stored instants sort as text, and are answered to the second', () => {
  fc.assert(
    fc.property(times, times, (a, b) => {
      expect(toStored(a) < toStored(b)).toBe(a < b)
      expect(Date.parse(toAnswer(toStored(a)))).toBe(a - (a % 1000))
      expect(toAnswer(toStored(a))).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    }),
  )
})
