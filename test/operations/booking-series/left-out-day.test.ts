import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from '../../control/controlled-sandbox.ts'
import { addResource, addService } from '../bookings/booking-world.ts'
import { startsIn } from '../bookings/calendar-readers.ts'
import { bookingsOf, seriesBody, startsOf } from './series-world.ts'

// Samoa went over the date line: in Apia 29 December 2011 was followed by the 31st.
let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox([], { dataSet: 'reference' })
  await sandbox.control('POST', '/clock/freeze', { body: { at: '2011-12-20T00:00:00Z' } })
  const allDay = [{ start: '00:00', end: '24:00' }]
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const weekly = JSON.stringify(Object.fromEntries(days.map(day => [day, allDay])))
  const inside = sandbox as never
  await addResource(inside, { id: 'res_apia', timezone: 'Pacific/Apia', weekly })
  const requirements = JSON.stringify([{ group: 'staff', resource_ids: ['res_apia'], skills: [] }])
  await addService(inside, { id: 'svc_apia', horizon_days: 90, requirements })
  await sandbox.send('PATCH', '/v2/customers/cust_priya_01', {
    body: { locale: 'en-GB', timezone: 'Pacific/Apia' },
  })
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

async function series(members: object) {
  const body = seriesBody({ service_id: 'svc_apia', resource_id: 'res_apia', ...members })
  const answer = await sandbox.send('POST', '/v2/booking_series', { body })
  expect(answer.status, answer.text).toBe(201)
  return answer
}

const file = async (id = '') => (await sandbox.send('GET', `/v2/bookings/${id}/ics?scope=series`)).text
const wallStarts = (text: string) =>
  [...text.matchAll(/DTSTART;TZID=Pacific\/Apia:(\S+)/g)].map(([, at]) => at)

const daily = { rrule: 'FREQ=DAILY;COUNT=4', start_local: '2011-12-28T10:30' }
const instants = [
  '2011-12-28T20:30:00Z',
  '2011-12-29T20:30:00Z',
  '2011-12-30T20:30:00Z',
  '2011-12-31T20:30:00Z',
]

test('a daily series goes from the 29th to the 31st, a day of 24 hours later', async () => {
  const answer = await series(daily)
  expect(startsOf(answer)).toEqual(instants)
  expect(answer.json).toMatchObject({
    start_local: '2011-12-28T10:30:00',
    timezone: 'Pacific/Apia',
    skipped: [],
  })
  expect(answer.json.occurrences.map((one: { original_start_at: string }) => one.original_start_at)).toEqual(
    instants,
  )
})

test('its calendar file names days that were there, with the instants that two readers find in it', async () => {
  const answer = await series(daily)
  const text = await file(bookingsOf(answer)[0])
  expect(wallStarts(text)).toEqual([
    '20111228T103000',
    '20111229T103000',
    '20111231T103000',
    '20120101T103000',
  ])
  expect(startsIn(text)).toEqual(instants.map(at => at.replace('Z', '.000Z')))
  // From ten hours behind to fourteen ahead, at the midnight that ended the 29th.
  expect(text).toMatch(/DTSTART:20111230T000000\r\nTZOFFSETFROM:-1000\r\nTZOFFSETTO:\+1400/)
  expect(text).not.toContain('20111230T103000')
})

test('what the customer is told names the same days', async () => {
  await series(daily)
  const { data } = (await sandbox.control('GET', '/messages')).json
  const told = data.map(({ text }: { text: string }) => /When: (.*)/.exec(text)?.[1])
  expect(told).toEqual([
    expect.stringMatching(/^Wednesday,? 28 December 2011.* 10:30/),
    expect.stringMatching(/^Thursday,? 29 December 2011.* 10:30/),
    expect.stringMatching(/^Saturday,? 31 December 2011.* 10:30/),
    expect.stringMatching(/^Sunday,? 1 January 2012.* 10:30/),
  ])
})

test('the Friday that was left out is the Saturday, once', async () => {
  const answer = await series({ rrule: 'FREQ=WEEKLY;BYDAY=FR,SA;COUNT=5', start_local: '2011-12-23T10:30' })
  expect(startsOf(answer)).toEqual([
    '2011-12-23T20:30:00Z',
    '2011-12-24T20:30:00Z',
    '2011-12-30T20:30:00Z',
    '2012-01-05T20:30:00Z',
    '2012-01-06T20:30:00Z',
  ])
})

test('moved by a day, the series still names days that are there', async () => {
  const { json } = await series({ rrule: 'FREQ=DAILY;COUNT=2', start_local: '2011-12-28T10:30' })
  const shifted = await sandbox.send('PATCH', `/v2/booking_series/${json.id}`, {
    body: { shift_days: 1 },
  })
  expect(shifted.status, shifted.text).toBe(200)
  expect(startsOf(shifted)).toEqual(['2011-12-29T20:30:00Z', '2011-12-30T20:30:00Z'])
  const text = await file(bookingsOf(shifted)[0])
  expect(wallStarts(text)).toEqual(['20111229T103000', '20111231T103000'])
  expect(startsIn(text)).toEqual(['2011-12-29T20:30:00.000Z', '2011-12-30T20:30:00.000Z'])
})
