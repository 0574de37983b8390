import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { everything } from '../operations/bookings/booking-world.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox([], { dataSet: 'reference' })
  await sandbox.control('POST', '/clock/freeze', { body: { at: '2026-04-15T09:42:11Z' } })
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const seed = (text: string) =>
  sandbox.control('POST', '/seed', { rawBody: text, headers: { 'content-type': 'application/yaml' } })

const series = (members: string) =>
  `  - { customer_id: cust_priya_01, service_id: svc_consult_30, ${members} }\n`

test('a file may have series, which come after bookings and are what a request makes of them', async () => {
  const { status, json } = await seed(`booking_series:
${series("id: series_one, rrule: FREQ=WEEKLY;COUNT=3, start_local: '2026-04-21T10:30', on_conflict: nearest")}
bookings:
  - { id: bk_monday, customer_id: cust_priya_01, service_id: svc_consult_30, start_at: 2026-04-28T05:00:00Z }
`)
  expect([status, json.created]).toEqual([200, { bookings: 1, booking_series: 1 }])
  const made = (await sandbox.send('GET', '/v2/booking_series/series_one')).json
  // The reference's booking of the 21st is in the way, and that of the file itself.
  expect(made.occurrences).toMatchObject([
    { start_at: '2026-04-21T05:30:00Z', conflicts: [{ id: 'bk_01HXYW999' }, {}] },
    { start_at: '2026-04-28T05:30:00Z', conflicts: [{ id: 'bk_monday' }] },
    { start_at: '2026-05-05T05:00:00Z', status: 'confirmed' },
  ])
  const { json: bookings } = await sandbox.send('GET', '/v2/bookings?series_id=series_one')
  expect(bookings.data).toHaveLength(3)
  expect((await sandbox.eventTypes()).filter(type => type === 'booking.created')).toHaveLength(4)
  const messages = (await sandbox.control('GET', '/messages')).json.data
  expect(messages).toHaveLength(4)
})

test('faults of series are told with their lines, each date that is not free too, and nothing is written', async () => {
  const before = await everything(sandbox)
  const { status, json } = await seed(`booking_series:
${series("rrule: FREQ=DAILY;COUNT=2, start_local: '2026-04-20T10:30'")}
  - customer_id: cust_nobody
    service_id: svc_consult_30
    rrule: FREQ=YEARLY;COUNT=2
    start_local: 2026-04-20T10:30:00Z
  - id: bk_no
    customer_id: cust_priya_01
    service_id: svc_consult_30
    rrule: FREQ=DAILY;COUNT=53
    start_local: '2026-05-20T10:30'
    colour: red
  - { id: series_twice, customer_id: cust_priya_01, service_id: svc_consult_30, rrule: FREQ=DAILY;COUNT=1, start_local: '2026-05-11T10:30' }
  - { id: series_twice, customer_id: cust_priya_01, service_id: svc_consult_30, rrule: FREQ=DAILY;COUNT=1, start_local: '2026-05-12T10:30' }
`)
  expect([status, json.error.code]).toEqual([422, 'validation_failed'])
  const told = json.error.details.fields.map(
    ({ line, column, path, code, message }: Record<string, string>) =>
      `${line}:${column} ${path} ${code}: ${message}`,
  )
  expect(told).toEqual([
    '2:5 /booking_series/0 resource_unavailable: Resource res_dr_niket is not available on 1 of 2 dates; nothing was changed (2026-04-21T05:00:00Z existing_booking bk_01HXYW999, outside_working_hours)',
    expect.stringMatching(/^7:5 \/booking_series\/1\/start_local invalid_format: /),
    expect.stringMatching(
      /^8:5 \/booking_series\/2\/id invalid_format: must be an id that starts with series_/,
    ),
    '13:5 /booking_series/2/colour unknown_field: is not a field of this request',
    '15:7 /booking_series/4/id duplicate: is the id of /booking_series/3 too: series_twice',
  ])
  expect(await everything(sandbox)).toEqual(before)
})
