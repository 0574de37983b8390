import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { putBooking, takenBy } from './booking-life.ts'
import { addResource, conflictTypes, faultsOf, suggestedStarts } from './booking-world.ts'
import { addSurgery, advance, booked, eventsSince, reassign, reschedule, traceOf } from './move-world.ts'

const start = '2026-04-20T05:00:00Z'
const surgery = { service_id: 'svc_surgery', resource_id: 'res_dr_niket' }

async function surgerySandbox() {
  const sandbox = await forkSandbox()
  await addSurgery(sandbox)
  return sandbox
}

describe('a reassignment', () => {
  test('gives the booking to whom it names, at the same time, in the same room', async () => {
    const sandbox = await surgerySandbox()
    // Room a is free again, but the booking has room b.
    const first = await booked(sandbox, start, { ...surgery, resource_id: 'res_dr_rao' })
    const { client_secret: _, ...before } = await booked(sandbox, start, surgery)
    await reschedule(sandbox, first.id, '2026-04-20T08:00:00Z')
    const told = (await sandbox.events()).length
    const answer = await reassign(sandbox, before.id, { resource_id: 'res_dr_rao', reason: 'Ill' })
    expect(answer.json).toEqual({
      ...before,
      resource_id: 'res_dr_rao',
      allocations: [
        { group: 'staff', resource_id: 'res_dr_rao' },
        { group: 'room', resource_id: 'res_room_b' },
      ],
      revision: 2,
      schedule_revision: 1,
    })
    expect(await takenBy(sandbox, before.id)).toEqual([
      'res_dr_rao 04-20T05:00/04-20T05:30 1',
      'res_room_b 04-20T05:00/04-20T05:30 1',
    ])
    expect(await eventsSince(sandbox, told)).toEqual([
      {
        type: 'booking.reassigned',
        data: {
          object: answer.json,
          previous_attributes: {
            resource_id: 'res_dr_niket',
            allocations: before.allocations,
            schedule_revision: 0,
          },
        },
      },
    ])
    const { json: history } = await sandbox.send('GET', `/v2/bookings/${before.id}/history`)
    expect(history.data.at(-1)).toMatchObject({ action: 'reassign', reason: 'Ill', actor: 'staff' })
  })

  test('without a name goes to whose turn it is of the others who are free', async () => {
    const sandbox = await surgerySandbox()
    await addResource(sandbox, { id: 'res_dr_sen', skills: '[]' })
    const body = {
      requirements: [{ group: 'staff', resource_ids: ['res_dr_niket', 'res_dr_rao', 'res_dr_sen'] }],
    }
    await sandbox.send('PUT', '/v2/services/svc_surgery/resources', { body })
    await booked(sandbox, '2026-04-20T09:00:00Z', { ...surgery, resource_id: 'res_dr_rao' })
    const { id } = await booked(sandbox, start, surgery)
    // Dr Sen has fewer bookings; never again Dr Niket, who has the booking.
    expect((await reassign(sandbox, id)).json.resource_id).toBe('res_dr_sen')
    expect((await reassign(sandbox, id)).json.resource_id).not.toBe('res_dr_sen')
    await reassign(sandbox, id, { resource_id: 'res_dr_sen' })
    // Where the one whose turn it is has no time, the next one does it.
    await booked(sandbox, start, { ...surgery, resource_id: 'res_dr_niket' })
    expect((await reassign(sandbox, id)).json.resource_id).toBe('res_dr_rao')
  })

  test('asks nobody about the start: neither notice nor horizon nor grid', async () => {
    const sandbox = await surgerySandbox()
    const { id } = await booked(sandbox, '2026-04-20T05:30:00Z', surgery)
    await sandbox.sandbox.store.write(trx =>
      trx
        .updateTable('services')
        .set({ notice_min: 20_000, horizon_days: 1, step_min: 60 })
        .where('id', '=', 'svc_surgery')
        .execute(),
    )
    expect((await reassign(sandbox, id)).json.resource_id).toBe('res_dr_rao')
    const moved = await reschedule(sandbox, id, '2026-04-20T05:30:00Z', { resource_id: 'res_dr_niket' })
    expect(moved.json.resource_id).toBe('res_dr_niket')
    expect(conflictTypes(await reschedule(sandbox, id, '2026-04-20T06:00:00Z'))).toEqual([
      'insufficient_notice',
      'beyond_horizon',
      'off_grid',
    ])
  })

  test('of somebody who is being served changes who serves', async () => {
    const sandbox = await surgerySandbox()
    const { id } = await booked(sandbox, start, surgery)
    sandbox.clock.set(Date.parse('2026-04-20T05:10:00Z'))
    await putBooking(sandbox, id, { status: 'checked_in' })
    const answer = await reassign(sandbox, id)
    expect(answer.json).toMatchObject({ status: 'checked_in', resource_id: 'res_dr_rao' })
  })

  test('takes the duration of the new resource, and its own reminders stay', async () => {
    const sandbox = await surgerySandbox()
    const overrides = [{ resource_id: 'res_dr_rao', duration_min: 45 }]
    const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket', 'res_dr_rao'], overrides }]
    await sandbox.send('PUT', '/v2/services/svc_surgery/resources', { body: { requirements } })
    const { id } = await booked(sandbox, start, surgery)
    const answer = await reassign(sandbox, id)
    expect(answer.json).toMatchObject({ start_at: start, end_at: '2026-04-20T05:45:00Z' })
    expect(await advance(sandbox, start)).toEqual([
      `2026-04-19T05:00:00Z booking.reminder ${id}`,
      `2026-04-20T04:00:00Z booking.reminder ${id}`,
    ])
  })

  test('to its own resource changes nothing, even where it no longer may serve', async () => {
    const sandbox = await surgerySandbox()
    const { id } = await booked(sandbox, start, surgery)
    const requirements = [{ group: 'staff', resource_ids: ['res_dr_rao'] }]
    await sandbox.send('PUT', '/v2/services/svc_surgery/resources', { body: { requirements } })
    const before = await traceOf(sandbox, id)
    const answer = await reassign(sandbox, id, { resource_id: 'res_dr_niket' })
    expect([answer.status, answer.json.revision]).toEqual([200, 1])
    expect(await traceOf(sandbox, id)).toEqual(before)
  })

  test('knowingly to somebody who is taken tells of it', async () => {
    const sandbox = await surgerySandbox()
    const other = await booked(sandbox, start, { ...surgery, resource_id: 'res_dr_rao' })
    const { id } = await booked(sandbox, start, surgery)
    const before = (await sandbox.events()).length
    const answer = await reassign(sandbox, id, { override_conflicts: true })
    expect(answer.json).toMatchObject({ resource_id: 'res_dr_rao', override_conflicts: true })
    const events = await eventsSince(sandbox, before)
    expect(events.map(({ type }) => type)).toEqual(['booking.reassigned', 'schedule.violation_detected'])
    expect(events[1]?.data.object).toMatchObject({
      rule: 'existing_booking',
      booking_ids: [id, other.id],
      resource_ids: ['res_dr_rao'],
    })
  })
})

describe('a reassignment is refused', () => {
  test.each([
    ['to somebody who is taken', { resource_id: 'res_dr_rao' }],
    ['where nobody else is free', {}],
  ])('%s, with the conflicts there and the next starts', async (_what, body) => {
    const sandbox = await surgerySandbox()
    const other = await booked(sandbox, start, { ...surgery, resource_id: 'res_dr_rao' })
    const { id } = await booked(sandbox, start, surgery)
    const before = await traceOf(sandbox, id)
    const answer = await reassign(sandbox, id, body)
    expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
    expect(answer.json.error.details.conflicts).toEqual([{ type: 'existing_booking', id: other.id }])
    expect(await traceOf(sandbox, id)).toEqual(before)
    const [next = ''] = suggestedStarts(answer)
    const moved = await reschedule(sandbox, id, next, { resource_id: 'res_dr_rao' })
    expect([next, moved.status]).toEqual(['2026-04-20T05:30:00Z', 200])
  })

  test('with the starts of the one whose turn it is', async () => {
    const sandbox = await surgerySandbox()
    await addResource(sandbox, { id: 'res_dr_sen', skills: '[]' })
    const resource_ids = ['res_dr_niket', 'res_dr_rao', 'res_dr_sen']
    const requirements = [{ group: 'staff', resource_ids }]
    await sandbox.send('PUT', '/v2/services/svc_surgery/resources', { body: { requirements } })
    for (const at of [start, '2026-04-20T05:30:00Z', '2026-04-20T06:00:00Z'])
      await booked(sandbox, at, { ...surgery, resource_id: 'res_dr_rao' })
    for (const at of [start, '2026-04-20T07:00:00Z', '2026-04-20T08:00:00Z', '2026-04-20T09:00:00Z'])
      await booked(sandbox, at, { ...surgery, resource_id: 'res_dr_sen' })
    const { id } = await booked(sandbox, start, surgery)
    const answer = await reassign(sandbox, id)
    expect(answer.json.error.message).toContain('res_dr_rao')
    expect(suggestedStarts(answer)).toEqual(['2026-04-20T06:30:00Z', '2026-04-20T07:00:00Z'])
  })

  test('where nobody else offers the service', async () => {
    const sandbox = await forkSandbox()
    const { id } = await booked(sandbox, start)
    expect(faultsOf(await reassign(sandbox, id))).toEqual(['/resource_id no_resources'])
  })

  test.each([
    [{ resource_id: 'res_nobody' }, ['/resource_id not_found']],
    [{ resource_id: 'res_room_a' }, ['/resource_id not_eligible']],
    [{ start_at: start }, ['/start_at unknown_field']],
  ])('for %j', async (body, faults) => {
    const sandbox = await surgerySandbox()
    const { id } = await booked(sandbox, start, surgery)
    expect(faultsOf(await reassign(sandbox, id, body))).toEqual(faults)
  })

  test.each(['completed', 'no_show', 'declined', 'cancelled'])('once it is %s', async status => {
    const sandbox = await surgerySandbox()
    const { id } = await booked(sandbox, start, surgery)
    await putBooking(sandbox, id, { status })
    const answer = await reassign(sandbox, id, { resource_id: 'res_dr_niket' })
    expect([answer.status, answer.json.error.details]).toMatchObject([
      409,
      { from: status, action: 'reassign' },
    ])
  })

  test('at another revision', async () => {
    const sandbox = await surgerySandbox()
    const { id } = await booked(sandbox, start, surgery)
    const at = (ifMatch: string) => reassign(sandbox, id, {}, { headers: { 'if-match': ifMatch } })
    expect((await at('"7"')).status).toBe(412)
    expect((await at('"1"')).headers.etag).toBe('"2"')
    expect((await at('*')).json.revision).toBe(3)
  })

  test('to publishable keys', async () => {
    const sandbox = await surgerySandbox()
    const { id, client_secret } = await booked(sandbox, start, surgery)
    const request = { key: 'publishable', headers: { 'x-client-secret': client_secret } }
    expect((await reassign(sandbox, id, {}, request)).status).toBe(403)
  })
})
