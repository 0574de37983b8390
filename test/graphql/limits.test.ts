import { getIntrospectionQuery } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await forkSandbox('default')
})

const ask = async (query: string, variables: object = {}) =>
  await sandbox.send('POST', '/v2/graphql', { body: { query, variables } })

const deep = (levels: number) =>
  `{ booking(booking_id: "bk_01HXYW999") ${'{ customer { bookings { nodes '.repeat(levels)}{ id }${' } } }'.repeat(levels)} }`

const hostile: readonly (readonly [string, string, string])[] = [
  ['sixty levels', deep(20), 'levels deep; 10 are allowed'],
  ['ten thousand levels', deep(9_000), 'allowed|token|deeper'],
  [
    '11 levels',
    `{ bookings { edges { node { customer { bookings { edges { node { customer { bookings { nodes { id } } } } } } } } } } }`,
    'levels deep; 10 are allowed',
  ],
  [
    '31 aliases',
    `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: tenant { id }`).join(' ')} }`,
    '31 aliases; 30 are allowed',
  ],
  [
    '10,000 aliases',
    `{ ${Array.from({ length: 10_000 }, (_, at) => `a${at}: tenant { id }`).join(' ')} }`,
    'characters; 100000|token',
  ],
  [
    'aliases in fragments that are used again',
    `fragment F on Query { ${'abcdefghij'
      .split('')
      .map(name => `${name}: tenant { id }`)
      .join(' ')} } { ...F ...F ...F ...F }`,
    '40 aliases; 30 are allowed',
  ],
  [
    'fragments in a circle',
    'fragment A on Customer { bookings { nodes { ...B } } } fragment B on Booking { customer { ...A } } { customers { nodes { ...A } } }',
    'Cannot spread fragment',
  ],
  [
    'fragments that double',
    `${Array.from({ length: 40 }, (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`).join(' ')} fragment F40 on Query { x: tenant { id } } { ...F0 }`,
    'aliases; 30 are allowed',
  ],
  ['a megabyte', `{ tenant { id } } # ${'x'.repeat(900_000)}`, 'characters; 100000 are allowed'],
  [
    'five thousand times the same field',
    `{ tenant { ${'id '.repeat(5_000)} } }`,
    'names 5001 fields; 1000 are allowed',
  ],
  [
    '10,000 directives',
    `{ tenant { id ${'@include(if: true) '.repeat(10_000)} } }`,
    'characters; 100000|token',
  ],
  [
    'lists in lists',
    '{ customers(first: 100) { nodes { bookings(first: 100) { nodes { id } } } } }',
    'objects; 5000 are allowed',
  ],
  [
    'the same with variables',
    'query($n: Int = 100) { customers(first: $n) { nodes { bookings(first: $n) { nodes { id } } } } }',
    'objects; 5000 are allowed',
  ],
  [
    'introspection in a loop',
    `{ __schema { types ${'{ fields { type '.repeat(40)}{ name }${' } }'.repeat(40)} } }`,
    'introspection depth',
  ],
  [
    'introspection three times',
    '{ a: __schema { types { name } } b: __schema { types { name } } c: __schema { types { name } } }',
    'objects; 5000 are allowed',
  ],
  [
    '3,000 nodes twice',
    'query($ids: [ID!]!) { a: nodes(ids: $ids) { id } b: nodes(ids: $ids) { id } }',
    'objects; 5000 are allowed',
  ],
]

test.each(hostile)('%s is refused, and quickly', async (_, query, said) => {
  await ask('{ tenant { id } }')
  const began = process.cpuUsage()
  const answer = await ask(query, { ids: Array.from({ length: 3_000 }, () => 'bk_01HXYW999') })
  const { user, system } = process.cpuUsage(began)
  expect(answer.status, answer.text.slice(0, 300)).toBe(400)
  expect(answer.json.errors[0].message).toMatch(new RegExp(said))
  // What is linear takes milliseconds; what is not takes seconds.
  expect(user + system).toBeLessThan(1_000_000)
})

test('what clients really ask is allowed', async () => {
  const whole = await ask(
    getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, inputValueDeprecation: true }),
  )
  expect(whole.status, whole.text.slice(0, 300)).toBe(200)
  const useful = `{ bookings(first: 100) { edges { cursor node {
    id customer { name } service { name } resource { name } payments { nodes { id } } } } pageInfo { endCursor } } }`
  expect((await ask(useful)).json.errors).toBeUndefined()
})
