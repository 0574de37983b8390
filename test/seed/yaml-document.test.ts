import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { readDocument } from '../../emulator/seed/file/yaml-document.ts'

/** Values that YAML and JSON both have, four levels deep. */
const { value: anyValue } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter(name => name !== '<<'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}))

test('reads what the library writes as the library does, in any of its styles', () => {
  const style = fc.record({
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'BLOCK_LITERAL'),
  })
  fc.assert(
    fc.property(anyValue, style, (value, options) => {
      const text = stringify(value, options as never)
      const { value: read, faults } = readDocument(text)
      // The library does not bring each text of blanks back that it wrote as a block.
      expect([faults, read]).toEqual([[], parse(text)])
    }),
  )
})

test('writes repeated values as aliases and reads them back', () => {
  const shared = { phone: '+91 80 1234 5678', tags: ['a', 'b'] }
  const value = { one: shared, other: [shared, shared.tags] }
  const text = stringify(value)
  expect(text).toContain('*')
  expect(readDocument(text)).toMatchObject({ value, faults: [] })
})

test.each([
  ['own members win', 'x: &x {a: 1, b: 1}\ny: {b: 2, <<: *x}', { a: 1, b: 2 }],
  ['whether before or after', 'x: &x {a: 1, b: 1}\ny: {<<: *x, b: 2}', { a: 1, b: 2 }],
  ['the first of several wins', 'x: &x {a: 1}\nz: &z {a: 2, c: 2}\ny: {<<: [*x, *z]}', { a: 1, c: 2 }],
  ['the first of two merges wins', 'x: &x {a: 1}\nz: &z {a: 2, c: 2}\ny: {<<: *x, <<: *z}', { a: 1, c: 2 }],
  ['merges of merges', 'x: &x {a: 1}\nz: &z {<<: *x, c: 2}\ny: {<<: *z}', { a: 1, c: 2 }],
  ['a map that is written there', 'y: {<<: {a: 1}, b: 2}', { a: 1, b: 2 }],
  ['a quoted name is a name', 'y: {"<<": 1}', { '<<': 1 }],
  ['an anchor that is set again', 'x: &x 1\nz: &x 2\ny: *x', 2],
  ['numbers as names', 'y: {1: a, true: b, ~: c}', { 1: 'a', true: 'b', '': 'c' }],
  ['names that are no ordinary ones', 'y: {constructor: 1}', { constructor: 1 }],
])('%s', (_, text, expected) => {
  const { value, faults } = readDocument(text)
  expect([faults, (value as { y: unknown }).y]).toEqual([[], expected])
})

const laughs = (levels: number, width: number) =>
  Array.from({ length: levels }, (_, i) =>
    i === 0
      ? 'x0: &a0 [ha]'
      : `x${i}: &a${i} [${Array(width)
          .fill(`*a${i - 1}`)
          .join()}]`,
  ).join('\n')

test.each([
  ['a billion laughs', laughs(12, 10), 'too_many_aliases'],
  ['twice as many at each level', laughs(31, 2), 'too_many_aliases'],
  [
    'one long text many times',
    `x: &x ${'y'.repeat(1_000_000)}\nz: [${'*x,'.repeat(100)}]`,
    'too_many_aliases',
  ],
  [
    'one large map merged many times',
    `x: &x {${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join()}}\nz: [${'{<<: *x},'.repeat(1_000)}]`,
    'too_many_aliases',
  ],
  [
    'merges that grow',
    Array.from({ length: 40 }, (_, i) =>
      i === 0 ? 'x0: &a0 {k: 1}' : `x${i}: &a${i} {a${i}: *a${i - 1}, <<: *a${i - 1}}`,
    ).join('\n'),
    /too_/,
  ],
  [
    'a chain as deep as it is long',
    Array.from({ length: 100 }, (_, i) => (i === 0 ? 'x0: &a0 1' : `x${i}: &a${i} [*a${i - 1}]`)).join('\n'),
    'too_deep',
  ],
  ['what stands inside of itself', 'x: &x [*x]', 'circular_alias'],
  ['what is merged into itself', 'x: &x {<<: *x}', 'circular_alias'],
  ['a name that is itself', 'x: &x {*x : 1}', 'circular_alias'],
  ['a list as a name', '[a, b]: 1', 'invalid_name'],
  ['a date of YAML 1.1', '%YAML 1.1\n---\nx: 2026-04-20', 'unknown_tag'],
  ['bytes of YAML 1.1', '%YAML 1.1\n---\nx: !!binary aGE=', 'unknown_tag'],
  ['an ordered map of YAML 1.1', '%YAML 1.1\n---\nx: !!omap [a: 1]', 'unknown_tag'],
  ['a number and a text of the same name', '1: a\n"1": b', 'duplicate_key'],
])('%s: refused, with its place', { timeout: 60_000 }, (_, text, code) => {
  const [fault] = readDocument(text).faults
  expect(fault?.code).toMatch(code)
  expect(fault?.line).toBeGreaterThan(0)
})
