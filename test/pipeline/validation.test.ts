import { type TSchema, Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { typedQuery } from '../../emulator/pipeline/query-values.ts'
import { createValidators } from '../../emulator/validation/validation.ts'
import { operations } from '../../src/contract/index.ts'
import { idOf, instant, metadata, nullable, strictObject } from '../../src/contract/schema.ts'

const validatorOf = createValidators()
const member = (schema: TSchema) => strictObject({ m: schema })

describe('each fault has a place, a code and words', () => {
  test.each<[string, TSchema, unknown, string, string, string]>([
    ['a missing member', member(Type.String()), {}, '/m', 'required', 'is required'],
    [
      'an unknown member',
      strictObject({}),
      { x: 1 },
      '/x',
      'unknown_field',
      'is not a field of this request',
    ],
    [
      'another way to write it',
      strictObject({ customer_id: Type.Optional(Type.String()), notes: Type.Optional(Type.String()) }),
      { customerId: 'cust_1' },
      '/customerId',
      'unknown_field',
      'is not a field of this request; did you mean customer_id?',
    ],
    [
      'a name that is near to none',
      strictObject({ id: Type.Optional(Type.String()) }),
      { x: 1 },
      '/x',
      'unknown_field',
      'is not a field of this request',
    ],
    [
      'a name of metadata that is too long',
      member(metadata()),
      { m: { ['k'.repeat(41)]: 'v' } },
      `/m/${'k'.repeat(41)}`,
      'invalid_format',
      'must have a name of 1 to 40 characters, in one line',
    ],
    [
      'no name in metadata',
      member(metadata()),
      { m: { '': 'v' } },
      '/m/',
      'invalid_format',
      'must have a name of 1 to 40 characters, in one line',
    ],
    ['a number for text', member(Type.String()), { m: 1 }, '/m', 'wrong_type', 'must be a string'],
    ['text for a number', member(Type.Integer()), { m: '1' }, '/m', 'wrong_type', 'must be an integer'],
    ['half a number', member(Type.Integer()), { m: 1.5 }, '/m', 'wrong_type', 'must be an integer'],
    ['text for a flag', member(Type.Boolean()), { m: 'true' }, '/m', 'wrong_type', 'must be a boolean'],
    ['a list for an object', member(strictObject({})), { m: [] }, '/m', 'wrong_type', 'must be an object'],
    ['null', member(Type.String()), { m: null }, '/m', 'null_not_allowed', 'may not be null'],
    ['null for everything', member(Type.String()), null, '', 'null_not_allowed', 'may not be null'],
    [
      'an unknown word',
      member(Type.Enum(['a', 'b'])),
      { m: 'c' },
      '/m',
      'not_allowed',
      'must be one of a, b',
    ],
    ['another constant', member(Type.Literal('a')), { m: 'b' }, '/m', 'not_allowed', 'must be "a"'],
    [
      'no text',
      member(Type.String({ minLength: 1 })),
      { m: '' },
      '/m',
      'too_short',
      'must have at least 1 character',
    ],
    [
      'short text',
      member(Type.String({ minLength: 2 })),
      { m: 'a' },
      '/m',
      'too_short',
      'must have at least 2 characters',
    ],
    [
      'long text',
      member(Type.String({ maxLength: 1 })),
      { m: 'ab' },
      '/m',
      'too_long',
      'must have at most 1 character',
    ],
    ['too little', member(Type.Integer({ minimum: 1 })), { m: 0 }, '/m', 'too_small', 'must be at least 1'],
    ['too much', member(Type.Integer({ maximum: 1 })), { m: 2 }, '/m', 'too_large', 'must be at most 1'],
    [
      'too few',
      member(Type.Array(Type.Any(), { minItems: 1 })),
      { m: [] },
      '/m',
      'too_few',
      'must have at least 1 item',
    ],
    [
      'too many',
      member(Type.Array(Type.Any(), { maxItems: 0 })),
      { m: [1] },
      '/m',
      'too_many',
      'must have at most 0 members',
    ],
    [
      'an id of another kind',
      member(idOf('svc', 'service')),
      { m: 'bk_1' },
      '/m',
      'invalid_format',
      'must be an id that starts with svc_',
    ],
    [
      'an id with what no id has',
      member(idOf('svc', 'service')),
      { m: 'svc_a-b' },
      '/m',
      'invalid_format',
      'must have 1 to 64 letters, digits and underscores behind svc_, and nothing else',
    ],
    [
      'the same item twice',
      member(Type.Array(Type.String(), { uniqueItems: true })),
      { m: ['a', 'b', 'a'] },
      '/m',
      'invalid',
      'must have each item once: that at 2 was there',
    ],
    [
      'no members',
      member(Type.Record(Type.String(), Type.String(), { minProperties: 1 })),
      { m: {} },
      '/m',
      'too_few',
      'must have at least 1 member',
    ],
    [
      'a pattern',
      member(Type.String({ pattern: '^a$' })),
      { m: 'b' },
      '/m',
      'invalid_format',
      'must match ^a$',
    ],
    [
      'no e-mail address',
      member(Type.String({ format: 'idn-email' })),
      { m: 'a@b' },
      '/m',
      'invalid_format',
      'must be an e-mail address',
    ],
    [
      'a list item',
      member(Type.Array(Type.Integer())),
      { m: [1, 'x'] },
      '/m/1',
      'wrong_type',
      'must be an integer',
    ],
    [
      'a member of a member',
      member(member(Type.Integer())),
      { m: { m: '' } },
      '/m/m',
      'wrong_type',
      'must be an integer',
    ],
    [
      'a name that needs escaping',
      strictObject({}),
      { 'a/b~': 1 },
      '/a~1b~0',
      'unknown_field',
      'is not a field of this request',
    ],
    ['nullable text', member(nullable(Type.String())), { m: 1 }, '/m', 'wrong_type', 'must be a string'],
    [
      'nullable, too short',
      member(nullable(Type.String({ minLength: 2 }))),
      { m: 'a' },
      '/m',
      'too_short',
      'must have at least 2 characters',
    ],
    [
      'nullable, deep',
      member(nullable(member(Type.Integer()))),
      { m: { m: 'x' } },
      '/m/m',
      'wrong_type',
      'must be an integer',
    ],
  ])('%s', (_what, schema, value, path, code, message) => {
    expect(validatorOf(schema)(value)).toEqual([{ path, code, message }])
  })

  test('an instant says what it should look like', () => {
    const [fault] = validatorOf(member(instant('x')))({ m: 'noon' })
    expect(fault).toMatchObject({ path: '/m', code: 'invalid_format' })
    expect(fault?.message).toContain('2026-04-20T05:00:00Z')
  })
})

test('every fault is told, once for each place', () => {
  const schema = strictObject({
    a: Type.Integer({ minimum: 1 }),
    b: Type.String({ minLength: 3, pattern: '^x' }),
    c: nullable(Type.String()),
    d: Type.String(),
  })
  const faults = validatorOf(schema)({ a: 0, b: 'y', c: 5, e: 1, f: 2 })
  expect(faults.map(fault => fault.path).toSorted()).toEqual(['/a', '/b', '/c', '/d', '/e', '/f'])
})

test.each<[string, TSchema]>([
  ['a word of several', Type.Enum(['a', 'b'])],
  ['a constant', Type.Literal('a')],
  ['an id', idOf('svc', 'service')],
  ['an instant', instant('x')],
  ['a list', Type.Array(Type.String())],
  ['an object', strictObject({ a: Type.String() })],
  ['a word or a number', Type.Union([Type.Enum(['a', 'b']), Type.Integer()])],
  ['one of two constants', Type.Union([Type.Literal('a'), Type.Literal('b')])],
  [
    'an object of two kinds',
    Type.Union([strictObject({ a: Type.String() }), strictObject({ b: Type.String() })]),
  ],
  ['what is not this', Type.Unsafe({ not: { type: 'null' } })],
])('null in the place of %s is told as null, wherever it stands', (_what, schema) => {
  const fault = { code: 'null_not_allowed', message: 'may not be null' }
  expect(validatorOf(member(schema))({ m: null })).toEqual([{ path: '/m', ...fault }])
  expect(validatorOf(member(Type.Array(schema)))({ m: [null] })).toEqual([{ path: '/m/0', ...fault }])
  expect(validatorOf(member(nullable(member(schema))))({ m: { m: null } })).toEqual([
    { path: '/m/m', ...fault },
  ])
})

test('null is told as null for every member of every body that may not be null', () => {
  const told: string[] = []
  for (const { id, body } of operations) {
    if (body === null) continue
    const { properties = {}, 'x-immutable': immutable = {} } = body as {
      properties?: Record<string, TSchema>
      'x-immutable'?: Record<string, string>
    }
    for (const [name, schema] of Object.entries(properties)) {
      if (name in immutable || validatorOf(schema)(null).length === 0) continue
      const codes = validatorOf(body)({ [name]: null })
        .filter(({ path }) => path === `/${name}`)
        .map(({ code }) => code)
      told.push(`${id} ${name} ${codes.join(' ')}`)
    }
  }
  expect(told.length).toBeGreaterThan(100)
  expect(told.filter(line => !line.endsWith(' null_not_allowed'))).toEqual([])
})

test.each([null, 'x', ''])('what may be null takes %j', value => {
  expect(validatorOf(member(nullable(Type.String())))({ m: value })).toEqual([])
})

test.each(['a@example.com', "o'hara+tag@sub.example.co.in", 'ü@example.com', '_@1.io'])(
  '%s is an address',
  text => {
    expect(validatorOf(member(Type.String({ format: 'idn-email' })))({ m: text })).toEqual([])
  },
)

test.each([
  'a',
  '@b.co',
  'a@',
  'a@b',
  'a b@c.de',
  'a@b.c',
  'a@-b.de',
  'a@b.de\n',
  'a@b@c.de',
  'a,b@c.de',
  '"a"@b.de',
])('%j is no address', text => {
  expect(validatorOf(member(Type.String({ format: 'idn-email' })))({ m: text })).toHaveLength(1)
})

test('a judged value is left as it is: no defaults, no coercion', () => {
  const schema = strictObject({ m: Type.Optional(Type.Integer({ default: 5 })) })
  const value = {}
  expect(validatorOf(schema)(value)).toEqual([])
  expect(value).toEqual({})
})

test('the examples of every operation are valid', () => {
  for (const { body, examples } of operations) {
    if (body !== null) for (const example of examples) expect(validatorOf(body)(example.body)).toEqual([])
  }
})

describe('query text', () => {
  const schema = strictObject({ i: Type.Integer(), n: Type.Number(), b: Type.Boolean(), s: Type.String() })

  test.each([
    [{ i: '5' }, { i: 5 }],
    [{ i: '-5' }, { i: -5 }],
    [{ i: '5.0' }, { i: '5.0' }],
    [{ i: '1e3' }, { i: '1e3' }],
    [{ i: '9'.repeat(16) }, { i: '9'.repeat(16) }],
    [{ i: '' }, { i: '' }],
    [{ n: '1.5' }, { n: 1.5 }],
    [{ n: ' ' }, { n: ' ' }],
    [{ n: 'Infinity' }, { n: 'Infinity' }],
    [
      { b: 'true', s: 'true' },
      { b: true, s: 'true' },
    ],
    [{ b: 'TRUE' }, { b: 'TRUE' }],
    [{ s: '5' }, { s: '5' }],
    [{ unknown: '5' }, { unknown: '5' }],
  ])('%j is read as %j', (raw, query) => {
    expect(typedQuery(schema, raw)).toEqual({ query, faults: [] })
  })

  test('a parameter given twice is a fault, not a list', () => {
    expect(typedQuery(schema, { s: ['a', 'b'] })).toEqual({
      query: {},
      faults: [{ path: '/s', code: 'repeated', message: 'may be given once; separate values by commas' }],
    })
  })
})

describe('what is no instant is told why', () => {
  const example = '2026-04-20T05:00:00Z'
  const shape = `must be an RFC 3339 instant with an offset and whole seconds, such as ${example}`
  const none = `must be a day and time that exist, such as ${example}`
  const years = 'must lie in the years 1970 to 9999 of UTC'
  test.each([
    ['tomorrow', shape],
    ['', shape],
    ['2026-04-20', shape],
    ['2026-04-20T05:00:00', shape],
    ['2026-04-20T05:00:00.123Z', `must have whole seconds, such as ${example}: fractions are not kept`],
    ['2026-02-29T05:00:00Z', none],
    ['2026-04-20T24:00:00Z', none],
    ['2026-04-20T05:00:60Z', none],
    ['2026-04-20T05:00:00+24:00', none],
    ['1969-12-31T23:59:59Z', years],
    ['1970-01-01T00:00:00+01:00', years],
    ['9999-12-31T23:59:59-01:00', years],
  ])('%s', (text, message) => {
    const faults = validatorOf(member(instant('When.')))({ m: text })
    expect(faults).toEqual([{ path: '/m', code: 'invalid_format', message }])
  })
})

/** Every pattern that a request may be held against, and every one for a name of its members. */
function* patternsIn(schema: unknown): Generator<readonly ['text' | 'name', TSchema]> {
  if (typeof schema !== 'object' || schema === null) return
  const { pattern, patternProperties } = schema as { pattern?: unknown; patternProperties?: object }
  if (typeof pattern === 'string') yield ['text', schema as TSchema]
  if (
    patternProperties !== undefined &&
    (schema as TSchema & { additionalProperties?: unknown }).additionalProperties === false
  )
    yield ['name', schema as TSchema]
  for (const part of Object.values(schema)) yield* patternsIn(part)
}

test('no request is answered with a pattern: each is said in words', () => {
  const bare: string[] = []
  for (const { id, params, query, body } of operations) {
    for (const [kind, schema] of patternsIn([params, query, body])) {
      // No text of one line break matches any of them.
      const value = kind === 'text' ? '\n' : { '\n': 'x' }
      const faults = validatorOf(member(schema))({ m: value })
      const isSaid = faults.some(({ code, message }) => code === 'invalid_format' && !message.includes('^'))
      if (!isSaid) bare.push(`${id}: ${JSON.stringify(faults)}`)
    }
  }
  expect(bare).toEqual([])
})
