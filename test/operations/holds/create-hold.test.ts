import { expect, test } from 'vitest'
import { holdObject } from '../../../emulator/objects/hold.ts'
import type { HoldRow } from '../../../emulator/store/schema.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { monday, slots, startsOf } from '../availability/slot-queries.ts'
import {
  addResource,
  addService,
  bodyAt,
  book,
  conflictTypes,
  faultsOf,
  suggestedStarts,
  widgetBodyAt,
} from '../bookings/booking-world.ts'
import { held, heldStart, hold, readHold, sleep } from './hold-requests.ts'

test('a hold that ends at the whole second behind its time is never told as longer than it', () => {
  const row = { status: 'active', ttl_seconds: 300, allocations: '[]', metadata: '{}' }
  const at = '2026-04-15T09:42:11.000Z'
  const times = {
    start_at: at,
    end_at: at,
    created_at: at,
    updated_at: at,
    expires_at: '2026-04-15T09:47:12.000Z',
  }
  const remaining = (now: string) =>
    holdObject({ ...row, ...times } as unknown as HoldRow, Date.parse(now)).remaining_seconds
  expect(remaining('2026-04-15T09:42:11.400Z')).toBe(300)
  expect(remaining('2026-04-15T09:42:12.400Z')).toBe(300)
  expect(remaining('2026-04-15T09:42:13.400Z')).toBe(299)
})

test('a hold takes its start for five minutes, and says so', async () => {
  const sandbox = await forkSandbox()
  const answer = await hold(sandbox, { metadata: { cart: '7' } })
  expect(answer.status).toBe(201)
  expect(answer.headers.etag).toBe('"1"')
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^hold_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    status: 'active',
    start_at: heldStart,
    end_at: '2026-04-20T05:30:00Z',
    party_size: 1,
    allocations: [{ group: 'staff', resource_id: 'res_dr_niket' }],
    ttl_seconds: 300,
    expires_at: '2026-04-15T09:47:11Z',
    remaining_seconds: 300,
    metadata: { cart: '7' },
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
    client_secret: expect.stringMatching(/^cs_[\w-]{32}$/),
  })
  const { client_secret: _, ...shown } = answer.json
  expect((await readHold(sandbox, answer.json.id)).json).toEqual(shown)
  expect(await sandbox.eventTypes()).toEqual([])
})

test('what is held is neither listed nor booked nor held again; staff sees by whom', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  expect(startsOf(await slots(sandbox, monday))).not.toContain(heldStart)
  for (const refused of [await book(sandbox, bodyAt(heldStart)), await hold(sandbox)]) {
    expect(refused.status).toBe(422)
    expect(refused.json.error.details.conflicts).toEqual([{ type: 'hold', id }])
    expect(suggestedStarts(refused)).toEqual(['2026-04-20T05:30:00Z', '2026-04-20T06:00:00Z'])
  }
  const widget = await book(sandbox, widgetBodyAt(heldStart), { key: 'publishable' })
  expect(widget.json.error.details.conflicts).toEqual([{ type: 'hold' }])
  expect(widget.text).not.toContain('hold_')
})

test.each<[Record<string, unknown>, string[]]>([
  [{ ttl_seconds: 29 }, ['/ttl_seconds too_small']],
  [{ ttl_seconds: 3601 }, ['/ttl_seconds too_large']],
  [{ party_size: 0 }, ['/party_size too_small']],
  [{ service_id: 'svc_none', resource_id: 'res_none' }, ['/service_id not_found', '/resource_id not_found']],
  [{ start_at: '9999-12-31T23:45:00Z' }, ['/start_at too_large']],
  [{ override_conflicts: true }, ['/override_conflicts unknown_field']],
  [{ metadata: { a: 1 } }, ['/metadata/a wrong_type']],
])('a hold with %j is refused', async (members, faults) => {
  const answer = await hold(await forkSandbox(), members)
  expect(answer.status).toBe(422)
  expect(faultsOf(answer)).toEqual(faults)
})

test('secret keys hold for up to an hour, publishable ones for up to five minutes', async () => {
  const sandbox = await forkSandbox()
  expect((await hold(sandbox, { ttl_seconds: 3600 })).json.expires_at).toBe('2026-04-15T10:42:11Z')
  const widget = (ttl_seconds: number) =>
    hold(sandbox, { ttl_seconds, start_at: '2026-04-20T06:00:00Z' }, { key: 'publishable' })
  expect(faultsOf(await widget(301))).toEqual(['/ttl_seconds too_large'])
  expect((await widget(300)).status).toBe(201)
})

test('every rule binds a hold, and the past is held by nobody', async () => {
  const sandbox = await forkSandbox()
  const typesAt = async (start_at: string) => conflictTypes(await hold(sandbox, { start_at }))
  expect(await typesAt('2026-04-21T05:00:00Z')).toEqual(['existing_booking', 'outside_working_hours'])
  expect(await typesAt('2026-04-20T05:01:00Z')).toEqual(['off_grid'])
  expect(await typesAt('2026-08-20T05:00:00Z')).toEqual(['beyond_horizon'])
  const past = await hold(sandbox, { start_at: '2026-04-15T09:30:00Z' })
  expect(conflictTypes(past)).toEqual(['in_past'])
  expect(suggestedStarts(past)).toEqual(['2026-04-15T10:00:00Z', '2026-04-15T10:30:00Z'])
  // A secret key may record a booking there all the same.
  expect((await book(sandbox, bodyAt('2026-04-15T09:30:00Z'))).status).toBe(201)
})

test('a hold keeps its buffers free, as the booking will', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_buffered', buffer_before_min: 10, buffer_after_min: 10 })
  const { id } = await held(sandbox, { service_id: 'svc_buffered' })
  const beside = await book(sandbox, bodyAt('2026-04-20T05:30:00Z'))
  expect(beside.json.error.details.conflicts).toEqual([{ type: 'buffer', id }])
  expect((await book(sandbox, bodyAt('2026-04-20T06:00:00Z'))).status).toBe(201)
})

test('holds count for daily limits, until they are gone', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_once', max_per_day: 1 })
  await held(sandbox, { service_id: 'svc_once' })
  const later = bodyAt('2026-04-20T07:00:00Z', { service_id: 'svc_once' })
  expect(conflictTypes(await book(sandbox, later))).toEqual(['daily_limit'])
  sleep(sandbox, 300)
  expect((await book(sandbox, later)).status).toBe(201)
})

test('without a resource the one whose turn it is is held, with one of every group', async () => {
  const sandbox = await forkSandbox('default')
  await addResource(sandbox, { id: 'res_room_a', type: 'room' })
  await addResource(sandbox, { id: 'res_room_b', type: 'room' })
  const requirements = JSON.stringify([
    { group: 'staff', resource_ids: ['res_dr_niket', 'res_dr_asha'], skills: [] },
    { group: 'room', resource_ids: ['res_room_a', 'res_room_b'], skills: [] },
  ])
  await addService(sandbox, { id: 'svc_both', requirements })
  const body = { service_id: 'svc_both', start_at: heldStart }
  const holdBoth = () => sandbox.send('POST', '/v2/holds', { body })
  const [first, second, third] = [await holdBoth(), await holdBoth(), await holdBoth()]
  expect([first.json.resource_id, second.json.resource_id].toSorted()).toEqual([
    'res_dr_asha',
    'res_dr_niket',
  ])
  expect(second.json.allocations.at(-1)).toEqual({ group: 'room', resource_id: 'res_room_b' })
  expect(third.status).toBe(422)
  expect(conflictTypes(third)).toEqual(['hold', 'room_unavailable', 'room_unavailable'])
})

test('seats are held one by one', async () => {
  const sandbox = await forkSandbox('default')
  const body = { service_id: 'svc_yoga_60', start_at: '2026-05-27T11:30:00Z', party_size: 8 }
  expect((await sandbox.send('POST', '/v2/holds', { body })).json.party_size).toBe(8)
  const left = await slots(sandbox, {
    service_id: 'svc_yoga_60',
    from: '2026-05-27T11:30:00Z',
    to: '2026-05-27T12:00:00Z',
  })
  expect(left.json.slots[0].seats_left).toBe(2)
  const three = await sandbox.send('POST', '/v2/holds', { body: { ...body, party_size: 3 } })
  expect(conflictTypes(three)).toEqual(['hold', 'capacity_full'])
})

test('of fifty holds at once on one start, one is made; a repeated one is the same', async () => {
  const sandbox = await forkSandbox()
  const answers = await Promise.all(Array.from({ length: 50 }, () => hold(sandbox)))
  expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
  expect(answers.filter(answer => answer.status === 422)).toHaveLength(49)
  const start_at = '2026-04-20T06:00:00Z'
  const [first, again] = [
    await hold(sandbox, { start_at }, { idempotencyKey: 'once' }),
    await hold(sandbox, { start_at }, { idempotencyKey: 'once' }),
  ]
  expect(again.text).toBe(first.text)
})
