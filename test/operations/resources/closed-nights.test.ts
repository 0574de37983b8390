import { expect, test } from 'vitest'
import { createLocation } from '../../../src/contract/locations/locations.ts'
import { exceptionKind } from '../../../src/contract/objects/hours-exception.ts'
import { createException } from '../../../src/contract/resources/resource-exceptions.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService } from '../bookings/booking-world.ts'

const nights = [{ start: '22:00', end: '06:00' }]
const everyNight = Object.fromEntries(['mon', 'tue', 'wed', 'thu'].map(day => [day, nights]))
// Tuesday is closed: its first hours are the end of Monday's night.
const tuesday = '2026-04-21'

async function nightWatch(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_watch', timezone: 'UTC', weekly: JSON.stringify(everyNight) })
  await addService(sandbox, {
    id: 'svc_watch',
    requirements: JSON.stringify([{ group: 'staff', resource_ids: ['res_watch'], skills: [] }]),
  })
  return sandbox
}

/** The conflicts at two in the night that ends on Tuesday, and in the one that begins on it. */
async function bothNights(sandbox: TestSandbox): Promise<string[][]> {
  const types = []
  for (const start_at of ['2026-04-21T02:00:00Z', '2026-04-22T02:00:00Z']) {
    const body = { customer_id: 'cust_priya_01', service_id: 'svc_watch', start_at }
    const { json } = await sandbox.send('POST', '/v2/bookings/validate', { body })
    types.push(json.conflicts.map(({ type }: { type: string }) => type))
  }
  return types
}

test('a closed date shuts the night that begins on it, and says so', async () => {
  const sandbox = await nightWatch()
  expect(await bothNights(sandbox)).toEqual([[], []])
  const body = { kind: 'closed', from: tuesday, to: tuesday }
  await sandbox.send('POST', '/v2/resources/res_watch/exceptions', { body })
  expect(await bothNights(sandbox)).toEqual([[], ['time_off']])
  for (const { description } of [createException, exceptionKind as { description?: string }])
    expect(description).toMatch(/night that (begins|runs).*not the (one|night) that ends on it/)
})

test('and so does a holiday of a location with opening hours', async () => {
  const sandbox = await nightWatch()
  const members = { name: 'Gate', timezone: 'UTC', holidays: [{ date: tuesday, name: 'Founding day' }] }
  const week = { body: { ...members, opening_hours: everyNight } }
  const location = (await sandbox.send('POST', '/v2/locations', week)).json
  await sandbox.send('PATCH', '/v2/resources/res_watch', { body: { location_id: location.id } })
  expect(await bothNights(sandbox)).toEqual([[], ['location_closed']])
  // One that never closes has no nights: the 24 hours of the holiday are shut.
  await sandbox.send('PATCH', `/v2/locations/${location.id}`, { body: { opening_hours: null } })
  expect(await bothNights(sandbox)).toEqual([['location_closed'], []])
  const { description } = createLocation.body.properties.holidays as { description?: string }
  expect(description).toMatch(/night that runs.*not the night that ends on it.*24 hours/)
})
