import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes, suggestedStarts } from '../bookings/booking-world.ts'
import {
  addRoomService,
  bookAll,
  moveToLocation,
  patchNiket,
  violationsAfter,
} from '../resources/resource-world.ts'
import { atMain, mondayTen, mondayTwo, mornings } from './location-world.ts'

describe('closed hours', () => {
  test.each([
    ['opening hours', { opening_hours: { mon: mornings } }, mondayTwo],
    [
      'opening hours in its own zone',
      { timezone: 'Asia/Tokyo', opening_hours: { mon: mornings } },
      mondayTen,
    ],
    ['a day without hours', { opening_hours: { tue: mornings } }, mondayTen],
    ['a holiday', { holidays: [{ date: '2026-04-20', name: 'x' }] }, mondayTen],
  ])('of %s close a start', async (_what, members, start) => {
    const sandbox = await forkSandbox()
    await moveToLocation(sandbox, members)
    const answer = await book(sandbox, bodyAt(start))
    expect(conflictTypes(answer)).toEqual(['location_closed'])
  })

  test('suggestions skip a holiday and stay within the opening hours', async () => {
    const sandbox = await forkSandbox()
    const wed = [{ start: '09:30', end: '10:00' }]
    await moveToLocation(sandbox, {
      opening_hours: { mon: mornings, tue: mornings, wed, thu: mornings },
      holidays: [{ date: '2026-04-21', name: 'x' }],
    })
    const answer = await book(sandbox, bodyAt('2026-04-20T06:30:00Z'))
    expect(conflictTypes(answer)).toEqual(['location_closed'])
    expect(suggestedStarts(answer)).toEqual(['2026-04-22T04:00:00Z', '2026-04-23T03:30:00Z'])
    for (const start of suggestedStarts(answer)) expect((await book(sandbox, bodyAt(start))).status).toBe(201)
  })

  test('of the location of a room make the room unavailable', async () => {
    const sandbox = await forkSandbox()
    const id = await moveToLocation(sandbox, { opening_hours: { mon: mornings } })
    await patchNiket(sandbox, { location_id: null })
    await addRoomService(sandbox, { location_id: id })
    const answer = await book(sandbox, bodyAt(mondayTwo, { service_id: 'svc_room' }))
    expect(answer.json.error.details.conflicts).toEqual([{ type: 'room_unavailable', id: 'res_room' }])
  })
})

test('a resource that moves to a closed location strands its bookings', async () => {
  const { sandbox, two, before } = await atMain()
  await moveToLocation(sandbox, { opening_hours: { mon: mornings, tue: mornings } })
  expect(await violationsAfter(sandbox, before)).toEqual([`location_closed ${two}`])
})

test('bookings are listed by the location at which they were made', async () => {
  const sandbox = await forkSandbox()
  const listed = async (query: string) =>
    (await sandbox.send('GET', `/v2/bookings?${query}`)).json.data.map((one: { id: string }) => one.id)
  expect(await listed('location_id=loc_main')).toEqual([])
  const annex = await moveToLocation(sandbox, {})
  const [first] = await bookAll(sandbox, [mondayTen])
  await patchNiket(sandbox, { location_id: 'loc_main' })
  const [second] = await bookAll(sandbox, [mondayTwo])
  expect(await listed('location_id=loc_main')).toEqual([second])
  expect(await listed(`location_id=${annex}`)).toEqual([first])
  expect(await listed(`location_id=loc_main,${annex}&order=start_at`)).toEqual([first, second])
})
