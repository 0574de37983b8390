import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book } from '../bookings/booking-world.ts'
import { slots, startsOf, wallStartsOf, weekly } from './slot-queries.ts'

/** A sandbox with one resource in the zone, and the service svc_local that it serves. */
async function sandboxIn(
  timezone: string,
  { hours, ...service }: { hours: string; [member: string]: unknown },
  now?: string,
): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  if (now !== undefined) sandbox.clock.set(Date.parse(now))
  await addResource(sandbox, { id: 'res_local', timezone, weekly: hours })
  await addService(sandbox, {
    id: 'svc_local',
    requirements: JSON.stringify([{ group: 'staff', resource_ids: ['res_local'], skills: [] }]),
    horizon_days: 365,
    ...service,
  })
  return sandbox
}

const days = async (sandbox: TestSandbox, from: string, to: string) =>
  wallStartsOf(await slots(sandbox, { service_id: 'svc_local', from, to }))

test.each([
  ['America/New_York', '2026-03-07', '2026-03-10', ['-05:00', '-04:00', '-04:00']],
  ['America/New_York', '2026-10-31', '2026-11-03', ['-04:00', '-05:00', '-05:00']],
  ['Australia/Lord_Howe', '2026-10-03', '2026-10-06', ['+10:30', '+11:00', '+11:00']],
  ['Pacific/Chatham', '2026-09-26', '2026-09-29', ['+12:45', '+13:45', '+13:45']],
  ['Asia/Beirut', '2026-03-28', '2026-03-31', ['+02:00', '+03:00', '+03:00']],
  ['Africa/Casablanca', '2026-02-14', '2026-02-17', ['+01:00', '+00:00', '+00:00']],
  ['Europe/Dublin', '2026-03-28', '2026-03-31', ['+00:00', '+01:00', '+01:00']],
  ['Asia/Kathmandu', '2026-03-28', '2026-03-31', ['+05:45', '+05:45', '+05:45']],
])('a weekly hour in %s stays where it is on the wall, from %s on', async (timezone, from, to, offsets) => {
  const sandbox = await sandboxIn(
    timezone,
    { hours: weekly(['09:00', '10:00']) },
    `${from.slice(0, 8)}01T00:00:00Z`,
  )
  const dates = [0, 1, 2].map(day =>
    new Date(Date.parse(`${from}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10),
  )
  const expected = dates.flatMap((date, day) => [
    `${date}T09:00${offsets[day]}`,
    `${date}T09:30${offsets[day]}`,
  ])
  expect(await days(sandbox, from, to)).toEqual(expected)
})

test('hours that lie in a gap are no hours: none turn up after it', async () => {
  const sandbox = await sandboxIn(
    'America/New_York',
    { hours: weekly(['02:15', '02:45']), step_min: 15, duration_min: 15 },
    '2026-03-01T00:00:00Z',
  )
  expect(await days(sandbox, '2026-03-07', '2026-03-09')).toEqual([
    '2026-03-07T02:15-05:00',
    '2026-03-07T02:30-05:00',
  ])
})

test('hours over an overlap are longer, and what the wall shows twice is listed twice', async () => {
  const sandbox = await sandboxIn(
    'America/New_York',
    { hours: weekly(['00:30', '02:30']) },
    '2026-10-20T00:00:00Z',
  )
  expect(await days(sandbox, '2026-11-01', '2026-11-02')).toEqual([
    '2026-11-01T00:30-04:00',
    '2026-11-01T01:00-04:00',
    '2026-11-01T01:30-04:00',
    '2026-11-01T01:00-05:00',
    '2026-11-01T01:30-05:00',
    '2026-11-01T02:00-05:00',
  ])
})

test('where the clocks leave midnight out, the day begins at one', async () => {
  const sandbox = await sandboxIn(
    'Asia/Beirut',
    { hours: weekly(['00:00', '24:00']), step_min: 60, duration_min: 60 },
    '2026-03-20T00:00:00Z',
  )
  const listed = await days(sandbox, '2026-03-29', '2026-03-30')
  expect(listed[0]).toBe('2026-03-29T01:00+03:00')
  expect(listed).toHaveLength(23)
})

test('a day that Apia never had holds nothing, and its neighbours everything', async () => {
  const sandbox = await sandboxIn(
    'Pacific/Apia',
    { hours: weekly(['00:00', '24:00']), step_min: 60, duration_min: 60 },
    '2011-12-20T00:00:00Z',
  )
  const skipped = await slots(sandbox, { service_id: 'svc_local', from: '2011-12-30', to: '2011-12-31' })
  expect(skipped.json).toMatchObject({ from: '2011-12-30T10:00:00Z', to: '2011-12-30T10:00:00Z', slots: [] })
  const around = await days(sandbox, '2011-12-29', '2012-01-01')
  expect(around).toHaveLength(48)
  expect(around.slice(23, 25)).toEqual(['2011-12-29T23:00-10:00', '2011-12-31T00:00+14:00'])
})

test('notice that ends behind a transition is elapsed time, not wall time', async () => {
  const sandbox = await sandboxIn(
    'America/New_York',
    { hours: weekly(['00:00', '24:00']), notice_min: 1440 },
    '2026-03-07T17:00:00Z',
  )
  // Noon in New York; a day of 24 hours later the wall shows one.
  expect((await days(sandbox, '2026-03-07', '2026-03-09'))[0]).toBe('2026-03-08T13:00-04:00')
})

test('the horizon ends with the last local day, not with a midnight elsewhere', async () => {
  const hours = weekly(['00:00', '24:00'])
  // Still the 15th in London, the 16th in Kolkata, and the 15th in New York.
  const now = '2026-04-15T20:00:00Z'
  for (const [timezone, last] of [
    ['Asia/Kolkata', '2026-04-17T23:30+05:30'],
    ['America/New_York', '2026-04-16T23:30-04:00'],
  ] as const) {
    const sandbox = await sandboxIn(timezone, { hours, horizon_days: 1 }, now)
    expect((await days(sandbox, '2026-04-14', '2026-04-30')).at(-1)).toBe(last)
  }
})

test("a day is the resource's, wherever it is asked from", async () => {
  const sandbox = await sandboxIn('Pacific/Chatham', { hours: weekly(['00:00', '24:00']) })
  const byDate = await slots(sandbox, { service_id: 'svc_local', from: '2026-04-20', to: '2026-04-21' })
  for (const [from, to] of [
    ['2026-04-20T00:00:00+12:45', '2026-04-21T00:00:00+12:45'],
    ['2026-04-19T07:15:00-04:00', '2026-04-20T07:15:00-04:00'],
  ] as const) {
    const elsewhere = await slots(sandbox, { service_id: 'svc_local', from, to })
    expect(elsewhere.text).toBe(byDate.text)
  }
  expect(startsOf(byDate)[0]).toBe('2026-04-19T11:15:00Z')
})

test('a daily limit counts the local day, on its longest one too', async () => {
  const hours = weekly(['00:00', '24:00'])
  const sandbox = await sandboxIn(
    'America/New_York',
    { hours, step_min: 60, duration_min: 60, max_per_day: 1 },
    '2026-10-20T00:00:00Z',
  )
  const taken = { service_id: 'svc_local', resource_id: 'res_local' }
  expect((await book(sandbox, bodyAt('2026-11-02T04:00:00Z', taken))).status).toBe(201)
  // 23:00 on the wall, the 25th hour of the day: no other hour of it is left, and its neighbours are whole.
  expect(await days(sandbox, '2026-11-01', '2026-11-02')).toEqual([])
  expect(await days(sandbox, '2026-10-31', '2026-11-01')).toHaveLength(24)
  expect(await days(sandbox, '2026-11-02', '2026-11-03')).toHaveLength(24)
})

test("resources of several zones: dates are the tenant's days, each start is told on its own wall", async () => {
  const sandbox = await sandboxIn('America/New_York', { hours: weekly(['09:00', '10:00']) })
  // First by its id, and free at other hours.
  await addResource(sandbox, { id: 'res_chatham', timezone: 'Pacific/Chatham', weekly: '{}' })
  await sandbox.sandbox.store.write(async trx => {
    const requirements = JSON.stringify([
      { group: 'staff', resource_ids: ['res_chatham', 'res_local', 'res_dr_niket'], skills: [] },
    ])
    await trx.updateTable('services').set({ requirements }).where('id', '=', 'svc_local').execute()
  })
  const answer = await slots(sandbox, { service_id: 'svc_local', from: '2026-04-20', to: '2026-04-21' })
  expect(answer.json).toMatchObject({ timezone: 'Asia/Kolkata', from: '2026-04-19T18:30:00Z' })
  const late = answer.json.slots
    .slice(-3)
    .map((slot: Record<string, string>) => [slot.resource_id, slot.local_start, slot.utc_offset])
  expect(late).toEqual([
    ['res_dr_niket', '2026-04-20T17:30:00', '+05:30'],
    ['res_local', '2026-04-20T09:00:00', '-04:00'],
    ['res_local', '2026-04-20T09:30:00', '-04:00'],
  ])
  const own = await slots(sandbox, {
    service_id: 'svc_local',
    resource_id: 'res_local',
    from: '2026-04-20',
    to: '2026-04-21',
  })
  expect(own.json).toMatchObject({ timezone: 'America/New_York', from: '2026-04-20T04:00:00Z' })
})
