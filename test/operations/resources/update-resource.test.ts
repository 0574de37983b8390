import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { patchNiket } from './resource-world.ts'

test('changes what is sent, and tells what it was', async () => {
  const sandbox = await forkSandbox()
  const answer = await patchNiket(sandbox, {
    name: 'Dr N',
    metadata: { desk: '4' },
    location_id: 'loc_main',
  })
  expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
  expect(answer.json).toMatchObject({ name: 'Dr N', metadata: { desk: '4' }, revision: 2, weight: 1 })
  const [updated, changed, ...more] = await sandbox.events()
  expect([updated.type, updated.data]).toEqual([
    'resource.updated',
    {
      object: answer.json,
      previous_attributes: { name: 'Dr Niket', metadata: {}, location_id: null },
    },
  ])
  expect([changed.type, changed.data]).toEqual([
    'resource.availability_changed',
    { object: answer.json, affected_range: { from: '2026-04-15T09:42:11Z', to: null } },
  ])
  expect(more).toEqual([])
})

test.each([{ name: 'Dr N' }, { weight: 2 }, { metadata: { a: 'b' } }])(
  '%j does not touch availability',
  async body => {
    const sandbox = await forkSandbox()
    await patchNiket(sandbox, body)
    expect(await sandbox.eventTypes()).toEqual(['resource.updated'])
  },
)

test('null clears what may be empty', async () => {
  const sandbox = await forkSandbox()
  await patchNiket(sandbox, { location_id: 'loc_main', max_bookings_per_day: 3, metadata: { a: 'b' } })
  const { json } = await patchNiket(sandbox, {
    location_id: null,
    max_bookings_per_day: null,
    metadata: {},
  })
  expect(json).toMatchObject({ location_id: null, max_bookings_per_day: null, metadata: {}, revision: 3 })
})

test.each([{}, { name: 'Dr Niket', capacity: 1, location_id: null, metadata: {} }])(
  '%j changes nothing, and writes nothing',
  async body => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    sandbox.clock.set(Date.parse('2026-04-16T00:00:00Z'))
    const answer = await patchNiket(sandbox, body)
    expect([answer.status, answer.json.revision, answer.headers.etag]).toEqual([200, 1, '"1"'])
    expect(await everything(sandbox)).toEqual(before)
  },
)

test.each([
  [{ name: null }, '/name null_not_allowed'],
  [{ timezone: 'Nowhere' }, '/timezone invalid_timezone'],
  [{ location_id: 'loc_x' }, '/location_id not_found'],
  [{ type: 'room' }, '/type unknown_field'],
])('%j is refused', async (body, fault) => {
  expect(faultsOf(await patchNiket(await forkSandbox(), body))).toEqual([fault])
})

test('If-Match: the right revision and * pass, an old one is refused before the body is judged', async () => {
  const sandbox = await forkSandbox()
  const sent = async (match: string, body: object) =>
    (await patchNiket(sandbox, body, { headers: { 'if-match': match } })).status
  expect(await sent('"1"', { name: 'A' })).toBe(200)
  expect(await sent('"1"', { timezone: 'Nowhere' })).toBe(412)
  expect(await sent('*', { name: 'B' })).toBe(200)
  expect(await sent('"3"', { name: 'C' })).toBe(200)
})
