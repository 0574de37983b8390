import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { hours } from '../resources/resource-world.ts'
import { locationFaults, locationsUrl } from './location-world.ts'

const annex = { name: 'Annex', timezone: 'Asia/Kolkata' }

test('a location has no hours and no holidays unless told', async () => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('POST', locationsUrl, {
    body: { name: 'Annex', timezone: 'Asia/Kathmandu' },
  })
  expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^loc_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    name: 'Annex',
    timezone: 'Asia/Kathmandu',
    address: null,
    opening_hours: null,
    holidays: [],
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  expect(await sandbox.eventTypes()).toEqual([])
})

test('everything that is sent comes back: hours for every day in order of time, holidays by date', async () => {
  const body = {
    ...annex,
    address: '12 Prabhat Road, Pune',
    opening_hours: { mon: hours('14:00-18:00', '09:00-12:00'), fri: hours('22:00-02:00') },
    holidays: [
      { date: '2026-12-25', name: 'Christmas' },
      { date: '2026-08-15', name: 'Independence Day' },
    ],
    metadata: { region: 'west' },
  }
  const sandbox = await forkSandbox()
  const { json } = await sandbox.send('POST', locationsUrl, { body })
  expect(json).toMatchObject({
    ...body,
    opening_hours: {
      mon: hours('09:00-12:00', '14:00-18:00'),
      tue: [],
      wed: [],
      thu: [],
      fri: hours('22:00-02:00'),
      sat: [],
      sun: [],
    },
    holidays: body.holidays.toReversed(),
  })
  expect((await sandbox.send('GET', `${locationsUrl}/${json.id}`)).json).toEqual(json)
})

test.each(locationFaults)('%j is refused', async (members, faults) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await sandbox.send('POST', locationsUrl, { body: { ...annex, ...members } })
  expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
  expect(await everything(sandbox)).toEqual(before)
})

test('name and time zone have to be told', async () => {
  const answer = await (await forkSandbox()).send('POST', locationsUrl, { body: {} })
  expect(faultsOf(answer).toSorted()).toEqual(['/name required', '/timezone required'])
})

test.each([
  [366, 201],
  [367, 422],
])('%i holidays: %i', async (count, status) => {
  const dates = Array.from({ length: count }, (_, day) => new Date(Date.UTC(2028, 0, 1 + day)).toISOString())
  const holidays = dates.map(date => ({ date: date.slice(0, 10), name: 'Away' }))
  const answer = await (await forkSandbox()).send('POST', locationsUrl, { body: { ...annex, holidays } })
  expect(answer.status).toBe(status)
})
