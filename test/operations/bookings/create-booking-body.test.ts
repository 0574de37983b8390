import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, faultsOf } from './booking-world.ts'

const start = '2026-04-20T05:00:00Z'

describe('instants', () => {
  test.each([
    '2026-04-20T05:00:00Z',
    '2026-04-20T05:00:00z',
    '2026-04-20t05:00:00Z',
    '2026-04-20T05:00:00.000Z',
    '2026-04-20T05:00:00.000000000Z',
    '2026-04-20T05:00:00+00:00',
    '2026-04-20T05:00:00-00:00',
    '2026-04-20T10:30:00+05:30',
    '2026-04-19T17:00:00-12:00',
    '2026-04-20T19:00:00+14:00',
  ])('%s is the same start, answered in UTC', async text => {
    const answer = await book(await forkSandbox(), bodyAt(text))
    expect([answer.status, answer.json.start_at, answer.json.end_at]).toEqual([
      201,
      '2026-04-20T05:00:00Z',
      '2026-04-20T05:30:00Z',
    ])
  })

  test.each([
    '2026-04-20T05:00:00.5Z',
    '2026-04-20T05:00:00.0001Z',
    '2026-04-20T05:00:00',
    '2026-04-20T05:00Z',
    '2026-04-20 05:00:00Z',
    '2026-04-20T05:00:00+0530',
    '2026-04-20T05:00:00+24:00',
    '2026-04-20T05:00:00+05:60',
    '2026-04-20T05:00:00 Z',
    ' 2026-04-20T05:00:00Z',
    '2026-04-20T05:00:00Z\n',
    '2026-04-20',
    '2026-02-30T05:00:00Z',
    '2026-13-01T05:00:00Z',
    '2026-04-20T24:00:00Z',
    '2026-04-20T05:60:00Z',
    '2026-06-30T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '0099-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+00:01',
    '+010000-01-01T00:00:00Z',
    '٢٠٢٦-04-20T05:00:00Z',
    'noon',
    '',
  ])('refuses %j as a start', async text => {
    const answer = await book(await forkSandbox(), bodyAt(text))
    expect(faultsOf(answer)).toEqual(['/start_at invalid_format'])
  })

  test('2028 has a 29 February, 2026 has none', async () => {
    const sandbox = await forkSandbox()
    sandbox.clock.set(Date.parse('2028-02-01T00:00:00Z'))
    expect((await book(sandbox, bodyAt('2028-02-29T05:00:00Z'))).status).toBe(201)
    expect(faultsOf(await book(sandbox, bodyAt('2026-02-29T05:00:00Z')))).toEqual([
      '/start_at invalid_format',
    ])
  })

  test('the end of time is too far ahead, and its end must still be a year of four digits', async () => {
    const sandbox = await forkSandbox()
    const far = await book(sandbox, bodyAt('9999-12-31T05:00:00Z'))
    expect(conflictTypes(far)).toEqual(['beyond_horizon'])
    expect(far.json.error.details.suggestions).toEqual([])
    const last = await book(sandbox, bodyAt('9999-12-31T23:29:59Z', { override_conflicts: true }))
    expect([last.status, last.json.end_at]).toEqual([201, '9999-12-31T23:59:59Z'])
    for (const override_conflicts of [true, false]) {
      const answer = await book(sandbox, bodyAt('9999-12-31T23:30:00Z', { override_conflicts }))
      expect(faultsOf(answer)).toEqual(['/start_at too_large'])
    }
  })

  test('the first instants of 1970 can be recorded', async () => {
    const answer = await book(
      await forkSandbox(),
      bodyAt('1970-01-01T00:00:00Z', { override_conflicts: true }),
    )
    expect([answer.status, answer.json.start_at]).toEqual([201, '1970-01-01T00:00:00Z'])
  })
})

describe('metadata', () => {
  const withMetadata = async (metadata: unknown) =>
    await book(await forkSandbox(), bodyAt(start, { metadata }))
  const keys = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key_${i}`, 'v']))

  test.each([
    ['50 keys', keys(50)],
    ['a key of 40 characters', { ['k'.repeat(40)]: 'v' }],
    ['a value of 500 characters', { k: 'v'.repeat(500) }],
    ['characters, not bytes', { ['é'.repeat(40)]: '🦷'.repeat(500) }],
    ['an empty value', { k: '' }],
    ['nothing', {}],
  ])('takes %s', async (_what, metadata) => {
    const answer = await withMetadata(metadata)
    expect([answer.status, answer.json.metadata]).toEqual([201, metadata])
  })

  test.each([
    ['51 keys', keys(51), '/metadata too_many'],
    ['a key of 41 characters', { ['k'.repeat(41)]: 'v' }, `/metadata/${'k'.repeat(41)} invalid_format`],
    ['a value of 501 characters', { k: 'v'.repeat(501) }, '/metadata/k too_long'],
    ['an empty key', { '': 'v' }, '/metadata/ invalid_format'],
    ['a number', { k: 1 }, '/metadata/k wrong_type'],
    ['null', { k: null }, '/metadata/k null_not_allowed'],
    ['a list', ['v'], '/metadata wrong_type'],
    ['null for all', null, '/metadata null_not_allowed'],
    ['a key that needs escaping', { 'a/b~c': 1 }, '/metadata/a~1b~0c wrong_type'],
  ])('refuses %s', async (_what, metadata, fault) => {
    expect(faultsOf(await withMetadata(metadata))).toEqual([fault])
  })
})

test.each([
  'दाँत का दर्द, कृपया जल्दी',
  '🦷👩🏽‍⚕️ 7️⃣',
  'line one\nline two\ttab',
  '"; drop table bookings; --',
  '\u2028\u2029\ufeff',
  'x'.repeat(5000),
])('notes survive as they were written (%j)', async notes => {
  const sandbox = await forkSandbox()
  const created = await book(sandbox, bodyAt(start, { notes }))
  const found = await sandbox.send('GET', `/v2/bookings/${created.json.id}`)
  expect([created.json.notes, found.json.notes]).toEqual([notes, notes])
  expect((await sandbox.events())[0].data.object.notes).toBe(notes)
})

test('notes have at most 5,000 characters, party sizes are whole and positive, channels are known', async () => {
  const answer = await book(
    await forkSandbox(),
    bodyAt(start, { notes: 'x'.repeat(5001), party_size: 0, channel: 'fax', send_confirmation: 'yes' }),
  )
  expect(faultsOf(answer).toSorted()).toEqual([
    '/channel not_allowed',
    '/notes too_long',
    '/party_size too_small',
    '/send_confirmation wrong_type',
  ])
})

test.each([
  ['1.5', 'wrong_type'],
  ['"1"', 'wrong_type'],
  ['10001', 'too_large'],
  ['-1', 'too_small'],
  ['1e999', 'wrong_type'],
  ['null', 'null_not_allowed'],
  ['true', 'wrong_type'],
])('refuses a party_size of %s, without coercion', async (json, code) => {
  const rawBody = JSON.stringify(bodyAt(start, { party_size: 0 })).replace(
    '"party_size":0',
    `"party_size":${json}`,
  )
  const answer = await (await forkSandbox()).send('POST', '/v2/bookings', { rawBody })
  expect(faultsOf(answer)).toEqual([`/party_size ${code}`])
})

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'a member called %s is an unknown field and does no harm',
  async name => {
    const sandbox = await forkSandbox()
    const rawBody = `{"${name}":{"party_size":7,"toJSON":1},${JSON.stringify(bodyAt(start)).slice(1)}`
    const answer = await sandbox.send('POST', '/v2/bookings', { rawBody, idempotencyKey: 'p' })
    expect(faultsOf(answer)).toEqual([`/${name} unknown_field`])
    expect(({} as { party_size?: unknown }).party_size).toBeUndefined()
    const next = await book(sandbox, bodyAt(start))
    expect([next.status, next.json.party_size]).toEqual([201, 1])
  },
)

test('metadata may use such names, as plain keys', async () => {
  const sandbox = await forkSandbox()
  const rawBody = JSON.stringify(bodyAt(start)).replace(
    /}$/,
    ',"metadata":{"__proto__":"a","constructor":"b"}}',
  )
  const created = await sandbox.send('POST', '/v2/bookings', { rawBody })
  expect(created.status).toBe(201)
  expect(created.text).toContain('"metadata":{"__proto__":"a","constructor":"b"}')
  expect((await sandbox.send('GET', `/v2/bookings/${created.json.id}`)).text).toContain('"__proto__":"a"')
})

test('of a member given twice the last counts', async () => {
  const rawBody = `{"start_at":"nonsense",${JSON.stringify(bodyAt(start)).slice(1)}`
  const answer = await (await forkSandbox()).send('POST', '/v2/bookings', { rawBody })
  expect([answer.status, answer.json.start_at]).toEqual([201, start])
})

test.each([undefined, 'an_idempotency_key'])('deep nesting is refused (key: %s)', async key => {
  const sandbox = await forkSandbox()
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  const rawBody = JSON.stringify(bodyAt(start)).replace(/}$/, `,"metadata":{"a":${deep}}}`)
  const answer = await sandbox.send('POST', '/v2/bookings', {
    rawBody,
    ...(key !== undefined && { idempotencyKey: key }),
  })
  expect(faultsOf(answer)).toEqual([' too_deep'])
})
