import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { held, heldStart, hold, readHold, release, sleep, wait } from '../holds/hold-requests.ts'
import {
  addResource,
  addService,
  bodyAt,
  book,
  conflictTypes,
  everything,
  faultsOf,
  suggestedStarts,
  widgetBodyAt,
} from './booking-world.ts'

const key = 'publishable'

test('a hold becomes a booking, which takes its place', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  sleep(sandbox, 60)
  const answer = await book(sandbox, bodyAt(heldStart, { hold_id: id }))
  expect(answer.status).toBe(201)
  expect(answer.json).toMatchObject({ hold_id: id, status: 'confirmed', start_at: heldStart })
  expect((await readHold(sandbox, id)).json).toMatchObject({
    status: 'consumed',
    revision: 2,
    updated_at: '2026-04-15T09:43:11Z',
    remaining_seconds: 0,
  })
  expect((await sandbox.send('GET', `/v2/bookings/${answer.json.id}`)).json.hold_id).toBe(id)
  expect((await book(sandbox, bodyAt(heldStart))).json.error.details.conflicts).toEqual([
    { type: 'existing_booking', id: answer.json.id },
  ])
  const { occupancies } = await everything(sandbox)
  expect(occupancies).not.toContainEqual(expect.objectContaining({ holder_id: id }))
  // Nothing of the hold is left for the clock.
  expect(await wait(sandbox, 3600)).toEqual([])
  expect(await sandbox.eventTypes()).toEqual(['booking.created', 'booking.confirmed'])
})

test('what the hold knows may be left out, and must not differ', async () => {
  const sandbox = await forkSandbox('default')
  const body = { service_id: 'svc_yoga_60', start_at: '2026-05-27T11:30:00Z', party_size: 3 }
  const { json } = await sandbox.send('POST', '/v2/holds', { body })
  const asked = {
    customer_id: 'cust_priya_01',
    service_id: body.service_id,
    start_at: body.start_at,
    hold_id: json.id,
  }
  const others = await book(sandbox, {
    ...asked,
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: heldStart,
    party_size: 1,
  })
  expect(faultsOf(others)).toEqual([
    '/service_id hold_mismatch',
    '/start_at hold_mismatch',
    '/resource_id hold_mismatch',
    '/party_size hold_mismatch',
  ])
  expect(others.json.error.details.fields[1].message).toContain('2026-05-27T11:30:00Z')
  // The same instant in another zone is the same start.
  const booked = await book(sandbox, { ...asked, start_at: '2026-05-27T17:00:00+05:30' })
  expect(booked.json).toMatchObject({ party_size: 3, resource_id: 'res_studio', start_at: body.start_at })
})

test('an unknown hold, and that of another tenant, are faults like any other id', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  const answer = await book(sandbox, bodyAt(heldStart, { hold_id: `${id}x`, customer_id: 'cust_none' }))
  expect(faultsOf(answer)).toEqual(['/customer_id not_found', '/hold_id not_found'])
  const elsewhere = await book(sandbox, bodyAt(heldStart, { hold_id: id }), { tenant: 'tnt_ideadunes' })
  expect(faultsOf(elsewhere)).toContain('/hold_id not_found')
})

test.each([0, 1, 100_000])(
  '%i s after its expiry a hold is answered with 410, and stands until then',
  async late => {
    const sandbox = await forkSandbox()
    const { id } = await held(sandbox)
    sleep(sandbox, 300 + late)
    const answer = await book(sandbox, bodyAt(heldStart, { hold_id: id }))
    expect([answer.status, answer.json.error.code]).toEqual([410, 'hold_expired'])
    await wait(sandbox, 0)
    expect((await book(sandbox, bodyAt(heldStart, { hold_id: id }))).status).toBe(410)
    sandbox.clock.set(Date.parse('2026-04-15T09:42:11Z'))
    const again = await held(sandbox)
    sandbox.clock.set(Date.parse(again.expires_at) - 1)
    expect((await book(sandbox, bodyAt(heldStart, { hold_id: again.id }))).status).toBe(201)
  },
)

test('a hold is used once, and not after it was released', async () => {
  const sandbox = await forkSandbox()
  const [used, released] = [await held(sandbox), await held(sandbox, { start_at: '2026-04-20T06:00:00Z' })]
  await book(sandbox, bodyAt(heldStart, { hold_id: used.id }))
  await release(sandbox, released.id)
  for (const [hold_id, start, from] of [
    [used.id, heldStart, 'consumed'],
    [released.id, '2026-04-20T06:00:00Z', 'released'],
  ] as const) {
    const answer = await book(sandbox, bodyAt(start, { hold_id }))
    expect([answer.status, answer.json.error.code]).toEqual([409, 'invalid_state_transition'])
    expect(answer.json.error.details).toEqual({ from, action: 'consume', allowed: [] })
  }
})

test('a widget books its own hold with its secret; without it there is no such hold', async () => {
  const sandbox = await forkSandbox()
  const [mine, other] = [await held(sandbox), await held(sandbox, { start_at: '2026-04-20T06:00:00Z' })]
  const body = widgetBodyAt(heldStart, { hold_id: mine.id })
  const answers = []
  for (const secret of [undefined, '', 'cs_wrong', other.client_secret]) {
    const headers: Record<string, string> = secret === undefined ? {} : { 'x-client-secret': secret }
    answers.push(await book(sandbox, body, { key, headers }))
    answers.push(await book(sandbox, { ...body, hold_id: 'hold_none' }, { key, headers }))
  }
  for (const { status, json } of answers) expect([status, json.error.code]).toEqual([404, 'not_found'])
  const { client_secret } = mine
  const booked = await book(sandbox, body, { key, headers: { 'x-client-secret': client_secret } })
  expect(booked.status).toBe(201)
  expect(booked.json.hold_id).toBe(mine.id)
  // The secret of the hold opens the hold alone.
  const headers = { 'x-client-secret': client_secret }
  expect((await sandbox.send('GET', `/v2/bookings/${booked.json.id}`, { key, headers })).status).toBe(404)
})

test('of fifty creates at once on one held start, only the one that names the hold books', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => book(sandbox, bodyAt(heldStart, i === 37 ? { hold_id: id } : {}))),
  )
  expect(answers.map(answer => answer.status).filter(status => status === 201)).toHaveLength(1)
  expect(answers[37]?.status).toBe(201)
})

test('of fifty creates at once that name the hold, one books', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => book(sandbox, bodyAt(heldStart, { hold_id: id }))),
  )
  const statuses = answers.map(answer => answer.status)
  expect(statuses.filter(status => status === 201)).toHaveLength(1)
  expect(statuses.filter(status => status === 409)).toHaveLength(49)
})

test('the rules are asked again, and what is in the way keeps the hold', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  await sandbox.sandbox.store.write(trx =>
    trx
      .updateTable('resources')
      .set({ weekly: hoursOf('10:30', '11:00', '12:00', '13:00') })
      .execute(),
  )
  await sandbox.sandbox.store.write(trx => trx.updateTable('services').set({ duration_min: 60 }).execute())
  const refused = await book(sandbox, bodyAt(heldStart, { hold_id: id }))
  expect(conflictTypes(refused)).toEqual(['outside_working_hours'])
  expect(suggestedStarts(refused)[0]).toBe('2026-04-20T06:30:00Z')
  expect((await readHold(sandbox, id)).json.status).toBe('active')
  const overridden = await book(sandbox, bodyAt(heldStart, { hold_id: id, override_conflicts: true }))
  expect(overridden.status).toBe(201)
  expect(await sandbox.eventTypes()).toEqual([
    'booking.created',
    'booking.confirmed',
    'schedule.violation_detected',
  ])
})

test('suggestions beside a refused hold keep clear of the hold itself', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_step', step_min: 10 })
  const { id } = await held(sandbox, { service_id: 'svc_step' })
  await sandbox.sandbox.store.write(trx =>
    trx
      .updateTable('resources')
      .set({ weekly: hoursOf('10:40', '18:00') })
      .execute(),
  )
  const refused = await book(sandbox, bodyAt(heldStart, { service_id: 'svc_step', hold_id: id }))
  // 10:40 lies within the hold, which another booking could not use.
  expect(suggestedStarts(refused)).toEqual(['2026-04-20T05:30:00Z', '2026-04-20T05:40:00Z'])
})

test('what was held in time may be booked while the hold stands', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_notice', notice_min: 60 })
  sandbox.clock.set(Date.parse('2026-04-20T04:00:00Z'))
  const { id, client_secret } = await held(sandbox, { service_id: 'svc_notice' })
  sleep(sandbox, 120)
  const members = { service_id: 'svc_notice', hold_id: id }
  expect(conflictTypes(await book(sandbox, bodyAt(heldStart, { service_id: 'svc_notice' })))).toEqual([
    'insufficient_notice',
    'hold',
  ])
  const answer = await book(sandbox, widgetBodyAt(heldStart, members), {
    key,
    headers: { 'x-client-secret': client_secret },
  })
  expect(answer.status, answer.text).toBe(201)
})

test('but no longer once the start has passed', async () => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(Date.parse('2026-04-20T04:59:00Z'))
  const { id, client_secret } = await held(sandbox)
  sleep(sandbox, 61)
  const headers = { 'x-client-secret': client_secret }
  const late = await book(sandbox, widgetBodyAt(heldStart, { hold_id: id }), { key, headers })
  expect(conflictTypes(late)).toEqual(['in_past'])
  // Staff records what has begun.
  expect((await book(sandbox, bodyAt(heldStart, { hold_id: id }))).status).toBe(201)
})

test('the booking takes the room that was held, though another has become free', async () => {
  const sandbox = await forkSandbox()
  await addRooms(sandbox)
  const first = await held(sandbox, { service_id: 'svc_room' })
  const second = await sandbox.send('POST', '/v2/holds', {
    body: { service_id: 'svc_room', resource_id: 'res_second', start_at: heldStart },
  })
  expect(second.json.allocations[1]).toEqual({ group: 'room', resource_id: 'res_room_b' })
  await release(sandbox, first.id)
  const body = bodyAt(heldStart, {
    service_id: 'svc_room',
    resource_id: 'res_second',
    hold_id: second.json.id,
  })
  expect((await book(sandbox, body)).json.allocations).toEqual(second.json.allocations)
})

test('a hold of somebody who no longer offers the service is told apart', async () => {
  const sandbox = await forkSandbox()
  await addRooms(sandbox)
  const { id } = await held(sandbox, { service_id: 'svc_room' })
  await sandbox.sandbox.store.write(trx =>
    trx.updateTable('resources').set({ status: 'archived' }).where('id', '=', 'res_dr_niket').execute(),
  )
  const { resource_id: _, ...body } = bodyAt(heldStart, { service_id: 'svc_room', hold_id: id })
  expect(faultsOf(await book(sandbox, body))).toEqual(['/hold_id not_eligible'])
})

test('holds of widgets and of staff are alike', async () => {
  const sandbox = await forkSandbox()
  const { json } = await hold(sandbox, {}, { key })
  expect((await book(sandbox, bodyAt(heldStart, { hold_id: json.id }))).status).toBe(201)
})

function hoursOf(...times: string[]): string {
  const mon = times.flatMap((start, i) => (i % 2 === 0 ? [{ start, end: times[i + 1] }] : []))
  return JSON.stringify({ mon })
}

/** A second doctor and two rooms, and a service that needs one of each. */
async function addRooms(sandbox: TestSandbox): Promise<void> {
  await addResource(sandbox, { id: 'res_second' })
  for (const id of ['res_room_a', 'res_room_b']) await addResource(sandbox, { id, type: 'room' })
  await addService(sandbox, {
    id: 'svc_room',
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_niket', 'res_second'], skills: [] },
      { group: 'room', resource_ids: ['res_room_a', 'res_room_b'], skills: [] },
    ]),
  })
}
