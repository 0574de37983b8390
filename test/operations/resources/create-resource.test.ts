import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'

const url = '/v2/resources'
const room = { type: 'room', name: 'Room 1', timezone: 'Asia/Kolkata' }

test('a resource takes one unit, weighs one, has no hours, and is told of as it is answered', async () => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('POST', url, { body: room })
  expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^res_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    ...room,
    location_id: null,
    capacity: 1,
    weight: 1,
    max_bookings_per_day: null,
    skills: [],
    status: 'online',
    offline: null,
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  const [event] = await sandbox.events()
  expect([event.type, event.data]).toEqual(['resource.created', { object: answer.json }])
  const hours = await sandbox.send('GET', `${url}/${answer.json.id}/working_hours`)
  expect(new Set(Object.values(hours.json.weekly).map(day => JSON.stringify(day)))).toEqual(new Set(['[]']))
})

test.each([
  [{ timezone: 'Mars/Olympus' }, ['/timezone invalid_timezone']],
  [{ timezone: '+05:30' }, ['/timezone invalid_timezone']],
  [{ location_id: 'loc_nowhere' }, ['/location_id not_found']],
  [{ timezone: 'x', location_id: 'loc_x' }, ['/timezone invalid_timezone', '/location_id not_found']],
  [{ capacity: 0 }, ['/capacity too_small']],
  [{ weight: 1.5 }, ['/weight wrong_type']],
  [{ capacity: null }, ['/capacity null_not_allowed']],
  [{ type: 'person' }, ['/type not_allowed']],
  [{ skills: [] }, ['/skills unknown_field']],
  [{ status: 'archived' }, ['/status unknown_field']],
])('%j is refused', async (members, faults) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await sandbox.send('POST', url, { body: { ...room, ...members } })
  expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
  expect(await everything(sandbox)).toEqual(before)
})

test('everything that is sent comes back', async () => {
  const body = {
    type: 'equipment',
    name: 'Ultraschallgerät · 2',
    timezone: 'Europe/Berlin',
    location_id: 'loc_main',
    capacity: 10_000,
    weight: 1_000,
    max_bookings_per_day: 10_000,
    metadata: { serial: '4711' },
  }
  const answer = await (await forkSandbox()).send('POST', url, { body })
  expect(answer.status, answer.text).toBe(201)
  expect(answer.json).toMatchObject(body)
})

test.each([
  ['capacity', 10_001],
  ['weight', 1_001],
  ['max_bookings_per_day', 10_001],
])('%s may not be %i', async (name, value) => {
  const answer = await (await forkSandbox()).send('POST', url, { body: { ...room, [name]: value } })
  expect(faultsOf(answer)).toEqual([`/${name} too_large`])
})

test('type, name and time zone have to be told, and all that is missing is told', async () => {
  const answer = await (await forkSandbox()).send('POST', url, { body: {} })
  expect(faultsOf(answer).toSorted()).toEqual(['/name required', '/timezone required', '/type required'])
})

test("another tenant's location is as unknown as one that nobody made", async () => {
  const sandbox = await forkSandbox()
  const body = { ...room, location_id: 'loc_main' }
  const answer = await sandbox.send('POST', url, { body, tenant: 'tnt_ideadunes' })
  expect(faultsOf(answer)).toEqual(['/location_id not_found'])
})
