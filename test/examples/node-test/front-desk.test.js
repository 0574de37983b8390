import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSandbox } from 'ideadunes/testing'
import { createFrontDesk } from '../app/front-desk.js'

const order = { order: 'order-1', customerId: 'cust_priya_01', startAt: '2026-04-20T05:00:00Z' }

let base
before(async () => {
  // On a port, for an app that brings its own HTTP client; forks are behind the same one.
  base = await startSandbox({ port: 0, clock: '2026-04-15T09:00:00Z' })
})
after(() => base.close())

function frontDesk({ baseUrl, keys }) {
  return createFrontDesk({ baseUrl, apiKey: keys.secret })
}

test('a booking is confirmed', async () => {
  await using sandbox = await base.fork()
  const { bookingId } = await frontDesk(sandbox).book(order)
  const event = await sandbox.events.waitFor('booking.confirmed')
  assert.equal(event.data.object.id, bookingId)
})

test('an order that is sent twice is booked once', async () => {
  await using sandbox = await base.fork()
  const desk = frontDesk(sandbox)
  const first = await desk.book(order)
  assert.deepEqual(await desk.book(order), { ...first, again: true })
  assert.equal((await sandbox.events.list({ type: 'booking.created' })).length, 1)
})

test('the customer is reminded a day before', async () => {
  await using sandbox = await base.fork()
  await frontDesk(sandbox).book(order)
  await sandbox.clock.advance({ until: 'next' })
  const now = await sandbox.clock.now()
  assert.equal(now.toISOString(), '2026-04-19T05:00:00.000Z')
  await sandbox.events.waitFor('booking.reminder_due')
})

test('a busy API is told as busy', async () => {
  await using sandbox = await base.fork()
  await sandbox.tenants.setPlan('tnt_clinic', '1/1/100')
  const desk = frontDesk(sandbox)
  await desk.agenda()
  assert.deepEqual(await desk.book(order), { status: 'busy', retryAfterSeconds: 60 })
})
