import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { collectionsOf } from '../../emulator/seed/file/collections.ts'
import { operations } from '../../src/contract/index.ts'
import { defineOperation, type Operation } from '../../src/contract/operation.ts'
import { idOf, strictObject } from '../../src/contract/schema.ts'

const shape = (all: readonly Operation[]) =>
  Object.fromEntries(
    collectionsOf(all).map(({ key, id, parts }) => [
      key,
      {
        prefix: id?.prefix,
        parts: parts.map(part => [part.key, part.isList ? (part.param ?? part.id?.prefix) : 'one']),
      },
    ]),
  )

test('every operation that creates is a list, and what lies below its path a part', () => {
  const found = shape(operations)
  expect(found).toMatchObject({
    customers: { prefix: 'cust' },
    services: { prefix: 'svc' },
    skills: { prefix: 'skill' },
    locations: { prefix: 'loc' },
    bookings: { prefix: 'bk' },
  })
  expect(found.resources?.parts).toEqual(
    expect.arrayContaining([
      ['working_hours', 'one'],
      ['skills', 'skill_id'],
    ]),
  )
})

test('what others name comes before them', () => {
  const keys = collectionsOf(operations).map(({ key }) => key)
  const before = (one: string, other: string) => expect(keys.indexOf(one)).toBeLessThan(keys.indexOf(other))
  before('skills', 'resources')
  before('locations', 'resources')
  before('resources', 'services')
  before('services', 'bookings')
  before('customers', 'bookings')
})

const of = (members: Partial<Operation>): Operation =>
  ({
    ...defineOperation({
      id: 'x',
      group: 'x',
      method: 'POST',
      path: '/v2/x',
      command: 'x',
      scope: 'secret',
      source: 'derived',
      summary: '',
      description: '',
      result: strictObject({}),
      examples: [{ title: '' }],
    }),
    ...members,
  }) as Operation
const made = (prefix: string, member?: string) => ({
  status: 201 as const,
  result: strictObject({ id: idOf(prefix, prefix) }),
  body: strictObject(member === undefined ? {} : { [`${member}_id`]: idOf(member, member) }),
})

test('follows a contract that grows', () => {
  const grown = [
    of({ path: '/v2/webhooks', ...made('we', 'tnt') }),
    of({ path: '/v2/orders', ...made('ord', 'pay') }),
    of({ path: '/v2/payments', ...made('pay', 'late') }),
    of({ path: '/v2/payments/{payment_id}/refunds', ...made('re') }),
    of({ path: '/v2/payments/{payment_id}/cancel', status: 200, body: strictObject({}) }),
    of({ path: '/v2/payments/{payment_id}/tags/{tag}', method: 'PUT', body: strictObject({}) }),
    of({ path: '/v2/payments/{payment_id}/notes', method: 'PUT', body: null }),
    // A member of the same name wins.
    of({ path: '/v2/payments/{payment_id}/late_id', method: 'PUT', body: strictObject({}) }),
    of({ path: '/v2/bookings/validate', ...made('bk') }),
    of({
      path: '/v2/reports',
      status: 201,
      result: strictObject({}),
      body: strictObject({ a: Type.String() }),
    }),
  ]
  expect(shape(grown)).toEqual({
    webhooks: { prefix: 'we', parts: [] },
    payments: {
      prefix: 'pay',
      parts: [
        ['refunds', 're'],
        ['tags', 'tag'],
      ],
    },
    orders: { prefix: 'ord', parts: [] },
    reports: { prefix: undefined, parts: [] },
  })
  expect(collectionsOf(grown).map(({ key }) => key)).toEqual(['webhooks', 'payments', 'orders', 'reports'])
})

test('lists that name each other keep the order of the contract', () => {
  const circle = [of({ path: '/v2/a', ...made('a', 'b') }), of({ path: '/v2/b', ...made('b', 'a') })]
  expect(collectionsOf(circle).map(({ key }) => key)).toEqual(['b', 'a'])
})
