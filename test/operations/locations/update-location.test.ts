import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import {
  addResource,
  addService,
  bodyAt,
  book,
  conflictTypes,
  everything,
  faultsOf,
  suggestedStarts,
} from '../bookings/booking-world.ts'
import { bookAll, moveToLocation, patchNiket, violationsAfter } from '../resources/resource-world.ts'

const url = '/v2/locations'
const mornings = [{ start: '09:00', end: '12:00' }]
const mondayTen = '2026-04-20T04:30:00Z'
const mondayTwo = '2026-04-20T08:30:00Z'

describe('a location', () => {
  test('has no hours and no holidays unless told', async () => {
    const sandbox = await forkSandbox()
    const answer = await sandbox.send('POST', url, { body: { name: 'Annex', timezone: 'Asia/Kathmandu' } })
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

  test.each([
    [{ timezone: 'Kathmandu' }, ['/timezone invalid_timezone']],
    [
      { opening_hours: { mon: [{ start: '09:00', end: '09:00' }] } },
      ['/opening_hours/mon/0/end empty_interval'],
    ],
    [{ holidays: [{ date: '2026-02-30', name: 'x' }] }, ['/holidays/0/date invalid_format']],
    [
      { holidays: ['2026-12-25', '2026-12-26', '2026-12-25'].map(date => ({ date, name: 'x' })) },
      ['/holidays/2/date duplicate'],
    ],
    [{ holidays: null }, ['/holidays null_not_allowed']],
    [{ holidays: [{ date: '2026-12-25' }] }, ['/holidays/0/name required']],
  ])('%j is refused', async (members, faults) => {
    const sandbox = await forkSandbox()
    const body = { name: 'Annex', timezone: 'Asia/Kolkata', ...members }
    expect(faultsOf(await sandbox.send('POST', url, { body }))).toEqual(faults)
    expect(faultsOf(await sandbox.send('PATCH', `${url}/loc_main`, { body: members }))).toEqual(faults)
  })

  test('is changed by what is sent; null clears, the same again changes nothing', async () => {
    const sandbox = await forkSandbox()
    const patch = async (body: object) => (await sandbox.send('PATCH', `${url}/loc_main`, { body })).json
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
    const stale = await sandbox.send('PATCH', `${url}/loc_main`, {
      body: { name: 'x' },
      headers: { 'if-match': '"2"' },
    })
    expect([stale.status, stale.json.error.details]).toEqual([412, { revision: 3 }])
  })

  test('is seen by a widget without its metadata', async () => {
    const sandbox = await forkSandbox()
    const { metadata, ...rest } = (await sandbox.send('GET', `${url}/loc_main`)).json
    expect(metadata).toEqual({})
    expect((await sandbox.send('GET', `${url}/loc_main`, { key: 'publishable' })).json).toEqual(rest)
    expect((await sandbox.send('GET', url, { key: 'publishable' })).json.data).toEqual([rest])
  })
})

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
    await addResource(sandbox, { id: 'res_room', type: 'room', location_id: id })
    const groups = ['res_dr_niket', 'res_room'].map((resource, i) => ({
      group: `g${i}`,
      resource_ids: [resource],
      skills: [],
    }))
    await addService(sandbox, { id: 'svc_room', requirements: JSON.stringify(groups) })
    const answer = await book(sandbox, bodyAt(mondayTwo, { service_id: 'svc_room' }))
    expect(answer.json.error.details.conflicts).toEqual([{ type: 'room_unavailable', id: 'res_room' }])
  })
})

describe('a change that closes', () => {
  async function atMain(): Promise<{ sandbox: TestSandbox; ten: string; two: string; before: number }> {
    const sandbox = await forkSandbox()
    await patchNiket(sandbox, { location_id: 'loc_main' })
    const [ten = '', two = ''] = await bookAll(sandbox, [mondayTen, mondayTwo])
    return { sandbox, ten, two, before: (await sandbox.events()).length }
  }

  test.each([
    [{ opening_hours: { mon: mornings, tue: mornings } }, ['two']],
    // The seeded booking stands on Tuesday at 10:30.
    [{ opening_hours: {} }, ['ten', 'two', 'seeded']],
    [{ holidays: [{ date: '2026-04-20', name: 'x' }] }, ['ten', 'two']],
    [{ holidays: [{ date: '2026-04-19', name: 'x' }] }, []],
    [{ name: 'Elsewhere', address: null }, []],
  ])('%j tells of %j', async (body, told) => {
    const { sandbox, ten, two, before } = await atMain()
    expect((await sandbox.send('PATCH', `${url}/loc_main`, { body })).status).toBe(200)
    const ids: Record<string, string> = { ten, two, seeded: 'bk_01HXYW999' }
    expect(await violationsAfter(sandbox, before)).toEqual(told.map(name => `location_closed ${ids[name]}`))
    expect(new Set((await sandbox.eventTypes()).slice(before)).size).toBeLessThan(2)
  })

  test('a zone that moves the opening hours tells too', async () => {
    const { sandbox, ten, before } = await atMain()
    const opening_hours = { mon: [{ start: '10:00', end: '15:00' }], tue: mornings }
    await sandbox.send('PATCH', `${url}/loc_main`, { body: { opening_hours } })
    // Kathmandu is 15 minutes ahead of Kolkata and Tashkent half an hour behind, where 10:00 is 09:30.
    await sandbox.send('PATCH', `${url}/loc_main`, { body: { timezone: 'Asia/Kathmandu' } })
    expect(await violationsAfter(sandbox, before)).toEqual([])
    await sandbox.send('PATCH', `${url}/loc_main`, { body: { timezone: 'Asia/Tashkent' } })
    expect(await violationsAfter(sandbox, before)).toEqual([`location_closed ${ten}`])
  })

  test('a booking that takes two resources there is told of once', async () => {
    const { sandbox } = await atMain()
    await addResource(sandbox, { id: 'res_room', type: 'room' })
    const groups = ['res_dr_niket', 'res_room'].map((resource, i) => ({
      group: `g${i}`,
      resource_ids: [resource],
      skills: [],
    }))
    await addService(sandbox, { id: 'svc_room', requirements: JSON.stringify(groups) })
    const [id] = await bookAll(sandbox, ['2026-04-23T04:30:00Z'], { service_id: 'svc_room' })
    const before = (await sandbox.events()).length
    const holidays = [{ date: '2026-04-23', name: 'x' }]
    await sandbox.send('PATCH', `${url}/loc_main`, { body: { holidays } })
    const events = (await sandbox.events()).slice(before)
    expect(events.map(event => event.data.object)).toEqual([
      expect.objectContaining({
        rule: 'location_closed',
        booking_ids: [id],
        resource_ids: ['res_dr_niket', 'res_room'],
      }),
    ])
  })

  test('a resource that moves to a closed location strands its bookings', async () => {
    const { sandbox, two, before } = await atMain()
    await moveToLocation(sandbox, { opening_hours: { mon: mornings, tue: mornings } })
    expect(await violationsAfter(sandbox, before)).toEqual([`location_closed ${two}`])
  })
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
