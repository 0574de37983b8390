import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { monday, slots, startsOf, wallStartsOf, weekly } from './slot-queries.ts'

test('a free day is listed from its first to its last start, in the zone of the resource', async () => {
  const sandbox = await forkSandbox()
  const answer = await slots(sandbox, monday)
  expect({ ...answer.json, slots: undefined }).toEqual({
    service_id: 'svc_consult_30',
    from: '2026-04-19T18:30:00Z',
    to: '2026-04-20T18:30:00Z',
    timezone: 'Asia/Kolkata',
    offered: [],
  })
  expect(answer.json.slots).toHaveLength(18)
  expect(answer.json.slots[0]).toEqual({
    start_at: '2026-04-20T03:30:00Z',
    end_at: '2026-04-20T04:00:00Z',
    local_start: '2026-04-20T09:00:00',
    utc_offset: '+05:30',
    resource_id: 'res_dr_niket',
    seats_left: 1,
  })
  expect(wallStartsOf(answer).at(-1)).toBe('2026-04-20T17:30+05:30')
})

test('the day of the reference lists nothing of what the reference refuses', async () => {
  const answer = await slots(await forkSandbox(), { ...monday, from: '2026-04-21', to: '2026-04-22' })
  expect(startsOf(answer)[0]).toBe('2026-04-21T05:30:00Z')
  expect(startsOf(answer)).toHaveLength(14)
})

test('from is listed, to is not; to the second', async () => {
  const sandbox = await forkSandbox()
  const between = async (from: string, to: string) =>
    startsOf(await slots(sandbox, { service_id: 'svc_consult_30', from, to }))
  expect(await between('2026-04-20T04:00:00Z', '2026-04-20T05:00:00Z')).toEqual([
    '2026-04-20T04:00:00Z',
    '2026-04-20T04:30:00Z',
  ])
  expect(await between('2026-04-20T04:00:01Z', '2026-04-20T05:00:01Z')).toEqual([
    '2026-04-20T04:30:00Z',
    '2026-04-20T05:00:00Z',
  ])
  // A date is its first moment, so that an instant and a date can be mixed.
  expect(await between('2026-04-20T11:30:00+00:00', '2026-04-21')).toEqual([
    '2026-04-20T11:30:00Z',
    '2026-04-20T12:00:00Z',
  ])
})

test('the past is never listed, to nobody; this very moment is', async () => {
  const sandbox = await forkSandbox()
  for (const key of ['secret', 'publishable'] as const) {
    const today = { ...monday, from: '2026-04-15', to: '2026-04-16' }
    sandbox.clock.set(Date.parse('2026-04-15T09:42:11Z'))
    expect(startsOf(await slots(sandbox, today, { key }))[0]).toBe('2026-04-15T10:00:00Z')
    sandbox.clock.set(Date.parse('2026-04-15T10:00:00Z'))
    expect(startsOf(await slots(sandbox, today, { key }))[0]).toBe('2026-04-15T10:00:00Z')
    sandbox.clock.set(Date.parse('2026-04-15T10:00:00Z') + 1)
    expect(startsOf(await slots(sandbox, today, { key }))[0]).toBe('2026-04-15T10:30:00Z')
    expect(
      startsOf(await slots(sandbox, { ...monday, from: '2026-04-01', to: '2026-04-15' }, { key })),
    ).toEqual([])
  }
})

test('a publishable key sees the same, but for what is offered to others', async () => {
  const sandbox = await forkSandbox()
  const [whole, seen] = [await slots(sandbox, monday), await slots(sandbox, monday, { key: 'publishable' })]
  const { offered, ...same } = whole.json
  expect([seen.json, offered]).toEqual([same, []])
})

test('ninety days are answered, one more is not', async () => {
  const sandbox = await forkSandbox()
  const width = async (from: string, to: string) => (await slots(sandbox, { ...monday, from, to })).json
  expect((await width('2026-04-20', '2026-07-19')).slots.length).toBeGreaterThan(500)
  expect((await width('2026-04-20', '2026-07-20')).error).toMatchObject({
    code: 'range_too_wide',
    details: { max_days: 90 },
  })
  expect((await width('2026-04-20T00:00:00Z', '2026-07-19T00:00:00Z')).error).toBeUndefined()
  expect((await width('2026-04-20T00:00:00Z', '2026-07-19T00:00:01Z')).error.code).toBe('range_too_wide')
})

test('ninety days are local days: with the hour that autumn adds, and without the one that spring takes', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_ny', timezone: 'America/New_York' })
  await addService(sandbox, { id: 'svc_ny', requirements: staff('res_ny'), horizon_days: 365 })
  const codeOf = async (from: string, to: string) =>
    (await slots(sandbox, { service_id: 'svc_ny', from, to })).json.error?.code
  expect(await codeOf('2026-10-01', '2026-12-30')).toBeUndefined()
  expect(await codeOf('2026-10-01', '2026-12-31')).toBe('range_too_wide')
  // From 00:00 to 00:00 on the clocks of New York, in instants: an hour more than ninety times 24.
  expect(await codeOf('2026-10-01T04:00:00Z', '2026-12-30T05:00:00Z')).toBe('range_too_wide')
  expect(await codeOf('2027-02-01', '2027-05-03')).toBe('range_too_wide')
})

test.each<[Record<string, string | number>, string[]]>([
  [{}, ['/service_id required', '/from required', '/to required']],
  [{ ...monday, from: 'soon', to: '2026-02-30' }, ['/from invalid_format', '/to invalid_format']],
  [
    { ...monday, from: '2026-04-20T05:00:00', to: '2026-4-21x' },
    ['/from invalid_format', '/to invalid_format'],
  ],
  [{ ...monday, from: '2026-04-20T05:00:00.5Z' }, ['/from invalid_format']],
  [{ ...monday, to: '2026-04-20' }, ['/to not_after']],
  [{ ...monday, to: '2026-04-19T18:30:00Z' }, ['/to not_after']],
  [{ ...monday, to: '9999-12-31T23:59:59-05:00' }, ['/to invalid_format']],
  [{ ...monday, party_size: 0 }, ['/party_size too_small']],
  [{ ...monday, party_size: 'two' }, ['/party_size wrong_type']],
  [
    { ...monday, service_id: 'svc_none', resource_id: 'res_none' },
    ['/service_id not_found', '/resource_id not_found'],
  ],
  [{ ...monday, limit: 3 }, ['/limit unknown_field']],
])('%j is refused with every fault', async (query, faults) => {
  const answer = await slots(await forkSandbox(), query)
  expect(answer.status).toBe(422)
  expect(faultsOf(answer)).toEqual(faults)
})

test('an archived service, a resource that does not offer it, and those of others are refused', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('DELETE', '/v2/services/svc_yoga_60')
  expect(faultsOf(await slots(sandbox, { ...monday, service_id: 'svc_yoga_60' }))).toEqual([
    '/service_id not_found',
  ])
  expect(faultsOf(await slots(sandbox, { ...monday, resource_id: 'res_dr_asha' }))).toEqual([
    '/resource_id not_eligible',
  ])
  expect(faultsOf(await slots(sandbox, monday, { tenant: 'tnt_ideadunes' }))).toEqual([
    '/service_id not_found',
  ])
})

test('a service that nobody serves has no slots', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_nobody', requirements: '[]' })
  const answer = await slots(sandbox, { ...monday, service_id: 'svc_nobody' })
  expect(answer.json).toMatchObject({ timezone: 'Asia/Kolkata', slots: [] })
})

test('without a resource, each free one is listed by itself: by start, then by id; and books as it stands', async () => {
  const sandbox = await forkSandbox('default')
  const query = { service_id: 'svc_checkup_20', from: '2026-04-20T03:30:00Z', to: '2026-04-20T04:10:00Z' }
  const pairs = async () =>
    (await slots(sandbox, query)).json.slots.map((slot: Record<string, string>) => [
      slot.start_at,
      slot.resource_id,
    ])
  expect(await pairs()).toEqual([
    ['2026-04-20T03:30:00Z', 'res_dr_asha'],
    ['2026-04-20T03:30:00Z', 'res_dr_niket'],
    ['2026-04-20T03:50:00Z', 'res_dr_asha'],
    ['2026-04-20T03:50:00Z', 'res_dr_niket'],
  ])
  const taken = { service_id: 'svc_checkup_20', resource_id: 'res_dr_asha' }
  expect((await book(sandbox, bodyAt('2026-04-20T03:30:00Z', taken))).status).toBe(201)
  expect((await pairs())[0]).toEqual(['2026-04-20T03:30:00Z', 'res_dr_niket'])
  expect(startsOf(await slots(sandbox, { ...query, resource_id: 'res_dr_asha' }))).toEqual([
    '2026-04-20T03:50:00Z',
  ])
})

test('seats are told, and a party is listed only where it fits', async () => {
  const sandbox = await forkSandbox('default')
  const seats = async (party_size: number) =>
    (
      await slots(sandbox, {
        service_id: 'svc_yoga_60',
        from: '2026-05-27T10:30:00Z',
        to: '2026-05-27T13:30:00Z',
        party_size,
      })
    ).json.slots.map((slot: { start_at: string; seats_left: number }) => [
      slot.start_at.slice(11, 16),
      slot.seats_left,
    ])
  const class_ = [
    ['10:30', 12],
    ['11:30', 10],
  ]
  expect(await seats(1)).toEqual(class_)
  expect(await seats(10)).toEqual(class_)
  expect(await seats(11)).toEqual([['10:30', 12]])
  expect(await seats(13)).toEqual([])
})

test('buffers of both sides are kept free: no slot is listed that a create refuses', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_buffered', buffer_before_min: 15, buffer_after_min: 20 })
  const day = { service_id: 'svc_buffered', from: '2026-04-20T03:30:00Z', to: '2026-04-20T08:00:00Z' }
  await book(sandbox, bodyAt('2026-04-20T05:30:00Z', { service_id: 'svc_buffered' }))
  expect(startsOf(await slots(sandbox, day)).map(start => start.slice(11, 16))).toEqual([
    '03:30',
    '04:00',
    // 05:30 to 06:00 blocks 05:15 to 06:20, and a start at 04:30 would block until 05:20.
    '07:00',
    '07:30',
  ])
  // The same where the range begins in the middle of what the buffers block.
  expect(
    startsOf(await slots(sandbox, { ...day, from: '2026-04-20T06:30:00Z', to: '2026-04-20T07:00:00Z' })),
  ).toEqual([])
  const plain = await slots(sandbox, {
    ...day,
    service_id: 'svc_consult_30',
    from: '2026-04-20T06:00:00Z',
    to: '2026-04-20T07:00:00Z',
  })
  expect(startsOf(plain)).toEqual(['2026-04-20T06:30:00Z'])
})

test('notice is elapsed time, and exactly enough is enough', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_notice', notice_min: 48 })
  sandbox.clock.set(Date.parse('2026-04-15T09:42:00Z'))
  const today = { service_id: 'svc_notice', from: '2026-04-15', to: '2026-04-16' }
  expect(startsOf(await slots(sandbox, today))[0]).toBe('2026-04-15T10:30:00Z')
  sandbox.clock.set(Date.parse('2026-04-15T09:42:01Z'))
  expect(startsOf(await slots(sandbox, today))[0]).toBe('2026-04-15T11:00:00Z')
})

test('listing writes nothing', async () => {
  const sandbox = await forkSandbox('default')
  const before = await everything(sandbox)
  await slots(sandbox, monday)
  expect(await everything(sandbox)).toEqual(before)
})

test('hours may end with the day, and run past it', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_night', weekly: weekly(['23:00', '01:00']) })
  await addService(sandbox, { id: 'svc_night', requirements: staff('res_night') })
  const night = await slots(sandbox, { service_id: 'svc_night', from: '2026-04-20', to: '2026-04-21' })
  expect(wallStartsOf(night).map(start => start.slice(11, 16))).toEqual(['00:00', '00:30', '23:00', '23:30'])
})

function staff(...ids: string[]): string {
  return JSON.stringify([{ group: 'staff', resource_ids: ids, skills: [] }])
}
