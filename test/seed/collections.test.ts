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

test('what operations declare to write is a list, or a part of one', () => {
  expect(shape(operations)).toMatchObject({
    customers: { prefix: 'cust', parts: [] },
    services: { prefix: 'svc', parts: [['resources', 'one']] },
    resources: {
      prefix: 'res',
      parts: [
        ['working_hours', 'one'],
        ['exceptions', 'exc'],
        ['skills', 'skill_id'],
      ],
    },
    bookings: { prefix: 'bk', parts: [['attendees', undefined]] },
    skills: { prefix: 'skill' },
    locations: { prefix: 'loc' },
    holds: { prefix: 'hold' },
    webhooks: { prefix: 'wh' },
  })
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
    of({ path: '/v2/webhooks', seeds: 'webhooks', ...made('we', 'tnt') }),
    of({ path: '/v2/orders', seeds: 'orders', ...made('ord', 'pay') }),
    of({ path: '/v2/payments', seeds: 'payments', ...made('pay', 'late') }),
    of({ path: '/v2/payments/{payment_id}/refunds', seeds: 'payments.refunds', ...made('re') }),
    of({ path: '/v2/payments/{payment_id}/cancel', status: 200, body: strictObject({}) }),
    of({
      path: '/v2/payments/{payment_id}/tags/{tag}',
      method: 'PUT',
      seeds: 'payments.labels',
      body: strictObject({}),
    }),
    // What looks like a list or a part, but does not say so, is none.
    of({ path: '/v2/breaches', ...made('brc') }),
    of({ path: '/v2/payments/{payment_id}/notes', method: 'PUT', body: strictObject({}) }),
    // The name need not be that of the path.
    of({
      path: '/v2/reports/daily',
      seeds: 'reports',
      status: 201,
      body: strictObject({ a: Type.String() }),
    }),
  ]
  expect(shape(grown)).toEqual({
    webhooks: { prefix: 'we', parts: [] },
    payments: {
      prefix: 'pay',
      parts: [
        ['refunds', 're'],
        ['labels', 'tag'],
      ],
    },
    orders: { prefix: 'ord', parts: [] },
    reports: { prefix: undefined, parts: [] },
  })
  expect(collectionsOf(grown).map(({ key }) => key)).toEqual(['webhooks', 'payments', 'orders', 'reports'])
})

test('lists that name each other keep the order of the contract', () => {
  const circle = [
    of({ path: '/v2/a', seeds: 'a', ...made('a', 'b') }),
    of({ path: '/v2/b', seeds: 'b', ...made('b', 'a') }),
  ]
  expect(collectionsOf(circle).map(({ key }) => key)).toEqual(['b', 'a'])
})
