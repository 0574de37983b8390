import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectSandbox, Failure, startSandbox } from 'ideadunes/testing'
import { createFrontDesk } from '../app/front-desk.js'

// What docs/testing.md shows and the suites of the runners do not.

const order = { order: 'order-1', customerId: 'cust_priya_01', startAt: '2026-04-20T05:00:00Z' }

test('the first sandbox', async () => {
  await using sandbox = await startSandbox({ clock: '2026-04-15T09:00:00Z' })

  const answer = await sandbox.fetch('/v2/bookings/bk_01HXYW999')
  assert.equal(answer.status, 200)

  const { data } = await sandbox.client.call('listBookings', { query: { status: 'confirmed' } })
  assert.equal(data.data[0].status, 'confirmed')
})

test('an app with a client of its own', async () => {
  await using sandbox = await startSandbox({ port: 0 })
  const desk = createFrontDesk({ baseUrl: sandbox.baseUrl, apiKey: sandbox.keys.secret })
  assert.equal((await desk.agenda()).length > 0, true)
})

test('the clock', async () => {
  await using sandbox = await startSandbox({ clock: '2026-04-15T09:00:00Z' })

  await sandbox.clock.advance('1d12h') // or { days: 1, hours: 12 }
  await sandbox.clock.advance({ to: '2026-04-18T00:00:00Z' })
  const fired = await sandbox.clock.advance({ until: 'next' })
  for (const { at, kind, object_id, events } of fired) assert.ok(at && kind && object_id && events)

  await sandbox.clock.set('2026-04-15T09:00:00Z') // also back
  await sandbox.clock.resume() // runs on from there
  await sandbox.clock.freeze()
  assert.ok((await sandbox.clock.now()) instanceof Date)
})

test('waiting', async () => {
  await using sandbox = await startSandbox({ clock: '2026-04-15T09:00:00Z' })
  const desk = createFrontDesk({
    baseUrl: sandbox.baseUrl,
    apiKey: sandbox.keys.secret,
    fetch: sandbox.fetch,
  })
  const { bookingId } = await desk.book(order)

  const created = await sandbox.events.waitFor('booking.created')
  const mine = await sandbox.events.waitFor({
    type: 'booking.*',
    where: event => event.data.object.id === bookingId,
  })
  const all = await sandbox.events.list({ type: 'booking.*', tenant: 'tnt_clinic' })
  const request = await sandbox.requests.waitFor({ path: '/v2/bookings*', status: '2xx' })
  assert.deepEqual([created.id, mine.id, request.status], [all[0].id, all[0].id, 201])
  const message = await sandbox.messages.waitFor({ kind: 'confirmation', booking: bookingId })
  assert.match(message.text, /is confirmed/)
  await assert.rejects(
    sandbox.events.waitFor('booking.declined', { timeoutMs: 10 }),
    error => error instanceof Failure && error.code === 'no_such_event',
  )
})

test('an answer that gets lost', async () => {
  await using sandbox = await startSandbox({ clock: '2026-04-15T09:00:00Z' })
  const { baseUrl, keys, fetch } = sandbox
  const desk = createFrontDesk({ baseUrl, apiKey: keys.secret, fetch })

  await sandbox.faults.add({ effect: 'drop_after', operation: 'createBooking', times: 1 })
  await assert.rejects(desk.book(order), { name: 'TypeError', message: 'fetch failed' })
  assert.equal((await desk.book(order)).again, true)

  assert.equal((await sandbox.events.list({ type: 'booking.created' })).length, 1)
})

test('keys and tenants', async () => {
  await using sandbox = await startSandbox()

  await sandbox.tenants.create({ id: 'tnt_other', name: 'Other', account: 'acct_other' })
  const { key } = await sandbox.keys.create({ tenant: 'tnt_other' })
  const stranger = sandbox.createClient({ apiKey: key })
  const page = sandbox.createClient({ apiKey: sandbox.keys.publishable, tenant: 'tnt_ideadunes' })
  await sandbox.keys.revoke(key)

  await assert.rejects(stranger.call('getTenant'), { code: 'invalid_api_key' })
  assert.equal((await page.call('getTenant')).data.id, 'tnt_ideadunes')
})

test('a sandbox of another process', async () => {
  await using other = await startSandbox({ port: 0 })
  const { baseUrl, controlToken } = other

  await using running = await connectSandbox({ baseUrl, controlToken })
  await using sandbox = await running.fork({ expires: '10m' })

  assert.equal((await sandbox.fetch('/v2/tenant')).status, 200)
})
