import { expect, test } from 'vitest'
import { clientSecretOf } from '../../../emulator/store/ids.ts'
import { forkSandbox, type TestAnswer, type TestRequest, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { slots } from './slot-queries.ts'

const range = { from: '2026-04-20T03:30:00Z', to: '2026-04-20T04:30:00Z' }
const key = 'publishable'

async function search(sandbox: TestSandbox, body: unknown, request: Omit<TestRequest, 'body'> = {}) {
  return await sandbox.send('POST', '/v2/availability/search', { body, ...request })
}

interface Segment {
  readonly service_id: string
  readonly resource_id: string
  readonly start_at: string
  readonly allocations: readonly { readonly resource_id: string }[]
}

/** Each availability in a line: `03:30 svc_a@res_a, 04:00 svc_b@res_b`. */
function linesOf(answer: TestAnswer): string[] {
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.json.availabilities.map(({ segments }: { segments: Segment[] }) =>
    segments
      .map(
        ({ start_at, service_id, resource_id }) => `${start_at.slice(11, 16)} ${service_id}@${resource_id}`,
      )
      .join(', '),
  )
}

test('one service: what the slots list, one by one', async () => {
  const sandbox = await forkSandbox('default')
  const day = { from: '2026-04-20', to: '2026-04-21' }
  const answer = await search(sandbox, { ...day, services: [{ service_id: 'svc_checkup_20' }] })
  const listed = await slots(sandbox, { service_id: 'svc_checkup_20', ...day })
  const { slots: all, service_id: _, offered: __, ...sent } = listed.json
  expect({ ...answer.json, availabilities: undefined }).toEqual({ ...sent, availabilities: undefined })
  expect(answer.json.availabilities[1]).toEqual({
    start_at: '2026-04-20T03:30:00Z',
    end_at: '2026-04-20T03:50:00Z',
    segments: [
      {
        service_id: 'svc_checkup_20',
        resource_id: 'res_dr_niket',
        start_at: '2026-04-20T03:30:00Z',
        end_at: '2026-04-20T03:50:00Z',
        local_start: '2026-04-20T09:00:00',
        utc_offset: '+05:30',
        seats_left: 1,
        allocations: [{ group: 'staff', resource_id: 'res_dr_niket' }],
      },
    ],
  })
  const segments = answer.json.availabilities.map(({ segments: [first] }: { segments: Segment[] }) => {
    const { service_id: _, allocations: __, ...slot } = first as Segment
    return slot
  })
  expect(segments).toEqual(all)
})

test('several services follow each other, on one resource if it can', async () => {
  const sandbox = await forkSandbox('default')
  await addService(sandbox, {
    id: 'svc_long',
    duration_min: 40,
    step_min: 20,
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'], skills: [] },
    ]),
  })
  const services = [{ service_id: 'svc_checkup_20' }, { service_id: 'svc_long' }]
  const answer = await search(sandbox, { ...range, to: '2026-04-20T03:50:00Z', services })
  expect(linesOf(answer)).toEqual([
    '03:30 svc_checkup_20@res_dr_asha, 03:50 svc_long@res_dr_asha',
    '03:30 svc_checkup_20@res_dr_niket, 03:50 svc_long@res_dr_niket',
  ])
  expect(answer.json.availabilities[0]).toMatchObject({
    start_at: '2026-04-20T03:30:00Z',
    end_at: '2026-04-20T04:30:00Z',
  })
  await book(
    sandbox,
    bodyAt('2026-04-20T04:10:00Z', { service_id: 'svc_checkup_20', resource_id: 'res_dr_asha' }),
  )
  expect(linesOf(await search(sandbox, { ...range, to: '2026-04-20T03:50:00Z', services }))).toEqual([
    '03:30 svc_checkup_20@res_dr_asha, 03:50 svc_long@res_dr_niket',
    '03:30 svc_checkup_20@res_dr_niket, 03:50 svc_long@res_dr_niket',
  ])
})

test('each service keeps to its own grid', async () => {
  const sandbox = await forkSandbox('default')
  const services = [{ service_id: 'svc_checkup_20' }, { service_id: 'svc_consult_30' }]
  // A check-up that starts at :10 ends on the half hour, where consultations begin.
  expect(linesOf(await search(sandbox, { ...range, services }))).toEqual([
    '04:10 svc_checkup_20@res_dr_asha, 04:30 svc_consult_30@res_dr_niket',
    '04:10 svc_checkup_20@res_dr_niket, 04:30 svc_consult_30@res_dr_niket',
  ])
})

test('buffers between two services of one resource count, and so do daily limits', async () => {
  const sandbox = await forkSandbox('default')
  await addService(sandbox, { id: 'svc_buffered', duration_min: 20, step_min: 20, buffer_after_min: 10 })
  const alone = [
    { service_id: 'svc_buffered' },
    { service_id: 'svc_checkup_20', resources: { any: ['res_dr_niket'] } },
  ]
  expect(linesOf(await search(sandbox, { ...range, services: alone }))).toEqual([])
  const free = [{ service_id: 'svc_buffered' }, { service_id: 'svc_checkup_20' }]
  expect(linesOf(await search(sandbox, { ...range, to: '2026-04-20T03:50:00Z', services: free }))).toEqual([
    '03:30 svc_buffered@res_dr_niket, 03:50 svc_checkup_20@res_dr_asha',
  ])
  await addService(sandbox, { id: 'svc_once', duration_min: 20, step_min: 20, max_per_day: 1 })
  const twice = [{ service_id: 'svc_once' }, { service_id: 'svc_once' }]
  expect(linesOf(await search(sandbox, { ...range, services: twice }))).toEqual([])
})

test('a later service is judged where it would be, also behind the range', async () => {
  const sandbox = await forkSandbox('default')
  await addService(sandbox, { id: 'svc_two_hours', duration_min: 120, step_min: 20 })
  const services = [
    { service_id: 'svc_two_hours' },
    { service_id: 'svc_checkup_20', resources: { any: ['res_dr_asha'] } },
  ]
  const at = { from: '2026-04-20T03:30:00Z', to: '2026-04-20T03:31:00Z', services }
  expect(linesOf(await search(sandbox, at))).toEqual([
    '03:30 svc_two_hours@res_dr_niket, 05:30 svc_checkup_20@res_dr_asha',
  ])
  const taken = { service_id: 'svc_checkup_20', resource_id: 'res_dr_asha' }
  await book(sandbox, bodyAt('2026-04-20T05:30:00Z', taken))
  expect(linesOf(await search(sandbox, at))).toEqual([])
})

test('what is found can be booked, segment by segment as listed', async () => {
  const sandbox = await forkSandbox('default')
  const services = [
    { service_id: 'svc_checkup_20' },
    { service_id: 'svc_checkup_20' },
    { service_id: 'svc_consult_30' },
  ]
  const day = { from: '2026-04-20', to: '2026-04-21' }
  const { json } = await search(sandbox, { ...day, services })
  for (const { segments } of [json.availabilities[0], json.availabilities.at(-1)] as {
    segments: Segment[]
  }[]) {
    for (const { service_id, resource_id, start_at, allocations } of segments) {
      const made = await book(sandbox, bodyAt(start_at, { service_id, resource_id }))
      expect(made.status, made.text).toBe(201)
      expect(made.json.allocations).toEqual(allocations)
    }
  }
})

test('any, all and none speak of every resource that a booking would take', async () => {
  const sandbox = await forkSandbox('default')
  await addResource(sandbox, { id: 'res_room_a', type: 'room' })
  await addService(sandbox, {
    id: 'svc_room',
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'], skills: [] },
      { group: 'room', resource_ids: ['res_room_a', 'res_studio'], skills: [] },
    ]),
  })
  const at = { from: '2026-04-20T03:30:00Z', to: '2026-04-20T04:00:00Z' }
  const found = async (resources: object) => {
    const { json } = await search(sandbox, { ...at, services: [{ service_id: 'svc_room', resources }] })
    return json.availabilities.map(({ segments: [first] }: { segments: Segment[] }) =>
      first?.allocations.map(({ resource_id }) => resource_id).join('+'),
    )
  }
  const [asha, niket] = ['res_dr_asha+res_room_a', 'res_dr_niket+res_room_a']
  expect(await found({})).toEqual([asha, niket])
  expect(await found({ any: ['res_dr_niket', 'res_studio'] })).toEqual([niket])
  expect(await found({ any: ['res_dr_niket', 'res_room_a'] })).toEqual([asha, niket])
  expect(await found({ all: ['res_dr_asha', 'res_room_a'] })).toEqual([asha])
  expect(await found({ all: ['res_dr_asha', 'res_dr_niket'] })).toEqual([])
  expect(await found({ none: ['res_dr_asha'] })).toEqual([niket])
  // A booking would take the first free room, so the other one is not what is found.
  expect(await found({ none: ['res_room_a'] })).toEqual([])
  await book(sandbox, bodyAt('2026-04-20T03:30:00Z', { service_id: 'svc_room', resource_id: 'res_dr_asha' }))
  expect(
    await found({ none: ['res_room_a'], all: ['res_studio'], any: ['res_dr_asha', 'res_dr_niket'] }),
  ).toEqual(['res_dr_niket+res_studio'])
})

test('a party needs its seats', async () => {
  const sandbox = await forkSandbox('default')
  const at = { from: '2026-05-27T11:30:00Z', to: '2026-05-27T12:30:00Z' }
  const seats = async (party_size: number) =>
    (await search(sandbox, { ...at, services: [{ service_id: 'svc_yoga_60', party_size }] })).json
      .availabilities.length
  expect([await seats(1), await seats(10), await seats(11)]).toEqual([1, 1, 0])
})

test('to be moved, a booking does not stand in its own way, and stays with its resource, length and party', async () => {
  const sandbox = await forkSandbox('default')
  // The service has become longer since; the booking has not.
  await sandbox.send('PATCH', '/v2/services/svc_checkup_20', { body: { duration_min: 60 } })
  const at = { from: '2026-05-27T04:50:00Z', to: '2026-05-27T05:30:00Z', booking_id: 'bk_checkup_01' }
  expect(linesOf(await search(sandbox, at))).toEqual([
    '04:50 svc_checkup_20@res_dr_asha',
    '05:10 svc_checkup_20@res_dr_asha',
  ])
  const { json } = await search(sandbox, at)
  expect(json.availabilities[0].end_at).toBe('2026-05-27T05:10:00Z')
  const moved = await sandbox.send('POST', '/v2/bookings/bk_checkup_01/reschedule', {
    body: { start_at: json.availabilities[0].start_at },
  })
  expect(moved.json).toMatchObject({
    start_at: '2026-05-27T04:50:00Z',
    end_at: json.availabilities[0].end_at,
  })
})

test('others may take it over where the search says so', async () => {
  const sandbox = await forkSandbox('default')
  const at = { from: '2026-05-27T05:10:00Z', to: '2026-05-27T05:30:00Z', booking_id: 'bk_checkup_01' }
  const found = async (resources?: object) =>
    linesOf(
      await search(sandbox, {
        ...at,
        services: [{ service_id: 'svc_checkup_20', ...(resources && { resources }) }],
      }),
    )
  expect(await found()).toEqual(['05:10 svc_checkup_20@res_dr_asha', '05:10 svc_checkup_20@res_dr_niket'])
  expect(await found({ none: ['res_dr_asha'] })).toEqual(['05:10 svc_checkup_20@res_dr_niket'])
})

test('a widget searches for its own booking with its secret', async () => {
  const sandbox = await forkSandbox('default')
  const body = { from: '2026-05-27', to: '2026-05-28', booking_id: 'bk_checkup_01' }
  const secretOf = (id: string) => clientSecretOf(sandbox.sandbox.seed, 'tnt_clinic', id)
  for (const [booking_id, secret, status] of [
    ['bk_checkup_01', '', 404],
    ['bk_checkup_01', secretOf('bk_today_01'), 404],
    ['bk_none', 'cs_wrong', 404],
    ['bk_checkup_01', secretOf('bk_checkup_01'), 200],
  ] as const) {
    const answer = await search(
      sandbox,
      { ...body, booking_id },
      { key, headers: { 'x-client-secret': secret } },
    )
    expect(answer.status).toBe(status)
  }
  // Without a booking nobody needs one.
  expect(
    (await search(sandbox, { ...range, services: [{ service_id: 'svc_consult_30' }] }, { key })).status,
  ).toBe(200)
})

test.each<[Record<string, unknown>, string[]]>([
  [{}, ['/services required']],
  [{ services: [] }, ['/services too_few']],
  [{ services: Array.from({ length: 6 }, () => ({ service_id: 'svc_consult_30' })) }, ['/services too_many']],
  [
    {
      services: [
        { service_id: 'svc_none' },
        { service_id: 'svc_consult_30', resources: { any: ['res_dr_asha', 'res_none'], none: ['res_no'] } },
      ],
      from: 'x',
    },
    [
      '/services/0/service_id not_found',
      '/services/1/resources/any/1 not_found',
      '/services/1/resources/none/0 not_found',
      '/from invalid_format',
    ],
  ],
  [
    { services: [{ service_id: 'svc_consult_30', resources: { any: [] } }] },
    ['/services/0/resources/any too_few'],
  ],
  [
    { services: [{ service_id: 'svc_consult_30', resources: { some: [] } }] },
    ['/services/0/resources/some unknown_field'],
  ],
  [{ services: [{ service_id: 'svc_consult_30' }], to: '2026-04-20T03:30:00Z' }, ['/to not_after']],
  [{ booking_id: 'bk_none' }, ['/booking_id not_found']],
  [
    {
      booking_id: 'bk_checkup_01',
      services: [{ service_id: 'svc_consult_30', party_size: 2 }, { service_id: 'svc_consult_30' }],
    },
    [
      '/services/0/service_id booking_mismatch',
      '/services/0/party_size booking_mismatch',
      '/services too_many',
    ],
  ],
])('%j is refused with every fault', async (body, faults) => {
  const answer = await search(await forkSandbox('default'), { ...range, ...body })
  expect(answer.status).toBe(422)
  expect(faultsOf(answer)).toEqual(faults)
})

test('a booking that cannot be moved is refused by its state', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('POST', '/v2/bookings/bk_checkup_01/cancel', { body: {} })
  const answer = await search(sandbox, { ...range, booking_id: 'bk_checkup_01' })
  expect([answer.status, answer.json.error.details]).toEqual([
    409,
    { from: 'cancelled', action: 'reschedule', allowed: [] },
  ])
})

test('ninety days, no past, and nothing of other tenants', async () => {
  const sandbox = await forkSandbox('default')
  const services = [{ service_id: 'svc_consult_30' }]
  const codeOf = async (to: string) =>
    (await search(sandbox, { from: '2026-04-20', to, services })).json.error?.code
  expect([await codeOf('2026-07-19'), await codeOf('2026-07-20')]).toEqual([undefined, 'range_too_wide'])
  const today = await search(sandbox, { from: '2026-04-15', to: '2026-04-16', services })
  expect(today.json.availabilities[0].start_at).toBe('2026-04-15T10:00:00Z')
  expect(
    (await search(sandbox, { from: '2026-04-01', to: '2026-04-02', services })).json.availabilities,
  ).toEqual([])
  const other = await search(
    sandbox,
    { ...range, services, booking_id: 'bk_checkup_01' },
    { tenant: 'tnt_ideadunes' },
  )
  expect(faultsOf(other)).toEqual(['/booking_id not_found'])
})

test('a search stores nothing and tells nobody', async () => {
  const sandbox = await forkSandbox('default')
  const before = await everything(sandbox)
  await search(sandbox, { ...range, services: [{ service_id: 'svc_consult_30' }] })
  expect(await everything(sandbox)).toEqual(before)
})
