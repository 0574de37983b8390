import { beforeEach, expect, test } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from '../bookings/booking-world.ts'
import { bookingsOf, createSeries } from './series-world.ts'

let sandbox: TestSandbox
let series: TestAnswer
beforeEach(async () => {
  sandbox = await forkSandbox()
  series = await createSeries(sandbox)
})

const cancel = (body: Record<string, unknown> = {}) =>
  sandbox.send('POST', `/v2/booking_series/${series.json.id}/cancel`, { body })
const statusesOf = (answer: TestAnswer) =>
  answer.json.occurrences.map(({ status }: { status: string }) => status)

test('cancels everything ahead and frees its time', async () => {
  const answer = await cancel({ actor: 'customer', reason: 'Moved away' })
  expect([answer.status, answer.json.status, answer.json.revision]).toEqual([200, 'cancelled', 2])
  expect(statusesOf(answer)).toEqual(Array(4).fill('cancelled'))
  expect((await sandbox.eventTypes()).slice(8)).toEqual(Array(4).fill('booking.cancelled'))
  const { json } = await sandbox.send('GET', `/v2/bookings/${bookingsOf(series)[3]}`)
  expect(json.cancellation).toMatchObject({ actor: 'customer', reason: 'Moved away', fee: 0 })
  expect((await book(sandbox, bodyAt('2026-05-11T05:00:00Z'))).status).toBe(201)
})

test('cancels one and those after it; the series goes on until nothing is ahead', async () => {
  const answer = await cancel({ from_booking_id: bookingsOf(series)[2] })
  expect([answer.json.status, ...statusesOf(answer)]).toEqual([
    'active',
    'confirmed',
    'confirmed',
    'cancelled',
    'cancelled',
  ])
  expect((await cancel()).json.status).toBe('cancelled')
})

test('leaves what is over as it is', async () => {
  const [first] = bookingsOf(series)
  sandbox.clock.set(Date.parse('2026-04-20T06:00:00Z'))
  await sandbox.send('POST', `/v2/bookings/${first}/complete`)
  expect(statusesOf(await cancel())).toEqual(['completed', 'cancelled', 'cancelled', 'cancelled'])
})

test('a series of which nothing is ahead cannot be cancelled', async () => {
  await cancel()
  const answer = await cancel()
  expect([answer.status, answer.json.error.details]).toEqual([
    409,
    { from: 'cancelled', action: 'cancel', allowed: [] },
  ])
})
