import { startSandbox } from 'ideadunes/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFrontDesk } from '../app/front-desk.js'

const order = { order: 'order-1', customerId: 'cust_priya_01', startAt: '2026-04-20T05:00:00Z' }

let base
beforeAll(async () => {
  base = await startSandbox({ clock: '2026-04-15T09:00:00Z' })
})
afterAll(() => base.close())

/** The app under test, on a sandbox. */
function frontDesk({ baseUrl, keys, fetch }) {
  return createFrontDesk({ baseUrl, apiKey: keys.secret, fetch })
}

test('a booking is confirmed', async () => {
  await using sandbox = await base.fork()
  const { bookingId } = await frontDesk(sandbox).book(order)
  const event = await sandbox.events.waitFor({
    type: 'booking.confirmed',
    where: ({ data }) => data.object.id === bookingId,
  })
  expect(event.data.object.start_at).toBe(order.startAt)
})

test('a time that is taken comes with others that can be had', async () => {
  await using sandbox = await base.fork()
  const desk = frontDesk(sandbox)
  await desk.book(order)
  const second = await desk.book({ ...order, order: 'order-2' })
  expect(second.status).toBe('taken')
  const [startAt] = second.suggestions
  expect(await desk.book({ ...order, order: 'order-3', startAt })).toMatchObject({ status: 'booked' })
})

test('an order that is sent twice is booked once', async () => {
  await using sandbox = await base.fork()
  const desk = frontDesk(sandbox)
  const first = await desk.book(order)
  expect(await desk.book(order)).toEqual({ ...first, again: true })
  expect(await sandbox.events.list({ type: 'booking.created' })).toHaveLength(1)
})

test('the customer is reminded a day before', async () => {
  await using sandbox = await base.fork()
  const { bookingId } = await frontDesk(sandbox).book(order)
  const fired = await sandbox.clock.advance({ days: 4 })
  expect(fired).toContainEqual(expect.objectContaining({ kind: 'booking.reminder', object_id: bookingId }))
  expect((await sandbox.events.waitFor('booking.reminder_due')).created_at).toBe('2026-04-19T05:00:00Z')
})

test('a busy API is told as busy', async () => {
  await using sandbox = await base.fork()
  await sandbox.tenants.setPlan('tnt_clinic', '1/1/100')
  const desk = frontDesk(sandbox)
  await desk.agenda()
  expect(await desk.book(order)).toEqual({ status: 'busy', retryAfterSeconds: 60 })
  const refused = await sandbox.requests.waitFor({ status: 429 })
  expect(refused.path).toBe('/v2/bookings')
})
