import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { bookingsOf, createSeries, refusedIn, startsOf } from './series-world.ts'

let sandbox: TestSandbox
let series: TestAnswer
let path: string
beforeEach(async () => {
  sandbox = await forkSandbox()
  series = await createSeries(sandbox)
  path = `/v2/booking_series/${series.json.id}`
})

const shift = (body: Record<string, unknown>, headers = {}) => sandbox.send('PATCH', path, { body, headers })

describe('what is shifted', () => {
  test('everything ahead, to another wall time', async () => {
    const answer = await shift({ start_time: '11:30', reason: 'Asked for it' })
    expect([answer.status, answer.json.revision]).toEqual([200, 2])
    expect(startsOf(answer)).toEqual(
      ['2026-04-20', '2026-04-27', '2026-05-04', '2026-05-11'].map(day => `${day}T06:00:00Z`),
    )
    expect(answer.json.occurrences[0].original_start_at).toBe('2026-04-20T06:00:00Z')
    // What it was made from stays.
    expect(answer.json.start_local).toBe('2026-04-20T10:30:00')
    expect((await sandbox.eventTypes()).slice(8)).toEqual(Array(4).fill('booking.rescheduled'))
    const [event] = (await sandbox.events()).slice(8)
    expect(event.data.previous_attributes).toMatchObject({
      start_at: '2026-04-20T05:00:00Z',
      original_start_at: '2026-04-20T05:00:00Z',
    })
    const [first] = bookingsOf(series)
    const { json } = await sandbox.send('GET', `/v2/bookings/${first}/history?order=-revision&limit=1`)
    expect(json.data[0]).toMatchObject({ action: 'reschedule', reason: 'Asked for it' })
  })

  test('one and those after it, by days', async () => {
    const answer = await shift({ from_booking_id: bookingsOf(series)[2], shift_days: 1 })
    expect(startsOf(answer).map(start => start.slice(0, 10))).toEqual([
      '2026-04-20',
      '2026-04-27',
      '2026-05-05',
      '2026-05-12',
    ])
  })

  test('onto times that its own bookings have now', async () => {
    const answer = await shift({ shift_days: 7 })
    expect(startsOf(answer).map(start => start.slice(0, 10))).toEqual([
      '2026-04-27',
      '2026-05-04',
      '2026-05-11',
      '2026-05-18',
    ])
    // Their occupancies are where they are: the first Monday is free, the last is taken.
    expect((await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))).status).toBe(201)
    expect((await book(sandbox, bodyAt('2026-05-18T05:00:00Z'))).status).toBe(422)
  })

  test('to another resource, which is then that of the series', async () => {
    await addResource(sandbox, { id: 'res_asha' })
    const refused = await shift({ resource_id: 'res_asha' })
    expect(faultsOf(refused)).toEqual(['/resource_id not_eligible'])
    await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', {
      body: { requirements: [{ group: 'staff', resource_ids: ['res_asha', 'res_dr_niket'] }] },
    })
    const answer = await shift({ resource_id: 'res_asha' })
    expect(answer.json.resource_id).toBe('res_asha')
    expect((await book(sandbox, bodyAt('2026-04-27T05:00:00Z'))).status).toBe(201)
    expect((await sandbox.eventTypes()).slice(9, 13)).toEqual(Array(4).fill('booking.rescheduled'))
  })

  test('not what is over, cancelled or checked in', async () => {
    const [first, second] = bookingsOf(series)
    await sandbox.send('POST', `/v2/bookings/${second}/cancel`, { body: {} })
    sandbox.clock.set(Date.parse('2026-04-20T05:10:00Z'))
    await sandbox.send('POST', `/v2/bookings/${first}/check_in`, { body: {} })
    const answer = await shift({ start_time: '12:00' })
    expect(startsOf(answer).map(start => start.slice(11, 16))).toEqual(['05:00', '05:00', '06:30', '06:30'])
  })

  test('a booking that was moved by itself keeps its distance', async () => {
    const [, second] = bookingsOf(series)
    await sandbox.send('POST', `/v2/bookings/${second}/reschedule`, {
      body: { start_at: '2026-04-28T06:00:00Z' },
    })
    const answer = await shift({ start_time: '11:00', shift_days: 1 })
    expect(answer.json.occurrences[1]).toMatchObject({
      original_start_at: '2026-04-28T05:30:00Z',
      start_at: '2026-04-29T06:30:00Z',
    })
  })

  test('nothing where nothing changes', async () => {
    const before = await everything(sandbox)
    const same = await shift({ shift_days: 0, start_time: '10:30' })
    expect([same.status, same.json.revision]).toEqual([200, 1])
    expect(await everything(sandbox)).toEqual(before)
  })
})

test('the wall time holds over a change of the clocks, before and after the shift', async () => {
  await addResource(sandbox, { id: 'res_ny', timezone: 'America/New_York' })
  await addService(sandbox, {
    id: 'svc_ny',
    horizon_days: 400,
    requirements: JSON.stringify([{ group: 'staff', resource_ids: ['res_ny'], skills: [] }]),
  })
  const made = await createSeries(sandbox, {
    service_id: 'svc_ny',
    resource_id: 'res_ny',
    start_local: '2026-10-30T10:30',
    rrule: 'FREQ=WEEKLY;COUNT=2',
  })
  const answer = await sandbox.send('PATCH', `/v2/booking_series/${made.json.id}`, {
    body: { start_time: '16:00' },
  })
  expect(startsOf(answer)).toEqual(['2026-10-30T20:00:00Z', '2026-11-06T21:00:00Z'])
})

test('all or nothing: one date that is not free leaves all where they are, and every one is told', async () => {
  await book(sandbox, bodyAt('2026-04-27T06:00:00Z'))
  await book(sandbox, bodyAt('2026-05-11T06:00:00Z'))
  const before = await everything(sandbox)
  const answer = await shift({ start_time: '11:30' })
  expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
  expect(refusedIn(answer.json.error.details.dates)).toEqual([
    '2026-04-27T06:00:00Z existing_booking',
    '2026-05-11T06:00:00Z existing_booking',
  ])
  expect(await everything(sandbox)).toEqual(before)
})

test('parallel shifts onto one time: one has it', async () => {
  const other = await createSeries(sandbox, { start_local: '2026-04-20T12:00' })
  const answers = await Promise.all(
    [series, other].map(({ json }) =>
      sandbox.send('PATCH', `/v2/booking_series/${json.id}`, { body: { start_time: '14:00' } }),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422])
})

test('a booking of another series is none to begin with, and the revision has to be the one that is named', async () => {
  const other = await createSeries(sandbox, { start_local: '2026-04-20T12:00' })
  const answer = await shift({ from_booking_id: bookingsOf(other)[0], shift_days: 1 })
  expect(faultsOf(answer)).toEqual(['/from_booking_id not_found'])
  expect((await shift({ shift_days: 1 }, { 'if-match': '"7"' })).status).toBe(412)
})

test('once all of it is over there is nothing to shift', async () => {
  await sandbox.send('POST', `${path}/cancel`, { body: {} })
  const answer = await shift({ shift_days: 1 })
  expect([answer.status, answer.json.error.details]).toEqual([
    409,
    { from: 'cancelled', action: 'reschedule', allowed: [] },
  ])
})
