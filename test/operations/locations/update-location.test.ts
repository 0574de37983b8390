import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { addRoomService, bookAll, violationsAfter } from '../resources/resource-world.ts'
import { atMain, locationFaults, mainLocation, mornings } from './location-world.ts'

test('is changed by what is sent; null clears, the same again changes nothing', async () => {
  const sandbox = await forkSandbox()
  const patch = async (body: object) => (await sandbox.send('PATCH', mainLocation, { body })).json
  const holidays = [
    { date: '2026-12-25', name: 'Christmas' },
    { date: '2026-08-15', name: 'Independence Day' },
  ]
  const opened = await patch({ opening_hours: { mon: mornings }, holidays, metadata: { a: 'b' } })
  expect(opened).toMatchObject({
    opening_hours: { mon: mornings, sun: [] },
    holidays: holidays.toReversed(),
    revision: 2,
  })
  const before = await everything(sandbox)
  expect((await patch({ holidays, opening_hours: { mon: mornings, tue: [] } })).revision).toBe(2)
  expect(await everything(sandbox)).toEqual(before)
  expect(await patch({ opening_hours: null, address: null, holidays: [] })).toMatchObject({
    opening_hours: null,
    address: null,
    holidays: [],
    metadata: { a: 'b' },
    revision: 3,
  })
  const stale = await sandbox.send('PATCH', mainLocation, {
    body: { name: 'x' },
    headers: { 'if-match': '"2"' },
  })
  expect([stale.status, stale.json.error.details]).toEqual([412, { revision: 3 }])
})

test.each(locationFaults)('%j is refused', async (body, faults) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await sandbox.send('PATCH', mainLocation, { body })
  expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
  expect(await everything(sandbox)).toEqual(before)
})

test('a stale revision is told before a fault of the rules', async () => {
  const sandbox = await forkSandbox()
  const headers = { 'if-match': '"9"' }
  const answer = await sandbox.send('PATCH', mainLocation, { body: { timezone: 'Mars/Olympus' }, headers })
  expect(answer.json.error.code).toBe('revision_mismatch')
})

describe('a change that closes', () => {
  test.each([
    [{ opening_hours: { mon: mornings, tue: mornings } }, ['two']],
    // The seeded booking stands on Tuesday at 10:30.
    [{ opening_hours: {} }, ['ten', 'two', 'seeded']],
    [{ holidays: [{ date: '2026-04-20', name: 'x' }] }, ['ten', 'two']],
    [{ holidays: [{ date: '2026-04-19', name: 'x' }] }, []],
    [{ name: 'Elsewhere', address: null }, []],
  ])('%j tells of %j', async (body, told) => {
    const { sandbox, ten, two, before } = await atMain()
    expect((await sandbox.send('PATCH', mainLocation, { body })).status).toBe(200)
    const ids: Record<string, string> = { ten, two, seeded: 'bk_01HXYW999' }
    expect(await violationsAfter(sandbox, before)).toEqual(told.map(name => `location_closed ${ids[name]}`))
    expect(new Set((await sandbox.eventTypes()).slice(before)).size).toBeLessThan(2)
  })

  test('a zone that moves the opening hours tells too', async () => {
    const { sandbox, ten, before } = await atMain()
    const opening_hours = { mon: [{ start: '10:00', end: '15:00' }], tue: mornings }
    await sandbox.send('PATCH', mainLocation, { body: { opening_hours } })
    // Kathmandu is 15 minutes ahead of Kolkata and Tashkent half an hour behind, where 10:00 is 09:30.
    await sandbox.send('PATCH', mainLocation, { body: { timezone: 'Asia/Kathmandu' } })
    expect(await violationsAfter(sandbox, before)).toEqual([])
    await sandbox.send('PATCH', mainLocation, { body: { timezone: 'Asia/Tashkent' } })
    expect(await violationsAfter(sandbox, before)).toEqual([`location_closed ${ten}`])
  })

  test('a booking that takes two resources there is told of once', async () => {
    const { sandbox } = await atMain()
    await addRoomService(sandbox)
    const [id] = await bookAll(sandbox, ['2026-04-23T04:30:00Z'], { service_id: 'svc_room' })
    const before = (await sandbox.events()).length
    const holidays = [{ date: '2026-04-23', name: 'x' }]
    await sandbox.send('PATCH', mainLocation, { body: { holidays } })
    const events = (await sandbox.events()).slice(before)
    expect(events.map(event => event.data.object)).toEqual([
      expect.objectContaining({
        rule: 'location_closed',
        booking_ids: [id],
        resource_ids: ['res_dr_niket', 'res_room'],
      }),
    ])
  })
})
