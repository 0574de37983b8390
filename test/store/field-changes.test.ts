import { expect, test } from 'vitest'
import { changedFields, fieldsOf } from '../../emulator/store/field-changes.ts'

const paths: [what: string, before: object, after: object, changes: [string, unknown, unknown][]][] = [
  ['equal objects', { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, []],
  ['a member', { status: 'confirmed' }, { status: 'cancelled' }, [['status', 'confirmed', 'cancelled']]],
  ['a nested member', { policy: { a: 1, b: 2 } }, { policy: { a: 1, b: 3 } }, [['policy.b', 2, 3]]],
  ['a member that came', { metadata: {} }, { metadata: { k: 'v' } }, [['metadata.k', null, 'v']]],
  ['a member that went', { metadata: { k: 'v' } }, { metadata: {} }, [['metadata.k', 'v', null]]],
  ['null that became an object', { price: null }, { price: { amount: 5 } }, [['price.amount', null, 5]]],
  ['null that became an empty one', { price: null }, { price: {} }, [['price', null, {}]]],
  ['an object that became a text', { a: { b: 1 } }, { a: 'b' }, [['a', { b: 1 }, 'b']]],
  ['null that became a text', { a: null }, { a: 'b' }, [['a', null, 'b']]],
  ['a list of texts', { tags: ['a'] }, { tags: ['a', 'b'] }, [['tags', ['a'], ['a', 'b']]]],
  [
    'items with an id, whatever their order',
    {
      attendees: [
        { id: 'att_1', name: 'A' },
        { id: 'att_2', name: 'B' },
      ],
    },
    {
      attendees: [
        { id: 'att_2', name: 'C' },
        { id: 'att_1', name: 'A' },
      ],
    },
    [['attendees[att_2].name', 'B', 'C']],
  ],
  [
    'an item that came',
    { skills: [{ skill_id: 'skl_1', level: 1 }] },
    {
      skills: [
        { skill_id: 'skl_1', level: 1 },
        { skill_id: 'skl_2', level: 3 },
      ],
    },
    [
      ['skills[skl_2].skill_id', null, 'skl_2'],
      ['skills[skl_2].level', null, 3],
    ],
  ],
  [
    'items without a name of their own',
    { mon: [{ start: '09:00', end: '18:00' }] },
    { mon: [{ start: '10:00', end: '18:00' }] },
    [['mon[0].start', '09:00', '10:00']],
  ],
  ['an empty list that got items', { a: [] }, { a: [{ id: 'x' }] }, [['a[x].id', null, 'x']]],
  [
    'only the time of change',
    { updated_at: 1, revision: 1 },
    { updated_at: 2, revision: 2 },
    [
      ['updated_at', 1, 2],
      ['revision', 1, 2],
    ],
  ],
  [
    'the time of change beside more',
    { name: 'a', revision: 1 },
    { name: 'b', revision: 2 },
    [['name', 'a', 'b']],
  ],
  ['what follows from the rest', { links: { a: 1 }, id: 'x' }, { links: { a: 2 }, id: 'x' }, []],
  [
    'a secret',
    { secret: 'a', client_secret: 'b' },
    { secret: 'c', client_secret: null },
    [
      ['secret', '[secret]', '[secret]'],
      ['client_secret', '[secret]', null],
    ],
  ],
  [
    'a key in a text',
    { notes: null },
    { notes: 'use sk_test_4eC39HqLyj' },
    [['notes', null, 'use [secret]']],
  ],
]

test.each(paths)('%s', (_, before, after, changes) => {
  const told = changedFields(before as never, after as never)
  expect(told.map(({ field, from, to }) => [field, from, to])).toEqual(changes)
})

test('all of an object that is new or gone, but for what is empty', () => {
  const object = {
    id: 'x',
    name: 'A',
    notes: null,
    metadata: {},
    policy: { a: 1 },
    links: { self: '/x' },
    revision: 1,
  }
  const fields = [
    { field: 'name', from: null, to: 'A' },
    { field: 'policy.a', from: null, to: 1 },
    { field: 'revision', from: null, to: 1 },
  ]
  expect(fieldsOf(object, 'added')).toEqual(fields)
  expect(fieldsOf(object, 'removed')).toEqual(fields.map(({ field, to }) => ({ field, from: to, to: null })))
})
