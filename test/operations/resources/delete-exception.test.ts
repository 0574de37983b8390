import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource } from '../bookings/booking-world.ts'
import { addException, conflictsAt, exceptionsUrl, lateStart, onDates } from './exception-world.ts'
import { bookAll, eventsAfter, hours } from './resource-world.ts'

test('answers it as it was; the week holds again', async () => {
  const sandbox = await forkSandbox()
  // 18:00 to 18:30 on a day that is open longer.
  const { json: longer } = await addException(
    sandbox,
    onDates('open', '2026-04-22', '2026-04-22', hours('18:00-20:00')),
  )
  const [evening] = await bookAll(sandbox, ['2026-04-22T12:30:00Z'])
  const before = (await sandbox.events()).length
  const answer = await sandbox.send('DELETE', `${exceptionsUrl}/${longer.id}`)
  expect([answer.status, answer.json]).toEqual([200, { ...longer, stranded_booking_ids: [evening] }])
  expect((await sandbox.eventTypes()).slice(before)).toEqual([
    'resource.availability_changed',
    'schedule.violation_detected',
  ])
  expect((await sandbox.send('DELETE', `${exceptionsUrl}/${longer.id}`)).status).toBe(404)
  expect(await conflictsAt(sandbox, '2026-04-22T13:00:00Z')).toEqual(['outside_working_hours'])
})

test('happens at the revision that If-Match names', async () => {
  const sandbox = await forkSandbox()
  const at = async (match: string) =>
    (await sandbox.send('DELETE', lateStart, { headers: { 'if-match': match } })).status
  expect([await at('"2"'), await at('"1"'), await at('"1"')]).toEqual([412, 200, 404])
})

test('time off that is deleted strands nothing, and tells of the time that is open again', async () => {
  const sandbox = await forkSandbox()
  await bookAll(sandbox, ['2026-04-24T04:30:00Z'])
  const { json: off } = await addException(sandbox, onDates('closed', '2026-04-24'))
  const before = (await sandbox.events()).length
  expect(await conflictsAt(sandbox, '2026-04-24T05:00:00Z')).toEqual(['time_off'])
  const answer = await sandbox.send('DELETE', `${exceptionsUrl}/${off.id}`)
  expect(answer.json).toMatchObject({ id: off.id, revision: 1, stranded_booking_ids: [] })
  const resource = await sandbox.send('GET', '/v2/resources/res_dr_niket')
  expect(await eventsAfter(sandbox, before)).toEqual([
    {
      type: 'resource.availability_changed',
      data: {
        object: resource.json,
        affected_range: { from: '2026-04-23T18:30:00Z', to: '2026-04-24T18:30:00Z' },
      },
    },
  ])
  expect(await conflictsAt(sandbox, '2026-04-24T05:00:00Z')).toEqual([])
})

test('hours that were replaced may be replaced anew', async () => {
  const sandbox = await forkSandbox()
  const body = onDates('replace', '2026-04-21', '2026-04-21', [])
  expect((await addException(sandbox, body)).status).toBe(409)
  expect((await sandbox.send('DELETE', lateStart)).status).toBe(200)
  expect((await addException(sandbox, body)).status).toBe(201)
})

test('an exception is not there under the path of another resource', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_dr_asha' })
  const foreign = '/v2/resources/res_dr_asha/exceptions/exc_late_start'
  expect((await sandbox.send('PATCH', foreign, { body: { reason: 'x' } })).status).toBe(404)
  expect((await sandbox.send('DELETE', foreign)).status).toBe(404)
  expect((await sandbox.send('GET', '/v2/resources/res_dr_asha/exceptions')).json.data).toEqual([])
  expect((await sandbox.send('GET', exceptionsUrl)).json.data).toHaveLength(1)
})
