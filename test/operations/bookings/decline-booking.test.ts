import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { advanceTo, historyOf, jobsOf, move, readBooking, takenBy } from './booking-life.ts'
import { addResource, addService, bodyAt, book, everything, faultsOf } from './booking-world.ts'

test('keeps the reason, frees the time and drops what the clock was to do', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await move(sandbox, 'bk_pending_01', 'decline', { reason: 'On leave' })
  expect(answer.json).toMatchObject({ status: 'declined', decline_reason: 'On leave', cancellation: null })
  expect(await takenBy(sandbox, 'bk_pending_01')).toEqual([])
  expect(await jobsOf(sandbox, 'bk_pending_01')).toEqual([])
  expect((await historyOf(sandbox, 'bk_pending_01')).at(-1)).toMatchObject({ reason: 'On leave' })
  expect((await book(sandbox, bodyAt('2026-05-27T06:00:00Z'))).status).toBe(201)
})

test('without a reason there is none', async () => {
  const sandbox = await forkSandbox('default')
  expect((await move(sandbox, 'bk_pending_01', 'decline')).json.decline_reason).toBeNull()
})

test('the event says why, and that nobody need come', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await move(sandbox, 'bk_pending_01', 'decline', { reason: 'On leave' })
  expect((await sandbox.events()).map(({ type, data }) => [type, data.object])).toEqual([
    ['booking.declined', answer.json],
  ])
  expect(answer.json).toMatchObject({ join_url: null, schedule_revision: 1 })
})

test.each([
  ['an empty reason', { reason: '' }, ['/reason too_short']],
  ['a reason of 501 characters', { reason: 'x'.repeat(501) }, ['/reason too_long']],
  ['null', { reason: null }, ['/reason null_not_allowed']],
  ['an actor: it is always the staff', { actor: 'staff' }, ['/actor unknown_field']],
])('refuses %s', async (_what, body, faults) => {
  const sandbox = await forkSandbox('default')
  const before = await everything(sandbox)
  expect(faultsOf(await move(sandbox, 'bk_pending_01', 'decline', body))).toEqual(faults)
  expect(await everything(sandbox)).toEqual(before)
})

test('a reason may have 500 characters of any script', async () => {
  const sandbox = await forkSandbox('default')
  const reason = '🦷'.repeat(500)
  expect((await move(sandbox, 'bk_pending_01', 'decline', { reason })).json.decline_reason).toBe(reason)
})

test('every resource that it took is free again, with its buffers', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_room_a', type: 'room' })
  const requirements = JSON.stringify([
    { group: 'staff', resource_ids: ['res_dr_niket'], skills: [] },
    { group: 'room', resource_ids: ['res_room_a'], skills: [] },
  ])
  await addService(sandbox, { id: 'svc_room', confirmation: 'manual', requirements, buffer_after_min: 30 })
  const at = (start: string) => book(sandbox, bodyAt(start, { service_id: 'svc_room' }))
  const { id } = (await at('2026-04-20T05:00:00Z')).json
  expect(await takenBy(sandbox, id)).toEqual([
    'res_dr_niket 04-20T05:00/04-20T06:00 1',
    'res_room_a 04-20T05:00/04-20T06:00 1',
  ])
  expect((await at('2026-04-20T05:30:00Z')).status).toBe(422)
  await move(sandbox, id, 'decline')
  expect((await at('2026-04-20T05:30:00Z')).status).toBe(201)
})

test('at the very end of its time to be confirmed the staff is first; later the clock has declined it', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_manual', confirmation: 'manual' })
  const [first, second] = [
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { service_id: 'svc_manual' })),
    await book(sandbox, bodyAt('2026-04-20T06:00:00Z', { service_id: 'svc_manual' })),
  ]
  sandbox.clock.set(Date.parse(first.json.confirm_by))
  await move(sandbox, first.json.id, 'decline', { reason: 'On leave' })
  await advanceTo(sandbox, '2026-04-16T10:00:00Z')
  expect(await readBooking(sandbox, first.json.id)).toMatchObject({ decline_reason: 'On leave', revision: 2 })
  const late = await move(sandbox, second.json.id, 'decline')
  expect(late.json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'declined', action: 'decline', allowed: [] },
  })
})

test('of ten confirmations and ten declines at once, one of either succeeds', async () => {
  const sandbox = await forkSandbox('default')
  const verbs = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'decline' : 'confirm'))
  const answers = await Promise.all(verbs.map(verb => move(sandbox, 'bk_pending_01', verb)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await sandbox.eventTypes()).toHaveLength(1)
})
