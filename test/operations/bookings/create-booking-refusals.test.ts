import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import {
  addResource,
  addService,
  bodyAt,
  book,
  conflictTypes,
  everything,
  faultsOf,
  suggestedStarts,
} from './booking-world.ts'

test.each([
  // Local time is UTC+05:30; Dr Niket works Monday to Saturday from 09:00 to 18:00.
  ['before opening', '2026-04-20T03:00:00Z', ['outside_working_hours'], '2026-04-20T03:30:00Z'],
  ['at closing', '2026-04-20T12:30:00Z', ['outside_working_hours'], '2026-04-21T05:30:00Z'],
  ['on a Sunday', '2026-04-19T05:00:00Z', ['outside_working_hours'], '2026-04-20T03:30:00Z'],
  ['off the grid', '2026-04-20T05:10:00Z', ['off_grid'], '2026-04-20T05:30:00Z'],
  ['with odd seconds', '2026-04-20T05:00:01Z', ['off_grid'], '2026-04-20T05:30:00Z'],
  [
    'over closing time',
    '2026-04-20T12:15:00Z',
    ['outside_working_hours', 'off_grid'],
    '2026-04-21T05:30:00Z',
  ],
])('refuses a start %s and suggests the next that is open', async (_where, start, types, next) => {
  const sandbox = await forkSandbox()
  const answer = await book(sandbox, bodyAt(start))
  expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
  expect(conflictTypes(answer)).toEqual(types)
  expect(suggestedStarts(answer)[0]).toBe(next)
  expect(suggestedStarts(answer)).toHaveLength(2)
  for (const suggestion of suggestedStarts(answer)) {
    expect((await book(sandbox, bodyAt(suggestion))).status).toBe(201)
  }
})

test.each([
  ['2026-04-20T05:10:00Z', '2026-04-20T05:00:00Z'],
  ['2026-04-20T05:15:00Z', '2026-04-20T05:30:00Z'],
  ['2026-04-20T05:29:59Z', '2026-04-20T05:30:00Z'],
])('the grid start nearest to %s is %s', async (start, nearest) => {
  const answer = await book(await forkSandbox(), bodyAt(start))
  expect(answer.json.error.details.conflicts).toEqual([{ type: 'off_grid', nearest }])
})

test('first and last start of a day can be booked', async () => {
  const sandbox = await forkSandbox()
  for (const start of ['2026-04-20T03:30:00Z', '2026-04-20T12:00:00Z']) {
    expect((await book(sandbox, bodyAt(start))).status).toBe(201)
  }
})

test('a break is closed, and a booking may end when it begins', async () => {
  const sandbox = await forkSandbox()
  const weekly = JSON.stringify({
    mon: [
      { start: '09:00', end: '12:00' },
      { start: '13:00', end: '18:00' },
    ],
  })
  await sandbox.sandbox.store.write(trx => trx.updateTable('resources').set({ weekly }).execute())
  expect((await book(sandbox, bodyAt('2026-04-20T06:00:00Z'))).status).toBe(201)
  const answer = await book(sandbox, bodyAt('2026-04-20T06:30:00Z'))
  expect(conflictTypes(answer)).toEqual(['outside_working_hours'])
  expect(suggestedStarts(answer)).toEqual(['2026-04-20T07:30:00Z', '2026-04-20T08:00:00Z'])
})

test('bookings side by side do not meet; every one that does is listed, in order of time', async () => {
  const sandbox = await forkSandbox()
  const first = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
  const second = await book(sandbox, bodyAt('2026-04-20T05:30:00Z'))
  const between = await book(sandbox, bodyAt('2026-04-20T05:15:00Z'))
  expect(between.json.error.details.conflicts).toEqual([
    { type: 'existing_booking', id: first.json.id },
    { type: 'existing_booking', id: second.json.id },
    { type: 'off_grid', nearest: '2026-04-20T05:30:00Z' },
  ])
})

test('the last day of the horizon counts by the local calendar', async () => {
  const sandbox = await forkSandbox()
  // 15 June 2026 is the sixtieth day after 16 April, which begins at 18:30Z.
  const wish = bodyAt('2026-06-15T12:00:00Z')
  sandbox.clock.set(Date.parse('2026-04-15T18:29:59Z'))
  const early = await book(sandbox, wish)
  expect(early.json.error.details).toEqual({
    conflicts: [{ type: 'beyond_horizon', latest: '2026-06-14T18:00:00Z' }],
    suggestions: [],
  })
  sandbox.clock.set(Date.parse('2026-04-15T18:30:00Z'))
  expect((await book(sandbox, wish)).status).toBe(201)
  expect(conflictTypes(await book(sandbox, bodyAt('2026-06-16T05:00:00Z')))).toEqual(['beyond_horizon'])
})

test('notice counts in minutes, for widgets; the first start that it allows is told', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ notice_min: 60 }).execute())
  const widget = { ...bodyAt('2026-04-15T10:30:00Z'), customer_id: undefined, customer: { name: 'M' } }
  const answer = await book(sandbox, widget, { key: 'publishable' })
  expect(answer.json.error.details).toEqual({
    conflicts: [{ type: 'insufficient_notice', earliest: '2026-04-15T10:42:11Z' }],
    suggestions: [
      { start_at: '2026-04-15T11:00:00Z', available: true },
      { start_at: '2026-04-15T11:30:00Z', available: true },
    ],
  })
})

test('a party of two does not fit a resource of one, whenever', async () => {
  const answer = await book(await forkSandbox(), bodyAt('2026-04-20T05:00:00Z', { party_size: 2 }))
  expect(answer.json.error.details).toEqual({ conflicts: [{ type: 'capacity_full' }], suggestions: [] })
})

test('a resource of five takes parties up to five', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(async trx => {
    await trx.updateTable('resources').set({ capacity: 5 }).execute()
    await trx.updateTable('services').set({ capacity: 5 }).execute()
  })
  const at = (party_size: number) => book(sandbox, bodyAt('2026-04-20T05:00:00Z', { party_size }))
  expect((await at(3)).status).toBe(201)
  expect(conflictTypes(await at(3))).toEqual(['capacity_full'])
  expect((await at(2)).status).toBe(201)
  expect(conflictTypes(await at(1))).toEqual(['capacity_full'])
})

test('ids that name nothing are all told at once', async () => {
  const body = bodyAt('2026-04-20T05:00:00Z', {
    customer_id: 'cust_nobody',
    service_id: 'svc_nothing',
    resource_id: 'res_nowhere',
  })
  expect(faultsOf(await book(await forkSandbox(), body))).toEqual([
    '/customer_id not_found',
    '/service_id not_found',
    '/resource_id not_found',
  ])
})

test("another tenant's resource and service do not exist", async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_theirs', tenant_id: 'tnt_ideadunes' })
  await addService(sandbox, { id: 'svc_theirs', tenant_id: 'tnt_ideadunes' })
  const body = { ...bodyAt('2026-04-20T05:00:00Z'), resource_id: 'res_theirs', service_id: 'svc_theirs' }
  expect(faultsOf(await book(sandbox, body))).toEqual(['/service_id not_found', '/resource_id not_found'])
})

test('a resource that does not serve, an archived resource and a resting service are refused', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_porter' })
  await addResource(sandbox, { id: 'res_retired', status: 'archived' })
  await addService(sandbox, { id: 'svc_resting', status: 'inactive' })
  const at = (members: object) => book(sandbox, bodyAt('2026-04-20T05:00:00Z', { ...members }))
  expect(faultsOf(await at({ resource_id: 'res_porter' }))).toEqual(['/resource_id not_eligible'])
  expect(faultsOf(await at({ resource_id: 'res_retired' }))).toEqual(['/resource_id not_found'])
  expect(faultsOf(await at({ service_id: 'svc_resting' }))).toEqual(['/service_id not_found'])
})

test.each([
  ['an unavailable time', bodyAt('2026-04-21T05:00:00Z'), 'secret'],
  [
    'a widget, at an unavailable time',
    { ...bodyAt('2026-04-21T05:00:00Z'), customer_id: undefined, customer: { name: 'M' } },
    'publishable',
  ],
  ['an unknown id', bodyAt('2026-04-20T05:00:00Z', { resource_id: 'res_nowhere' }), 'secret'],
  ['a wrong shape', bodyAt('noon'), 'secret'],
] as const)('a refusal for %s leaves nothing behind', async (_why, body, key) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  expect((await book(sandbox, body, { key })).status).toBe(422)
  expect(await everything(sandbox)).toEqual(before)
})

test('a refusal with an idempotency key leaves its record, and nothing else', async () => {
  const sandbox = await forkSandbox()
  const { idempotency_records: none, ...before } = await everything(sandbox)
  expect(none).toEqual([])
  await refuse(sandbox)
  const { idempotency_records: records, ...after } = await everything(sandbox)
  expect(after).toEqual(before)
  expect(records).toHaveLength(1)
})

async function refuse(sandbox: TestSandbox): Promise<void> {
  const answer = await book(sandbox, bodyAt('2026-04-21T05:00:00Z'), { idempotencyKey: 'k' })
  expect(answer.status).toBe(422)
}

test.each([1, 7, 30, 60])(
  'the latest start that beyond_horizon names can be booked, the next of %i min cannot',
  async stepMin => {
    const sandbox = await forkSandbox()
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    const weekly = Object.fromEntries(days.map(day => [day, [{ start: '00:00', end: '24:00' }]]))
    await sandbox.send('PUT', '/v2/resources/res_dr_niket/working_hours', { body: { weekly } })
    const made = await sandbox.send('POST', '/v2/services', {
      body: {
        name: 'Any time',
        duration_min: 20,
        step_min: stepMin,
        requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'] }],
      },
    })
    const at = (start: string) => book(sandbox, bodyAt(start, { service_id: made.json.id }))
    const refused = await at('2026-08-20T05:00:00Z')
    const beyond = refused.json.error.details.conflicts.find(
      ({ type }: { type: string }) => type === 'beyond_horizon',
    )
    const booked = await at(beyond.latest)
    expect([booked.status, booked.json.start_at]).toEqual([201, beyond.latest])
    // The grid begins anew at midnight, which is later than the latest start by a step or less.
    const midnight = await at('2026-06-14T18:30:00Z')
    expect(Date.parse('2026-06-14T18:30:00Z') - Date.parse(beyond.latest)).toBeLessThanOrEqual(
      stepMin * 60_000,
    )
    expect(conflictTypes(midnight)).toContain('beyond_horizon')
    const odd = await at(beyond.latest.replace(':00Z', ':01Z'))
    expect(conflictTypes(odd)).toContain('off_grid')
  },
)
