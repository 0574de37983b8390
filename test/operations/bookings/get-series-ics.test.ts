import ICAL from 'ical.js'
import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bookingsOf, createSeries } from '../booking-series/series-world.ts'
import { addResource, addService } from './booking-world.ts'
import { startsIn } from './calendar-readers.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox()
})

const file = (id: string, request = {}) => sandbox.send('GET', `/v2/bookings/${id}/ics?scope=series`, request)

describe('instants on both sides of a change of the clocks', () => {
  test.each([
    ['America/New_York', '2026-10-30T10:30', '2026-10-30T14:30', '2026-11-06T15:30'],
    ['Europe/Dublin', '2026-10-23T10:30', '2026-10-23T09:30', '2026-10-30T10:30'],
    ['Australia/Lord_Howe', '2026-10-02T10:30', '2026-10-02T00:00', '2026-10-08T23:30'],
    ['Pacific/Chatham', '2026-09-25T10:30', '2026-09-24T21:45', '2026-10-01T20:45'],
    ['Asia/Beirut', '2026-10-23T10:30', '2026-10-23T07:30', '2026-10-30T08:30'],
    ['Africa/Casablanca', '2026-02-13T10:30', '2026-02-13T09:30', '2026-02-20T10:30'],
    ['Asia/Kolkata', '2026-10-23T10:30', '2026-10-23T05:00', '2026-10-30T05:00'],
    ['Asia/Kathmandu', '2026-10-23T10:30', '2026-10-23T04:45', '2026-10-30T04:45'],
  ])('%s', async (timezone, start_local, before, after) => {
    await addResource(sandbox, { id: 'res_there', timezone })
    await addService(sandbox, {
      id: 'svc_there',
      horizon_days: 400,
      requirements: JSON.stringify([{ group: 'staff', resource_ids: ['res_there'], skills: [] }]),
    })
    const series = await createSeries(sandbox, {
      service_id: 'svc_there',
      resource_id: 'res_there',
      start_local,
      rrule: 'FREQ=WEEKLY;COUNT=2',
    })
    expect(series.status, series.text).toBe(201)
    const { text } = await file(bookingsOf(series)[0] ?? '')
    expect(startsIn(text)).toEqual([`${before}:00.000Z`, `${after}:00.000Z`])
    expect(text).toContain(`DTSTART;TZID=${timezone}:${start_local.replaceAll(/[-:]/g, '')}00`)
    expect(text).not.toContain('RRULE')
  })
})

test('each live booking is an event of its own; a cancelled one is left out', async () => {
  const series = await createSeries(sandbox)
  const [first = '', second = '', ...others] = bookingsOf(series)
  await sandbox.send('POST', `/v2/bookings/${second}/cancel`, { body: {} })
  await sandbox.send('POST', `/v2/bookings/${first}/reschedule`, {
    body: { start_at: '2026-04-20T06:00:00Z' },
  })
  const { text, headers } = await file(second)
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
  const read = events.map(event => [
    String(event.getFirstPropertyValue('uid')).split('@')[0],
    event.getFirstPropertyValue('sequence'),
  ])
  expect(read).toEqual([[first, 1], ...others.map(id => [id, 0])])
  expect(startsIn(text)[0]).toBe('2026-04-20T06:00:00.000Z')
  expect(text).toContain('METHOD:PUBLISH')
  expect(headers['content-disposition']).toContain(`${series.json.id}.ics`)
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
})

test('of a series of which nothing is left, the booking that was asked for is cancelled', async () => {
  const series = await createSeries(sandbox)
  await sandbox.send('POST', `/v2/booking_series/${series.json.id}/cancel`, { body: {} })
  const { text } = await file(bookingsOf(series)[0] ?? '')
  expect(text).toContain('METHOD:CANCEL')
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1)
})

test('the customer sees it with the secret of one booking, without notes', async () => {
  const { sandbox: inside, keys } = sandbox
  const { clientSecretOf } = await import('../../../emulator/store/ids.ts')
  const series = await createSeries(sandbox, { notes: 'For the staff' })
  const [first = ''] = bookingsOf(series)
  const secret = clientSecretOf(inside.seed, 'tnt_clinic', first)
  const answer = await file(first, { key: keys.publishable, headers: { 'x-client-secret': secret } })
  expect(answer.status).toBe(200)
  expect(answer.text.match(/BEGIN:VEVENT/g)).toHaveLength(4)
  expect(answer.text).not.toContain('For the staff')
  expect((await file(first)).text).toContain('For the staff')
})
