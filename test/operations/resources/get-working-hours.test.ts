import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addException, onDates } from './exception-world.ts'
import { hours, niket, setWeek, sixDays } from './resource-world.ts'

const url = `${niket}/working_hours`

test('answers every day of the week, with the revision of the resource', async () => {
  const answer = await (await forkSandbox()).send('GET', url)
  expect([answer.status, answer.headers.etag]).toEqual([200, '"1"'])
  expect(answer.json).toEqual({
    resource_id: 'res_dr_niket',
    timezone: 'Asia/Kolkata',
    weekly: { ...sixDays('09:00', '18:00'), sun: [] },
    revision: 1,
  })
})

test('a new resource is closed on every day', async () => {
  const sandbox = await forkSandbox()
  const body = { type: 'room', name: 'Room 1', timezone: 'Asia/Kathmandu' }
  const { json: room } = await sandbox.send('POST', '/v2/resources', { body })
  const { json } = await sandbox.send('GET', `/v2/resources/${room.id}/working_hours`)
  expect([json.resource_id, json.timezone]).toEqual([room.id, 'Asia/Kathmandu'])
  expect(Object.keys(json.weekly)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
  expect(Object.values(json.weekly).flat()).toEqual([])
})

test('exceptions are no part of them', async () => {
  const sandbox = await forkSandbox()
  const { json: before } = await sandbox.send('GET', url)
  await addException(sandbox, onDates('closed', '2026-04-20'))
  await addException(sandbox, onDates('open', '2026-04-26', '2026-04-26', hours('10:00-12:00')))
  expect((await sandbox.send('GET', url)).json).toEqual(before)
})

test('any change of the resource gives them another revision, in which the next change is made', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('PATCH', niket, { body: { timezone: 'Asia/Kathmandu' } })
  const read = await sandbox.send('GET', url)
  expect(read.json).toMatchObject({ timezone: 'Asia/Kathmandu', revision: 2 })
  const headers = { 'if-match': read.headers.etag ?? '' }
  expect((await setWeek(sandbox, {}, { headers })).status).toBe(200)
})

test('an archived resource keeps them', async () => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(Date.parse('2026-04-22T00:00:00Z'))
  const { json: before } = await sandbox.send('GET', url)
  expect((await sandbox.send('DELETE', niket)).status).toBe(200)
  expect((await sandbox.send('GET', url)).json).toEqual({ ...before, revision: 2 })
})
