import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource, bodyAt, book } from '../bookings/booking-world.ts'
import { advance, morning, noon, offline, online, ten } from './offline-world.ts'
import { eventsAfter, niket } from './resource-world.ts'

test('before its end: the rest of the period is free, and the clock has nothing left to do', async () => {
  const sandbox = await forkSandbox()
  await offline(sandbox, { until: noon })
  const before = (await sandbox.events()).length
  const answer = await online(sandbox)
  expect([answer.status, answer.headers.etag, answer.json.status, answer.json.offline]).toEqual([
    200,
    '"3"',
    'online',
    null,
  ])
  expect(await eventsAfter(sandbox, before)).toEqual([
    { type: 'resource.brought_online', data: { object: answer.json } },
  ])
  expect((await book(sandbox, bodyAt(ten))).status).toBe(201)
  expect(await advance(sandbox, '2026-04-30T00:00:00Z')).toEqual([])
})

test('before its period has begun: the plan is off, of which nobody was told', async () => {
  const sandbox = await forkSandbox()
  await offline(sandbox, morning)
  const before = (await sandbox.events()).length
  expect((await online(sandbox)).json).toMatchObject({ status: 'online', offline: null, revision: 3 })
  expect((await sandbox.events()).length).toBe(before)
  expect(await advance(sandbox, '2026-04-30T00:00:00Z')).toEqual([])
})

test('while it is online is refused', async () => {
  const answer = await online(await forkSandbox())
  expect([answer.status, answer.json.error.details]).toEqual([
    409,
    { from: 'online', action: 'bring_online', allowed: ['take_offline', 'archive'] },
  ])
})

test('once it is archived it is refused, as taking it offline is', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_old', status: 'archived' })
  for (const verb of ['offline', 'online']) {
    const { status, json } = await sandbox.send('POST', `/v2/resources/res_old/${verb}`)
    expect([status, json.error.details.from, json.error.details.allowed]).toEqual([409, 'archived', []])
  }
})

test('after its period has ended by itself is refused', async () => {
  const sandbox = await forkSandbox()
  await offline(sandbox, { until: noon })
  await advance(sandbox, noon)
  const { status, json } = await online(sandbox)
  expect([status, json.error.code]).toEqual([409, 'invalid_state_transition'])
  expect((await sandbox.send('GET', niket)).json.revision).toBe(3)
})

test('happens at the revision that If-Match names, with a secret key, to resources of the tenant', async () => {
  const sandbox = await forkSandbox()
  await offline(sandbox)
  const status = async (request: object) => (await online(sandbox, request)).status
  expect(await status({ headers: { 'if-match': '"1"' } })).toBe(412)
  expect(await status({ key: 'publishable' })).toBe(403)
  expect(await status({ tenant: 'tnt_ideadunes' })).toBe(404)
  expect(await status({ headers: { 'if-match': '"2"' } })).toBe(200)
})
