import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorsOf } from '../../emulator/calls/cursor.ts'

const position = fc.record({ sort: fc.string({ unit: 'binary' }), id: fc.string({ unit: 'binary' }) })
const direction = fc.constantFrom('after' as const, 'before' as const)

test('a cursor gives back its place and direction, and is fit for a URL', () => {
  fc.assert(
    fc.property(direction, position, (towards, place) => {
      const cursors = cursorsOf('seed', ['list', 'tnt_a'])
      const cursor = cursors.encode(towards, place)
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(cursors.decode(cursor)).toEqual({ direction: towards, position: place })
    }),
  )
})

test('the same place gives the same cursor', () => {
  const make = () => cursorsOf('seed', ['list']).encode('after', { sort: 's', id: 'i' })
  expect(make()).toBe(make())
})

test.each([
  ['another seed', 'other', ['list', { a: 1 }]],
  ['another list', 'seed', ['list', { a: 2 }]],
  ['another type', 'seed', ['list', { a: '1' }]],
  ['no filters', 'seed', ['list']],
])('a cursor is refused under %s', (_what, seed, list) => {
  const cursor = cursorsOf('seed', ['list', { a: 1 }]).encode('after', { sort: 's', id: 'i' })
  expect(() => cursorsOf(seed, list).decode(cursor)).toThrow(
    expect.objectContaining({ code: 'invalid_cursor' }),
  )
})

test('any other text is refused, and nothing but invalid_cursor is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), text => {
      expect(() => cursorsOf('seed', ['list']).decode(text)).toThrow(
        expect.objectContaining({ code: 'invalid_cursor', status: 400 }),
      )
    }),
  )
})
