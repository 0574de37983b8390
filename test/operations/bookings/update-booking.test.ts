import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addAttendee, classOf } from './attendee-world.ts'
import { putBooking, takenBy } from './booking-life.ts'
import { everything, faultsOf } from './booking-world.ts'
import { addSurgery, booked, eventsSince, setCapacity, update } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'

describe('an update', () => {
  test('changes what is sent, and tells what it was', async () => {
    const sandbox = await forkSandbox()
    const { client_secret: _, ...before } = await booked(sandbox, start, {
      notes: 'knee',
      metadata: { a: '1', b: '2' },
    })
    sandbox.clock.set(Date.parse('2026-04-16T08:00:00Z'))
    const changes = { notes: null, channel: 'video_meet', send_confirmation: false, metadata: { b: '2' } }
    const answer = await update(sandbox, before.id, { ...changes, party_size: 1 })
    expect(answer.json).toEqual({
      ...before,
      ...changes,
      join_url: `https://meet.example/ideadunes/${before.id}`,
      updated_at: '2026-04-16T08:00:00Z',
      revision: 2,
    })
    expect(answer.headers.etag).toBe('"2"')
    expect(await eventsSince(sandbox, 2)).toEqual([
      {
        type: 'booking.updated',
        data: {
          object: answer.json,
          previous_attributes: {
            notes: 'knee',
            channel: 'in_person',
            join_url: null,
            send_confirmation: true,
            metadata: { a: '1', b: '2' },
          },
        },
      },
    ])
  })

  test.each([
    ['nothing', {}],
    ['what is there', { notes: 'knee', metadata: { b: '2', a: '1' }, channel: 'in_person', party_size: 1 }],
    ['whom to tell, as it is', { send_confirmation: true }],
  ])('of %s changes nothing', async (_what, body) => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start, { notes: 'knee', metadata: { a: '1', b: '2' } })
    const before = await everything(sandbox)
    const answer = await update(sandbox, id, body)
    expect([answer.status, answer.json.revision]).toEqual([200, 1])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('of the party takes and frees seats, where the booking is', async () => {
    const sandbox = await forkSandbox()
    await setCapacity(sandbox, 5)
    const { id } = await booked(sandbox, start)
    const size = async (party_size: number) => await update(sandbox, id, { party_size })
    expect((await size(5)).json).toMatchObject({ party_size: 5, schedule_revision: 0 })
    expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 5'])
    const full = await size(6)
    expect([full.status, full.json.error.details]).toEqual([
      422,
      { conflicts: [{ type: 'capacity_full' }], suggestions: [] },
    ])
    expect((await size(2)).status).toBe(200)
    await booked(sandbox, start, { party_size: 3 })
    expect((await size(3)).json.error.details).toEqual({
      conflicts: [{ type: 'capacity_full' }],
      suggestions: [
        { start_at: '2026-04-20T05:30:00Z', available: true },
        { start_at: '2026-04-20T06:00:00Z', available: true },
      ],
    })
    expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 2'])
    const told = (await sandbox.events()).filter(({ type }) => type === 'booking.updated')
    expect(told.map(({ data }) => data.previous_attributes)).toEqual([{ party_size: 1 }, { party_size: 5 }])
  })

  test('of the party asks the room too, and only it and the resource that the booking has', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    await sandbox.sandbox.store.write(async trx => {
      await trx.updateTable('services').set({ capacity: 5 }).execute()
      await trx.updateTable('resources').set({ capacity: 5 }).where('id', '!=', 'res_room_a').execute()
    })
    const { id } = await booked(sandbox, start, { service_id: 'svc_surgery', resource_id: 'res_dr_niket' })
    const inRoomA = await update(sandbox, id, { party_size: 2 })
    expect(inRoomA.json.error.details.conflicts).toEqual([{ type: 'room_unavailable', id: 'res_room_a' }])
    await sandbox.sandbox.store.write(trx => trx.updateTable('resources').set({ capacity: 2 }).execute())
    expect((await update(sandbox, id, { party_size: 2 })).json.allocations[1].resource_id).toBe('res_room_a')
  })

  test('of the party asks for the whole time that the booking takes', async () => {
    const sandbox = await forkSandbox()
    await setCapacity(sandbox, 2)
    const overrides = [{ resource_id: 'res_dr_niket', duration_min: 60 }]
    const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket'], overrides }]
    await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', { body: { requirements } })
    const { id } = await booked(sandbox, start)
    await booked(sandbox, '2026-04-20T05:30:00Z')
    expect((await update(sandbox, id, { party_size: 2 })).json.error.details.conflicts).toEqual([
      { type: 'capacity_full' },
    ])
  })

  test('of the party asks for room, not for the time again', async () => {
    const sandbox = await forkSandbox()
    await setCapacity(sandbox, 5)
    const { id } = await booked(sandbox, '2026-04-21T04:10:00Z', { override_conflicts: true })
    await sandbox.sandbox.store.write(trx =>
      trx.updateTable('services').set({ notice_min: 99_999 }).execute(),
    )
    expect((await update(sandbox, id, { party_size: 5 })).json.party_size).toBe(5)
    expect((await update(sandbox, id, { party_size: 6 })).status).toBe(422)
  })

  test.each(['completed', 'no_show', 'declined', 'cancelled'])(
    'of a booking that is %s: notes, but not what it takes',
    async status => {
      const sandbox = await forkSandbox()
      await setCapacity(sandbox, 5)
      const { id } = await booked(sandbox, start)
      await putBooking(sandbox, id, { status })
      expect((await update(sandbox, id, { notes: 'done', metadata: { a: '1' } })).json).toMatchObject({
        notes: 'done',
        status,
        revision: 2,
      })
      const before = await everything(sandbox)
      for (const body of [{ party_size: 2 }, { channel: 'phone', notes: 'x' }]) {
        const answer = await update(sandbox, id, body)
        expect([answer.status, answer.json.error.details]).toMatchObject([
          409,
          { from: status, action: 'update' },
        ])
      }
      expect(await everything(sandbox)).toEqual(before)
    },
  )
})

test('members that only other operations change are refused, each by name', async () => {
  const sandbox = await forkSandbox()
  const { id } = await booked(sandbox, start)
  const before = await everything(sandbox)
  const answer = await update(sandbox, id, {
    start_at: start,
    end_at: start,
    resource_id: 'res_dr_niket',
    status: 'cancelled',
    attendees: [],
    customer_id: 'cust_arjun_02',
    policy: {},
    revision: 7,
    notes: 7,
    colour: 'red',
  })
  expect([answer.status, answer.json.error.code]).toEqual([422, 'validation_failed'])
  expect(faultsOf(answer).toSorted()).toEqual([
    '/attendees field_immutable',
    '/colour unknown_field',
    '/customer_id field_immutable',
    '/end_at field_immutable',
    '/notes wrong_type',
    '/policy field_immutable',
    '/resource_id field_immutable',
    '/revision field_immutable',
    '/start_at field_immutable',
    '/status field_immutable',
  ])
  const { fields } = answer.json.error.details
  const messageOf = (path: string) => fields.find((fault: { path: string }) => fault.path === path).message
  expect(messageOf('/start_at')).toContain('rescheduleBooking')
  expect(messageOf('/resource_id')).toContain('reassignBooking')
  expect(messageOf('/status')).toContain('cancelBooking')
  expect(messageOf('/attendees')).toContain('addBookingAttendee')
  expect(messageOf('/customer_id')).toBe('cannot be changed')
  expect(await everything(sandbox)).toEqual(before)
})

test.each([
  [{ channel: null }, ['/channel null_not_allowed']],
  [{ party_size: 0 }, ['/party_size too_small']],
  [{ party_size: 10_001 }, ['/party_size too_large']],
  [{ metadata: { a: 1 } }, ['/metadata/a wrong_type']],
])('%j is refused', async (body, faults) => {
  const sandbox = await forkSandbox()
  const { id } = await booked(sandbox, start)
  expect(faultsOf(await update(sandbox, id, body))).toEqual(faults)
})

test('If-Match is minded, also where nothing would change', async () => {
  const sandbox = await forkSandbox()
  const { id } = await booked(sandbox, start)
  const at = (ifMatch: string, body: object) =>
    update(sandbox, id, body, { headers: { 'if-match': ifMatch } })
  expect((await at('"2"', {})).status).toBe(412)
  expect((await at('"1"', { notes: 'x' })).json.revision).toBe(2)
  expect((await at('"1"', { notes: 'y' })).json.error.details).toEqual({ revision: 2 })
})

test('a party is never smaller than its attendees', async () => {
  const sandbox = await classOf(5)
  const { id } = await booked(sandbox, start)
  await addAttendee(sandbox, id, { name: 'Meera' })
  await addAttendee(sandbox, id, { name: 'Ravi' })
  const answer = await update(sandbox, id, { party_size: 1 })
  expect(faultsOf(answer)).toEqual(['/party_size too_small'])
  expect((await update(sandbox, id, { party_size: 2 })).status).toBe(200)
})
