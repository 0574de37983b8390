import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, faultsOf } from '../bookings/booking-world.ts'

const url = '/v2/services/svc_consult_30'

test('is answered, told of once, and still read by everybody', async () => {
  const sandbox = await forkSandbox()
  const { json: before } = await sandbox.send('GET', url)
  const answer = await sandbox.send('DELETE', url)
  expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
  expect(answer.json).toEqual({
    ...before,
    status: 'archived',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 2,
  })
  const again = await sandbox.send('DELETE', url)
  expect([again.status, again.json]).toEqual([200, answer.json])
  const events = await sandbox.events()
  expect(events.map(event => [event.type, event.data])).toEqual([
    ['service.updated', { object: answer.json, previous_attributes: { status: 'active' } }],
  ])
  expect((await sandbox.send('GET', url)).json).toEqual(answer.json)
  expect((await sandbox.send('GET', url, { key: 'publishable' })).json.status).toBe('archived')
})

test('cannot be booked any more; bookings stay', async () => {
  const sandbox = await forkSandbox()
  const { json: old } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
  await sandbox.send('DELETE', url)
  expect(faultsOf(await book(sandbox, bodyAt('2026-04-20T06:00:00Z')))).toEqual(['/service_id not_found'])
  expect((await sandbox.send('GET', old.links.self)).json.status).toBe('confirmed')
})

test('stays archived: an update changes its members, and it is still not bookable', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('DELETE', url)
  const updated = await sandbox.send('PATCH', url, { body: { name: 'Old consultation' } })
  expect(updated.json).toMatchObject({ name: 'Old consultation', status: 'archived', revision: 3 })
  expect(faultsOf(await book(sandbox, bodyAt('2026-04-20T05:00:00Z')))).toEqual(['/service_id not_found'])
})

test('a booking that was made before is served to its end', async () => {
  const sandbox = await forkSandbox()
  const { json: old } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
  await sandbox.send('DELETE', url)
  sandbox.clock.set(Date.parse('2026-04-20T05:30:00Z'))
  const completed = await sandbox.send('POST', `${old.links.self}/complete`)
  expect([completed.status, completed.json.status]).toEqual([200, 'completed'])
})
