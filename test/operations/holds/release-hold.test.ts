import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, everything } from '../bookings/booking-world.ts'
import { held, heldStart, readHold, release, sleep, wait, widgetHold } from './hold-requests.ts'

test('released, the start is free at once, and nothing expires later; once more changes nothing', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  sleep(sandbox, 10)
  const released = await release(sandbox, id)
  expect(released.status).toBe(200)
  expect(released.json).toMatchObject({
    id,
    status: 'released',
    revision: 2,
    remaining_seconds: 0,
    updated_at: '2026-04-15T09:42:21Z',
  })
  expect((await book(sandbox, bodyAt(heldStart))).status).toBe(201)
  const before = await sandbox.eventTypes()
  sleep(sandbox, 10)
  expect((await release(sandbox, id)).text).toBe(released.text)
  await wait(sandbox, 1000)
  expect((await release(sandbox, id)).text).toBe(released.text)
  expect((await sandbox.eventTypes()).slice(before.length)).toEqual([])
})

test('an expired hold cannot be released, before and after the clock has come by', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  sleep(sandbox, 300)
  for (const _ of [1, 2]) {
    const answer = await release(sandbox, id)
    expect([answer.status, answer.json.error.code]).toEqual([410, 'hold_expired'])
    expect(answer.json.error.message).toContain('2026-04-15T09:47:11Z')
    await wait(sandbox, 0)
  }
})

test('If-Match names the revision that is released', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  const at = (ifMatch: string) => release(sandbox, id, { headers: { 'if-match': ifMatch } })
  expect((await at('"2"')).status).toBe(412)
  expect((await at('"1"')).json.revision).toBe(2)
  // Also where nothing would change.
  expect((await at('"1"')).status).toBe(412)
  expect((await at('"2"')).json.revision).toBe(2)
})

test('a hold that has become a booking cannot be released', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  await book(sandbox, bodyAt(heldStart, { hold_id: id }))
  const before = await everything(sandbox)
  const answer = await release(sandbox, id)
  expect([answer.status, answer.json.error.code]).toEqual([409, 'invalid_state_transition'])
  expect(answer.json.error.details).toEqual({ from: 'consumed', action: 'release', allowed: [] })
  expect(await everything(sandbox)).toEqual(before)
})

test('every resource that was held is free again, with its buffers', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_room_a', type: 'room' })
  const requirements = JSON.stringify([
    { group: 'staff', resource_ids: ['res_dr_niket'], skills: [] },
    { group: 'room', resource_ids: ['res_room_a'], skills: [] },
  ])
  await addService(sandbox, { id: 'svc_room', requirements, buffer_after_min: 30 })
  const next = () => book(sandbox, bodyAt('2026-04-20T05:30:00Z', { service_id: 'svc_room' }))
  const { id } = await held(sandbox, { service_id: 'svc_room' })
  expect((await next()).status).toBe(422)
  await release(sandbox, id)
  expect((await next()).status).toBe(201)
})

test('of twenty releases at once all answer the same hold, released once', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  const answers = await Promise.all(Array.from({ length: 20 }, () => release(sandbox, id)))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(answers[0]?.json).toMatchObject({ status: 'released', revision: 2 })
})

test('a widget releases its own hold with its secret', async () => {
  const sandbox = await forkSandbox()
  const { made, own, strange } = await widgetHold(sandbox)
  for (const request of strange) {
    expect((await release(sandbox, made.json.id, request)).status).toBe(404)
  }
  expect((await readHold(sandbox, made.json.id)).json.status).toBe('active')
  expect((await release(sandbox, made.json.id, own)).json.status).toBe('released')
})

test('nobody else releases a hold', async () => {
  const sandbox = await forkSandbox()
  const { id } = await held(sandbox)
  expect((await release(sandbox, id, { tenant: 'tnt_ideadunes' })).status).toBe(404)
  expect((await release(sandbox, `${id}x`)).status).toBe(404)
  expect((await readHold(sandbox, id)).json.status).toBe('active')
})
