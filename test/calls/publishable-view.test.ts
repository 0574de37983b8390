import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { publishableView } from '../../emulator/calls/publishable-view.ts'
import { hiddenFromPublishable, nullable, strictObject } from '../../src/contract/schema.ts'

const Person = strictObject({ name: Type.String(), phone: Type.String(hiddenFromPublishable) })

test.each([
  ['a member', Person, { name: 'M', phone: '1' }, { name: 'M' }],
  [
    'a member of a member',
    strictObject({ a: Person }),
    { a: { name: 'M', phone: '1' } },
    { a: { name: 'M' } },
  ],
  ['members of a list', Type.Array(Person), [{ name: 'M', phone: '1' }], [{ name: 'M' }]],
  [
    'members of a list of lists',
    strictObject({ a: Type.Array(Type.Array(Person)) }),
    { a: [[{ name: 'M', phone: '1' }], []] },
    { a: [[{ name: 'M' }], []] },
  ],
  [
    'a member of what may be null',
    strictObject({ a: nullable(Person) }),
    { a: { name: 'M', phone: '1' } },
    { a: { name: 'M' } },
  ],
  ['nothing of null', strictObject({ a: nullable(Person) }), { a: null }, { a: null }],
  [
    'a whole object',
    strictObject({ a: strictObject({ b: Type.String() }, hiddenFromPublishable), c: Type.Integer() }),
    { a: { b: 'x' }, c: 0 },
    { c: 0 },
  ],
  ['what the schema does not know', Person, { name: 'M', secret: 'x' }, { name: 'M' }],
  ['not a member that is absent', strictObject({ a: Type.Optional(Person) }), {}, {}],
])('hides %s', (_what, schema, value, seen) => {
  expect(publishableView(schema, value)).toEqual(seen)
  expect(publishableView(schema, value)).toEqual(seen)
})

test('the value itself stays whole', () => {
  const value = { name: 'M', phone: '1' }
  publishableView(Person, value)
  expect(value).toEqual({ name: 'M', phone: '1' })
})
