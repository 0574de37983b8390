import { startSandbox } from 'ideadunes/testing'
import { createFrontDesk } from '../app/front-desk.js'

const order = { order: 'order-1', customerId: 'cust_priya_01', startAt: '2026-04-20T05:00:00Z' }

let base
let sandbox
let desk
beforeAll(async () => {
  base = await startSandbox({ clock: '2026-04-15T09:00:00Z' })
})
beforeEach(async () => {
  sandbox = await base.fork()
  desk = createFrontDesk({ baseUrl: sandbox.baseUrl, apiKey: sandbox.keys.secret, fetch: sandbox.fetch })
})
afterEach(() => sandbox.close())
afterAll(() => base.close())

test('a booking is confirmed', async () => {
  const { bookingId } = await desk.book(order)
  const event = await sandbox.events.waitFor('booking.confirmed')
  expect(event.data.object.id).toBe(bookingId)
  expect(await desk.agenda()).toContainEqual({ bookingId, startAt: order.startAt })
})

test('an order that is sent twice is booked once', async () => {
  const first = await desk.book(order)
  expect(await desk.book(order)).toEqual({ ...first, again: true })
  expect(await sandbox.events.list({ type: 'booking.created' })).toHaveLength(1)
})

test('the customer is reminded a day before', async () => {
  await desk.book(order)
  expect(await sandbox.clock.advance('4d')).toHaveLength(1)
  expect((await sandbox.events.waitFor('booking.reminder_due')).data.offset).toBe(24 * 60)
})

test('a busy API is told as busy', async () => {
  await sandbox.tenants.setPlan('tnt_clinic', '1/1/100')
  await desk.agenda()
  expect(await desk.book(order)).toEqual({ status: 'busy', retryAfterSeconds: 60 })
})
