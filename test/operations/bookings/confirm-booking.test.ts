import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { jobsOf, move, policyWith, putBooking, putService, readBooking, takenBy } from './booking-life.ts'
import {
  addResource,
  addService,
  bodyAt,
  book,
  conflictTypes,
  everything,
  suggestedStarts,
} from './booking-world.ts'

/** A sandbox whose service asks for confirmation, with one pending booking on Monday at 05:00Z. */
async function withPending(members: Record<string, unknown> = {}) {
  const sandbox = await forkSandbox()
  await putService(sandbox, { confirmation: 'manual' })
  const { json } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', members))
  expect(json.status).toBe('pending')
  return { sandbox, id: json.id as string }
}

/** Books the same time in spite of the pending booking. */
async function bookOver(sandbox: TestSandbox): Promise<string> {
  return (await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { override_conflicts: true }))).json.id
}

test('confirms, gives the video meeting its address, and asks the clock to remind', async () => {
  const { sandbox, id } = await withPending({ channel: 'video_zoom' })
  expect(await jobsOf(sandbox, id)).toEqual(['confirm_by 2026-04-16T09:42'])
  const answer = await move(sandbox, id, 'confirm')
  expect(answer.json).toMatchObject({ status: 'confirmed', join_url: `https://zoom.example/ideadunes/${id}` })
  expect(await jobsOf(sandbox, id)).toEqual(['reminder 2026-04-19T05:00', 'reminder 2026-04-20T04:00'])
  expect(await takenBy(sandbox, id)).toEqual(['res_dr_niket 04-20T05:00/04-20T05:30 1'])
  expect(await sandbox.eventTypes()).toEqual(['booking.created', 'booking.confirmed'])
})

test('late, it reminds only of what is still to come', async () => {
  const { sandbox, id } = await withPending()
  await putBooking(sandbox, id, { confirm_by: null })
  sandbox.clock.set(Date.parse('2026-04-19T05:00:00Z'))
  await move(sandbox, id, 'confirm')
  expect(await jobsOf(sandbox, id)).toEqual(['reminder 2026-04-20T04:00'])
})

test('its own time does not stand in the way; neither do notice, horizon and grid', async () => {
  const { sandbox, id } = await withPending()
  await putService(sandbox, { notice_min: 60 * 24 * 30, horizon_days: 1, step_min: 20 })
  expect((await move(sandbox, id, 'confirm')).status).toBe(200)
})

test('the length and buffers that it was made with are asked for, not those of today', async () => {
  const { sandbox, id } = await withPending()
  await book(sandbox, bodyAt('2026-04-20T05:30:00Z'))
  await putService(sandbox, { duration_min: 60, buffer_after_min: 30 })
  expect((await move(sandbox, id, 'confirm')).json).toMatchObject({ end_at: '2026-04-20T05:30:00Z' })
})

describe('what came in the way', () => {
  test('refuses it with every conflict and other starts, and changes nothing', async () => {
    const { sandbox, id } = await withPending()
    const other = await bookOver(sandbox)
    await sandbox.sandbox.store.write(trx => trx.updateTable('resources').set({ weekly: '{}' }).execute())
    const before = await everything(sandbox)
    const refused = await move(sandbox, id, 'confirm')
    expect([refused.status, refused.json.error.code]).toEqual([422, 'resource_unavailable'])
    expect(refused.json.error.details.conflicts).toEqual([
      { type: 'existing_booking', id: other },
      { type: 'outside_working_hours' },
    ])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('its suggestions are on the grid of the service, and can be booked', async () => {
    const { sandbox, id } = await withPending()
    await bookOver(sandbox)
    const starts = suggestedStarts(await move(sandbox, id, 'confirm'))
    expect(starts).toEqual(['2026-04-20T05:30:00Z', '2026-04-20T06:00:00Z'])
    expect((await book(sandbox, bodyAt(starts[0] ?? ''))).status).toBe(201)
  })

  test('is overridden knowingly: stored, and told conflict by conflict after the confirmation', async () => {
    const { sandbox, id } = await withPending()
    const other = await bookOver(sandbox)
    await sandbox.sandbox.store.write(trx => trx.updateTable('resources').set({ weekly: '{}' }).execute())
    const before = (await sandbox.events()).length
    const answer = await move(sandbox, id, 'confirm', { override_conflicts: true })
    expect(answer.json).toMatchObject({ status: 'confirmed', override_conflicts: true })
    const events = (await sandbox.events()).slice(before)
    expect(events.map(event => [event.type, event.data.object.rule, event.data.object.booking_ids])).toEqual([
      ['booking.confirmed', undefined, undefined],
      ['schedule.violation_detected', 'existing_booking', [id, other]],
      ['schedule.violation_detected', 'outside_working_hours', [id]],
    ])
    expect(events[1]?.data.object.message).toBe(`Booking ${id} was confirmed in spite of existing_booking`)
  })

  test('an override without a conflict is remembered, and nothing is violated', async () => {
    const { sandbox, id } = await withPending()
    const answer = await move(sandbox, id, 'confirm', { override_conflicts: true })
    expect(answer.json.override_conflicts).toBe(true)
    expect(await sandbox.eventTypes()).toEqual(['booking.created', 'booking.confirmed'])
  })

  test('an override at the create excuses nothing at the confirmation', async () => {
    const sandbox = await forkSandbox()
    await putService(sandbox, { confirmation: 'manual' })
    // A Sunday.
    const { id } = (await book(sandbox, bodyAt('2026-04-19T05:00:00Z', { override_conflicts: true }))).json
    expect(conflictTypes(await move(sandbox, id, 'confirm'))).toEqual(['outside_working_hours'])
    expect((await readBooking(sandbox, id)).status).toBe('pending')
  })
})

test('its own room counts, not another that is free', async () => {
  const sandbox = await forkSandbox()
  for (const room of ['res_room_a', 'res_room_b']) await addResource(sandbox, { id: room, type: 'room' })
  await addService(sandbox, {
    id: 'svc_in_room',
    confirmation: 'manual',
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_niket'], skills: [] },
      { group: 'room', resource_ids: ['res_room_a', 'res_room_b'], skills: [] },
    ]),
  })
  const { json } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { service_id: 'svc_in_room' }))
  expect(json.allocations.at(-1)).toEqual({ group: 'room', resource_id: 'res_room_a' })
  await sandbox.sandbox.store.write(trx =>
    trx.updateTable('resources').set({ weekly: '{}' }).where('id', '=', 'res_room_a').execute(),
  )
  const refused = await move(sandbox, json.id, 'confirm')
  expect(refused.json.error.details.conflicts).toEqual([{ type: 'room_unavailable', id: 'res_room_a' }])
})

test('a skill that was lost meanwhile is missed', async () => {
  const sandbox = await forkSandbox()
  await putService(sandbox, {
    confirmation: 'manual',
    requirements: JSON.stringify([
      {
        group: 'staff',
        resource_ids: ['res_dr_niket'],
        skills: [{ skill_id: 'skill_cardiology', min_level: 2 }],
      },
    ]),
  })
  const { id } = (await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))).json
  await sandbox.sandbox.store.write(trx => trx.updateTable('resources').set({ skills: '[]' }).execute())
  expect(conflictTypes(await move(sandbox, id, 'confirm'))).toEqual(['missing_skill'])
})

test('a daily limit counts the others, not itself', async () => {
  const sandbox = await forkSandbox()
  await putService(sandbox, { confirmation: 'manual', max_per_day: 2 })
  const [first, second] = [
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z')),
    await book(sandbox, bodyAt('2026-04-20T06:00:00Z')),
  ]
  expect((await move(sandbox, first.json.id, 'confirm')).status).toBe(200)
  await putService(sandbox, { max_per_day: 1 })
  expect(conflictTypes(await move(sandbox, second.json.id, 'confirm'))).toEqual(['daily_limit'])
})

test('of a class it asks for the seats of its party', async () => {
  const sandbox = await forkSandbox('default')
  await putService(sandbox, { confirmation: 'manual' })
  const yoga = (start_at: string, party_size: number, more = {}) => ({
    customer_id: 'cust_priya_01',
    service_id: 'svc_yoga_60',
    start_at,
    party_size,
    ...more,
  })
  const { id } = (await book(sandbox, yoga('2026-04-20T06:30:00Z', 5))).json
  const others = (await book(sandbox, yoga('2026-04-20T06:30:00Z', 8, { override_conflicts: true }))).json.id
  expect(conflictTypes(await move(sandbox, id, 'confirm'))).toEqual(['capacity_full'])
  await sandbox.send('PATCH', `/v2/bookings/${others}`, { body: { party_size: 7 } })
  expect((await move(sandbox, id, 'confirm')).status).toBe(200)
})

test('is replayed, and is conditional', async () => {
  const { sandbox, id } = await withPending()
  const stale = await move(sandbox, id, 'confirm', undefined, { headers: { 'if-match': '"2"' } })
  expect([stale.status, stale.json.error.details]).toEqual([412, { revision: 1 }])
  const once = { idempotencyKey: 'confirm-1', headers: { 'if-match': '"1"' } }
  const first = await move(sandbox, id, 'confirm', undefined, once)
  const again = await move(sandbox, id, 'confirm', undefined, once)
  expect([again.status, again.text]).toEqual([200, first.text])
  expect((await sandbox.eventTypes()).filter(type => type === 'booking.confirmed')).toHaveLength(1)
})

test('where it would have been remembered by another policy, the booking keeps its own', async () => {
  const { sandbox, id } = await withPending()
  await putBooking(sandbox, id, { policy: policyWith({ confirmation: 'manual', reminders_min: [] }) })
  await move(sandbox, id, 'confirm')
  expect(await jobsOf(sandbox, id)).toEqual([])
})
