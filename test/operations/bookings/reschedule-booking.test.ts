import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { putBooking, takenBy } from './booking-life.ts'
import { addResource, addService, conflictTypes, faultsOf, suggestedStarts } from './booking-world.ts'
import { addSurgery, advance, booked, eventsSince, reschedule, traceOf } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'

describe('a reschedule', () => {
  test('keeps the booking, and tells where it was', async () => {
    const sandbox = await forkSandbox()
    const { client_secret: _, ...before } = await booked(sandbox, start, { channel: 'video_zoom' })
    sandbox.clock.set(Date.parse('2026-04-16T08:00:00Z'))
    const answer = await reschedule(sandbox, before.id, '2026-04-20T06:00:00Z', { reason: 'Traffic' })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      ...before,
      start_at: '2026-04-20T06:00:00Z',
      end_at: '2026-04-20T06:30:00Z',
      updated_at: '2026-04-16T08:00:00Z',
      revision: 2,
      schedule_revision: 1,
    })
    expect(answer.headers.etag).toBe('"2"')
    expect(await takenBy(sandbox, before.id)).toEqual(['res_dr_niket 04-20T06:00/04-20T06:30 1'])
    const calendar = await sandbox.send('GET', before.links.ics)
    expect(calendar.text).toMatch(/DTSTART:20260420T060000Z/)
    expect(calendar.text).toMatch(/SEQUENCE:1\r\n/)
    expect(await eventsSince(sandbox, 2)).toEqual([
      {
        type: 'booking.rescheduled',
        data: {
          object: answer.json,
          previous_attributes: { start_at: start, end_at: '2026-04-20T05:30:00Z', schedule_revision: 0 },
        },
      },
    ])
    const { json: history } = await sandbox.send('GET', `/v2/bookings/${before.id}/history`)
    expect(history.data.at(-1)).toMatchObject({
      action: 'reschedule',
      from: 'confirmed',
      to: 'confirmed',
      reason: 'Traffic',
      revision: 2,
    })
  })

  test('may overlap its own time, and stand back to back with others', async () => {
    const sandbox = await forkSandbox()
    await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ step_min: 10 }).execute())
    const first = await booked(sandbox, start)
    const second = await booked(sandbox, '2026-04-20T06:00:00Z')
    expect((await reschedule(sandbox, first.id, '2026-04-20T05:10:00Z')).status).toBe(200)
    expect((await reschedule(sandbox, first.id, '2026-04-20T05:30:00Z')).status).toBe(200)
    expect((await reschedule(sandbox, second.id, '2026-04-20T05:00:00Z')).status).toBe(200)
    const taken = await reschedule(sandbox, second.id, '2026-04-20T05:10:00Z')
    expect(taken.json.error.details.conflicts).toEqual([{ type: 'existing_booking', id: first.id }])
    expect((await takenBy(sandbox, second.id))[0]).toContain('04-20T05:00/04-20T05:30')
    expect((await reschedule(sandbox, second.id, '2026-04-20T06:00:00Z')).json.schedule_revision).toBe(2)
  })

  test('frees the old time at once', async () => {
    const sandbox = await forkSandbox()
    const first = await booked(sandbox, start)
    await reschedule(sandbox, first.id, '2026-04-20T06:00:00Z')
    expect((await booked(sandbox, start)).status).toBe('confirmed')
  })

  test('of a booking in a room stays in that room', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    await booked(sandbox, start, { service_id: 'svc_surgery', resource_id: 'res_dr_niket' })
    const other = await booked(sandbox, start, { service_id: 'svc_surgery', resource_id: 'res_dr_rao' })
    expect(other.allocations[1]).toEqual({ group: 'room', resource_id: 'res_room_b' })
    // Room a is as free there, and would come first for a new booking.
    const moved = await reschedule(sandbox, other.id, '2026-04-20T06:00:00Z')
    expect(moved.json.allocations).toEqual(other.allocations)
    expect(await takenBy(sandbox, other.id)).toEqual([
      'res_dr_rao 04-20T06:00/04-20T06:30 1',
      'res_room_b 04-20T06:00/04-20T06:30 1',
    ])
  })

  test('takes another room where that one is taken, and none where all are', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    const room = (id: string) => ({ service_id: `svc_${id}`, resource_id: id })
    for (const id of ['res_room_a', 'res_room_b']) {
      const requirements = JSON.stringify([{ group: 'room', resource_ids: [id], skills: [] }])
      await addService(sandbox, { id: `svc_${id}`, requirements })
    }
    const booking = await booked(sandbox, start, { service_id: 'svc_surgery', resource_id: 'res_dr_niket' })
    await booked(sandbox, '2026-04-20T06:00:00Z', room('res_room_a'))
    const moved = await reschedule(sandbox, booking.id, '2026-04-20T06:00:00Z')
    expect(moved.json.allocations).toEqual([
      { group: 'staff', resource_id: 'res_dr_niket' },
      { group: 'room', resource_id: 'res_room_b' },
    ])
    const told = (await sandbox.events()).at(-1)
    expect(told.data.previous_attributes.allocations).toEqual(booking.allocations)

    for (const id of ['res_room_a', 'res_room_b']) await booked(sandbox, '2026-04-20T07:00:00Z', room(id))
    const before = await traceOf(sandbox, booking.id)
    const full = await reschedule(sandbox, booking.id, '2026-04-20T07:00:00Z')
    expect(full.json.error.details.conflicts).toEqual([
      // Its own one is asked first.
      { type: 'room_unavailable', id: 'res_room_b' },
      { type: 'room_unavailable', id: 'res_room_a' },
    ])
    expect(await traceOf(sandbox, booking.id)).toEqual(before)
  })

  test('to another resource takes its duration, where it has one of its own', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    const overrides = [{ resource_id: 'res_dr_rao', duration_min: 60 }]
    const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket', 'res_dr_rao'], overrides }]
    await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', { body: { requirements } })
    const { id } = await booked(sandbox, start)
    // What the service takes by now is for bookings to come.
    await sandbox.send('PATCH', '/v2/services/svc_consult_30', {
      body: { duration_min: 20, buffer_after_min: 15 },
    })
    const endsAt = async (at: string, resource_id: string) =>
      (await reschedule(sandbox, id, at, { resource_id })).json.end_at
    expect(await endsAt('2026-04-20T06:00:00Z', 'res_dr_niket')).toBe('2026-04-20T06:30:00Z')
    expect(await endsAt('2026-04-20T06:00:00Z', 'res_dr_rao')).toBe('2026-04-20T07:00:00Z')
    expect(await takenBy(sandbox, id)).toEqual(['res_dr_rao 04-20T06:00/04-20T07:00 1'])
    expect(await endsAt('2026-04-20T06:30:00Z', 'res_dr_rao')).toBe('2026-04-20T07:30:00Z')
    // Back from there, nobody remembers the half hour: the service tells.
    expect(await endsAt('2026-04-20T06:30:00Z', 'res_dr_niket')).toBe('2026-04-20T06:50:00Z')
  })

  test('between resources without durations of their own keeps the length and the buffers', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    const booking = await booked(sandbox, start, { service_id: 'svc_surgery', resource_id: 'res_dr_niket' })
    await sandbox.send('PATCH', '/v2/services/svc_surgery', {
      body: { duration_min: 90, step_min: 30, buffer_before_min: 30, buffer_after_min: 30 },
    })
    const moved = await reschedule(sandbox, booking.id, start, { resource_id: 'res_dr_rao' })
    expect(moved.json.end_at).toBe('2026-04-20T05:30:00Z')
    // Right behind another one, for which the buffers of today would leave no time.
    await booked(sandbox, '2026-04-20T06:00:00Z', { resource_id: 'res_dr_niket' })
    const members = { resource_id: 'res_dr_niket' }
    const behind = await reschedule(sandbox, booking.id, '2026-04-20T06:30:00Z', members)
    expect(behind.json.end_at).toBe('2026-04-20T07:00:00Z')
    expect(await takenBy(sandbox, booking.id)).toContain('res_dr_niket 04-20T06:30/04-20T07:00 1')
  })

  test('leaves it with its resource, even where that no longer offers the service', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    const { id } = await booked(sandbox, start)
    const requirements = [{ group: 'staff', resource_ids: ['res_dr_rao'] }]
    await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', { body: { requirements } })
    await sandbox.send('DELETE', '/v2/services/svc_consult_30')
    for (const members of [{}, { resource_id: 'res_dr_niket' }]) {
      const at = Object.keys(members).length === 0 ? '2026-04-20T06:00:00Z' : '2026-04-20T07:00:00Z'
      expect((await reschedule(sandbox, id, at, members)).json.resource_id).toBe('res_dr_niket')
    }
  })

  test('to a resource elsewhere takes the booking to that location', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    await sandbox.send('PATCH', '/v2/resources/res_dr_rao', { body: { location_id: 'loc_main' } })
    const { id } = await booked(sandbox, start, { service_id: 'svc_surgery', resource_id: 'res_dr_niket' })
    await reschedule(sandbox, id, start, { resource_id: 'res_dr_rao' })
    const list = await sandbox.send('GET', '/v2/bookings?location_id=loc_main')
    expect(list.json.data.map((booking: { id: string }) => booking.id)).toEqual([id])
  })

  test.each([
    ['its start', {}],
    ['its start, with an offset', { start_at: '2026-04-20T10:30:00+05:30' }],
    ['its start and resource', { resource_id: 'res_dr_niket' }],
    ['its start, overriding', { override_conflicts: true, reason: 'Again' }],
  ])('to %s changes nothing', async (_what, members) => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    const before = await traceOf(sandbox, id)
    const answer = await reschedule(sandbox, id, start, members)
    expect([answer.status, answer.json.revision]).toEqual([200, 1])
    expect(await traceOf(sandbox, id)).toEqual(before)
  })

  test('knowingly over others tells of each rule it breaks; a clean one forgets', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    const before = (await sandbox.events()).length
    const answer = await reschedule(sandbox, id, '2026-04-21T05:00:00Z', { override_conflicts: true })
    expect(answer.json).toMatchObject({ override_conflicts: true, start_at: '2026-04-21T05:00:00Z' })
    const common = { resource_ids: ['res_dr_niket'], since: '2026-04-15T09:42:11Z' }
    const [moved, ...violations] = await eventsSince(sandbox, before)
    expect(moved?.data.previous_attributes).toMatchObject({ start_at: start, override_conflicts: false })
    expect(violations).toEqual([
      {
        type: 'schedule.violation_detected',
        data: {
          object: {
            rule: 'existing_booking',
            message: `Booking ${id} was moved in spite of existing_booking`,
            booking_ids: [id, 'bk_01HXYW999'],
            ...common,
          },
        },
      },
      {
        type: 'schedule.violation_detected',
        data: {
          object: {
            rule: 'outside_working_hours',
            message: `Booking ${id} was moved in spite of outside_working_hours`,
            booking_ids: [id],
            ...common,
          },
        },
      },
    ])
    expect((await reschedule(sandbox, id, start)).json.override_conflicts).toBe(false)
  })

  test('records the past with a secret key', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    expect((await reschedule(sandbox, id, '2026-04-14T05:00:00Z')).json.start_at).toBe('2026-04-14T05:00:00Z')
  })

  test('leaves the start that a series gave the booking', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    await putBooking(sandbox, id, { original_start_at: '2026-04-20T05:00:00.000Z' })
    expect((await reschedule(sandbox, id, '2026-04-20T06:00:00Z')).json.original_start_at).toBe(start)
  })
})

describe('a reschedule is refused', () => {
  test('with every conflict and the next starts, and nothing changes', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    const before = await traceOf(sandbox, id)
    const answer = await reschedule(sandbox, id, '2026-04-21T05:00:00Z')
    expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
    expect(answer.json.error.details.conflicts).toEqual([
      { type: 'existing_booking', id: 'bk_01HXYW999' },
      { type: 'outside_working_hours' },
    ])
    for (const suggested of suggestedStarts(answer))
      expect((await reschedule(sandbox, id, suggested)).status).toBe(200)
    await reschedule(sandbox, id, start)
    expect(await takenBy(sandbox, id)).toEqual((before as { taken: string[] }).taken)
  })

  test.each([
    ['2026-04-20T05:10:00Z', ['off_grid']],
    ['2026-04-19T05:00:00Z', ['outside_working_hours']],
    ['2026-07-06T05:00:00Z', ['beyond_horizon']],
  ])('at %s: %j', async (at, types) => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    expect(conflictTypes(await reschedule(sandbox, id, at))).toEqual(types)
  })

  test.each([
    [{ start_at: undefined }, ['/start_at required']],
    [{ start_at: '9999-12-31T23:45:00Z' }, ['/start_at too_large']],
    [{ resource_id: 'res_nobody' }, ['/resource_id not_found']],
    [{ resource_id: 'res_dr_rao' }, ['/resource_id not_eligible']],
    [
      { resource_id: 'res_dr_rao', start_at: '9999-12-31T23:45:00Z' },
      ['/start_at too_large', '/resource_id not_eligible'],
    ],
    [{ reason: '' }, ['/reason too_short']],
    [{ end_at: start }, ['/end_at unknown_field']],
  ])('for %j', async (members, faults) => {
    const sandbox = await forkSandbox()
    await addResource(sandbox, { id: 'res_dr_rao' })
    const { id } = await booked(sandbox, start)
    const answer = await reschedule(sandbox, id, '2026-04-20T06:00:00Z', members)
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
  })

  test('with a resource that is archived by now, until another one is named', async () => {
    const sandbox = await forkSandbox()
    await addSurgery(sandbox)
    const { id } = await booked(sandbox, start, { service_id: 'svc_surgery' })
    await sandbox.sandbox.store.write(trx =>
      trx.updateTable('resources').set({ status: 'archived' }).where('id', '=', 'res_dr_niket').execute(),
    )
    const answer = await reschedule(sandbox, id, '2026-04-20T06:00:00Z')
    expect(faultsOf(answer)).toEqual(['/resource_id required'])
    expect((await reschedule(sandbox, id, start, { resource_id: 'res_dr_rao' })).status).toBe(200)
  })

  test.each(['checked_in', 'completed', 'no_show', 'declined', 'cancelled'])(
    'once it is %s',
    async status => {
      const sandbox = await forkSandbox()
      const { id } = await booked(sandbox, start)
      await putBooking(sandbox, id, { status })
      const before = await traceOf(sandbox, id)
      const answer = await reschedule(sandbox, id, '2026-04-20T06:00:00Z')
      expect([answer.status, answer.json.error.code]).toEqual([409, 'invalid_state_transition'])
      expect(answer.json.error.details).toMatchObject({ from: status, action: 'reschedule' })
      expect(answer.json.error.details.allowed).not.toContain('reschedule')
      expect(await traceOf(sandbox, id)).toEqual(before)
    },
  )

  test('at another revision, before its state and its rules are looked at', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    const at = (ifMatch: string, to: string) =>
      reschedule(sandbox, id, to, {}, { headers: { 'if-match': ifMatch } })
    expect((await at('"2"', '2026-04-21T05:00:00Z')).status).toBe(412)
    expect((await at('"1"', '2026-04-20T06:00:00Z')).json.revision).toBe(2)
    await putBooking(sandbox, id, { status: 'cancelled' })
    const stale = await at('"1"', '2026-04-20T05:00:00Z')
    expect([stale.status, stale.json.error.details]).toEqual([412, { revision: 2 }])
    expect((await at('"2"', '2026-04-20T05:00:00Z')).status).toBe(409)
  })
})

describe('deadlines move with the booking', () => {
  test('reminders come before the new start only', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    expect(await advance(sandbox, '2026-04-19T05:00:00Z')).toHaveLength(1)
    await reschedule(sandbox, id, '2026-04-22T05:00:00Z')
    expect(await advance(sandbox, '2026-04-22T05:00:00Z')).toEqual([
      `2026-04-21T05:00:00Z booking.reminder ${id}`,
      `2026-04-22T04:00:00Z booking.reminder ${id}`,
    ])
  })

  test('what would be due already is left out', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    await reschedule(sandbox, id, '2026-04-15T10:30:00Z')
    expect(await advance(sandbox, '2026-04-20T05:00:00Z')).toEqual([])
    const later = await booked(sandbox, '2026-04-24T05:00:00Z')
    await reschedule(sandbox, later.id, '2026-04-20T09:00:00Z')
    expect(await advance(sandbox, '2026-04-25T05:00:00Z')).toEqual([
      `2026-04-20T08:00:00Z booking.reminder ${later.id}`,
    ])
  })

  test('a pending booking that starts sooner must be confirmed sooner', async () => {
    const sandbox = await forkSandbox()
    await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body: { confirmation: 'manual' } })
    const booking = await booked(sandbox, start)
    expect(booking).toMatchObject({ status: 'pending', confirm_by: '2026-04-16T09:42:11Z' })
    const moved = await reschedule(sandbox, booking.id, '2026-04-15T11:00:00Z')
    expect(moved.json).toMatchObject({ status: 'pending', confirm_by: '2026-04-15T11:00:00Z' })
    const [event] = (await eventsSince(sandbox, 0)).slice(-1)
    expect(event?.data.previous_attributes).toMatchObject({ confirm_by: '2026-04-16T09:42:11Z' })
    expect(await advance(sandbox, '2026-04-17T00:00:00Z')).toEqual([
      `2026-04-15T11:00:00Z booking.confirm_by ${booking.id}`,
    ])
    expect(await takenBy(sandbox, booking.id)).toEqual([])
  })
})
