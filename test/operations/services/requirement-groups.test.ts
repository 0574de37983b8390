import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { createSeries } from '../booking-series/series-world.ts'
import { addResource, bodyAt, book, conflictTypes } from '../bookings/booking-world.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_asha', skills: '[]' })
  await addResource(sandbox, { id: 'res_mira', skills: '[]' })
  await addResource(sandbox, { id: 'res_room', type: 'room', skills: '[]' })
})

const wanted = '2026-04-20T05:00:00Z'
const staff = { group: 'staff', resource_ids: ['res_dr_niket', 'res_asha', 'res_mira'] }
const room = { group: 'room', resource_ids: ['res_room'] }

const require = async (...requirements: object[]) => {
  const answer = await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', {
    body: { requirements },
  })
  expect(answer.status, answer.text).toBe(200)
}
const bookWith = (resource_id: string | undefined, at = wanted) => book(sandbox, bodyAt(at, { resource_id }))

describe('staff and room', () => {
  beforeEach(() => require(staff, room))

  test('a booking takes one of each group, and the room is there once', async () => {
    const first = await bookWith('res_asha')
    expect(first.json.allocations).toEqual([
      { group: 'staff', resource_id: 'res_asha' },
      { group: 'room', resource_id: 'res_room' },
    ])
    const second = await bookWith('res_mira')
    expect([second.status, ...conflictTypes(second)]).toEqual([422, 'room_unavailable'])
    const { json } = await sandbox.send(
      'GET',
      '/v2/availability/slots?service_id=svc_consult_30&from=2026-04-20&to=2026-04-21',
    )
    expect(json.slots.filter(({ start_at }: { start_at: string }) => start_at === wanted)).toEqual([])
  })

  test('so does each booking of a series', async () => {
    const series = await createSeries(sandbox, { resource_id: 'res_asha' })
    expect(series.status).toBe(201)
    const other = await createSeries(sandbox, { resource_id: 'res_mira' })
    expect(other.json.error.details.dates).toHaveLength(4)
    expect(other.json.error.details.dates[0].conflicts).toEqual([
      { type: 'room_unavailable', id: 'res_room' },
    ])
  })

  test('whoever is needed is not archived: not the room, not for a series that has begun', async () => {
    const series = await createSeries(sandbox, { resource_id: 'res_asha' })
    for (const id of ['res_asha', 'res_room']) {
      const answer = await sandbox.send('DELETE', `/v2/resources/${id}`)
      expect([answer.status, answer.json.error.code, answer.json.error.details.count]).toEqual([
        409,
        'resource_in_use',
        4,
      ])
    }
    await sandbox.send('POST', `/v2/booking_series/${series.json.id}/cancel`, { body: {} })
    expect((await sandbox.send('DELETE', '/v2/resources/res_room')).status).toBe(200)
  })
})

describe('skills', () => {
  const skilled = (min_level: number) =>
    require({ ...staff, skills: [{ skill_id: 'skill_cardiology', min_level }] })
  const learn = (id: string, body: object) =>
    sandbox.send('PUT', `/v2/resources/${id}/skills/skill_cardiology`, { body })

  test('of the level that is asked for', async () => {
    await learn('res_asha', { level: 2 })
    await skilled(3)
    expect(conflictTypes(await bookWith('res_asha'))).toEqual(['missing_skill'])
    expect(conflictTypes(await bookWith('res_mira'))).toEqual(['missing_skill'])
    expect((await bookWith(undefined)).json.resource_id).toBe('res_dr_niket')
    await learn('res_asha', { level: 3 })
    expect((await bookWith('res_asha')).status).toBe(201)
  })

  test('for as long as they are valid: a series is free until then', async () => {
    await learn('res_asha', { level: 5, valid_until: '2026-05-01T00:00:00Z' })
    await skilled(3)
    const answer = await createSeries(sandbox, { resource_id: 'res_asha', on_conflict: 'skip' })
    expect(answer.json.occurrences).toHaveLength(2)
    expect(answer.json.skipped.map(({ conflicts }: { conflicts: object[] }) => conflicts)).toEqual([
      [{ type: 'missing_skill', skill_id: 'skill_cardiology' }],
      [{ type: 'missing_skill', skill_id: 'skill_cardiology' }],
    ])
  })
})

test('durations and prices of their own, in bookings, slots and series', async () => {
  await require({
    ...staff,
    overrides: [{ resource_id: 'res_asha', duration_min: 60, price: { amount: 120_000, currency: 'INR' } }],
  })
  expect((await bookWith('res_asha')).json.end_at).toBe('2026-04-20T06:00:00Z')
  expect((await bookWith('res_mira')).json.end_at).toBe('2026-04-20T05:30:00Z')
  expect(conflictTypes(await bookWith('res_asha', '2026-04-20T05:30:00Z'))).toEqual(['existing_booking'])
  const series = await createSeries(sandbox, { resource_id: 'res_asha', start_local: '2026-04-21T12:00' })
  const { json } = await sandbox.send('GET', `/v2/bookings/${series.json.occurrences[0].booking_id}`)
  expect([json.start_at, json.end_at]).toEqual(['2026-04-21T06:30:00Z', '2026-04-21T07:30:00Z'])
  const service = await sandbox.send('GET', '/v2/services/svc_consult_30')
  expect(service.json.requirements[0].overrides).toEqual([
    { resource_id: 'res_asha', duration_min: 60, price: { amount: 120_000, currency: 'INR' } },
  ])
})

/** Twelve bookings on each working day of four weeks, one behind the other, each made the day before. */
async function bookAMonth(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (let day = 20; day < 48; day++) {
    const midnightMs = Date.UTC(2026, 3, day) - 330 * 60_000
    if (new Date(Date.UTC(2026, 3, day)).getUTCDay() === 0) continue
    sandbox.clock.set(midnightMs - 8 * 3_600_000)
    for (let slot = 0; slot < 12; slot++) {
      const at = new Date(midnightMs + (9 * 60 + 30 * slot) * 60_000).toISOString()
      const answer = await bookWith(undefined, at)
      expect(answer.status, answer.text).toBe(201)
      counts[answer.json.resource_id] = (counts[answer.json.resource_id] ?? 0) + 1
    }
  }
  return counts
}

describe('round robin over a month of 288 bookings', () => {
  test('is even where all weigh the same', async () => {
    await require({ ...staff, resource_ids: ['res_room', 'res_asha', 'res_mira'] })
    expect(await bookAMonth()).toEqual({ res_room: 96, res_asha: 96, res_mira: 96 })
  })

  test('follows the weights', async () => {
    await require({ ...staff, resource_ids: ['res_room', 'res_asha', 'res_mira'] })
    await sandbox.send('PATCH', '/v2/resources/res_mira', { body: { weight: 2 } })
    expect(await bookAMonth()).toEqual({ res_room: 72, res_asha: 72, res_mira: 144 })
  })
})
