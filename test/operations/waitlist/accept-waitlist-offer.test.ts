import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, faultsOf } from '../bookings/booking-world.ts'
import {
  accept,
  archiveConsultation,
  booked,
  entry,
  join,
  joined,
  move,
  offersMade,
  twoWaiting,
  wait,
  wanted,
  windowAt,
} from './waitlist-world.ts'

test('an offer becomes a booking, and its hold is consumed', async () => {
  const sandbox = await forkSandbox()
  const { booking, first } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const { offer } = await entry(sandbox, first.id)
  const before = (await sandbox.eventTypes()).length
  const answer = await accept(sandbox, first.id, { body: { channel: 'phone', notes: 'By phone' } })
  expect(answer.status).toBe(201)
  expect(answer.json).toMatchObject({
    status: 'confirmed',
    customer_id: 'cust_arjun_02',
    start_at: wanted,
    hold_id: offer.hold_id,
    channel: 'phone',
    notes: 'By phone',
    client_secret: expect.stringMatching(/^cs_/),
  })
  expect(await entry(sandbox, first.id)).toMatchObject({
    status: 'accepted',
    offer: null,
    booking_id: answer.json.id,
  })
  expect((await sandbox.eventTypes()).slice(before)).toEqual(['booking.created', 'booking.confirmed'])
  expect((await sandbox.send('GET', `/v2/holds/${offer.hold_id}`)).json.status).toBe('consumed')
  // Nothing is left that could lapse, and nothing was freed.
  await wait(sandbox, 60)
  expect(await offersMade(sandbox)).toHaveLength(1)
})

test('of twenty accepts at once one books', async () => {
  const sandbox = await forkSandbox()
  const { booking, first } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const answers = await Promise.all(Array.from({ length: 20 }, () => accept(sandbox, first.id)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(19).fill(409)])
  for (const { json } of answers.filter(({ status }) => status === 409)) {
    expect(json.error.details).toEqual({ from: 'accepted', action: 'accept', allowed: [] })
  }
  const { json } = await sandbox.send('GET', `/v2/bookings?start_from=${wanted}&status=confirmed`)
  expect(json.data.filter((row: { start_at: string }) => row.start_at === wanted)).toHaveLength(1)
})

test('the customer accepts with the secret of the entry, and with nothing else', async () => {
  const sandbox = await forkSandbox()
  const booking = await booked(sandbox)
  const key = 'publishable'
  const { json: own } = await join(sandbox, { customer: { name: 'Meera Iyer' } }, { key })
  const { client_secret: strange } = await joined(sandbox)
  await move(sandbox, booking, 'cancel')
  for (const headers of [{}, { 'x-client-secret': strange }]) {
    expect((await accept(sandbox, own.id, { key, headers })).status).toBe(404)
  }
  const headers = { 'x-client-secret': own.client_secret }
  expect((await accept(sandbox, own.id, { key, headers })).json).toMatchObject({ status: 'confirmed' })
})

test('to the last moment of an offer it is in time; from its expiry on too late, though nothing has fired', async () => {
  const sandbox = await forkSandbox()
  const { booking, first, second } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const expires = Date.parse((await entry(sandbox, first.id)).offer.expires_at)
  sandbox.clock.set(expires)
  expect((await accept(sandbox, first.id)).json.error.code).toBe('offer_expired')
  await wait(sandbox, 0)
  expect((await accept(sandbox, first.id)).json.error.code).toBe('offer_expired')
  sandbox.clock.set(Date.parse((await entry(sandbox, second.id)).offer.expires_at) - 1)
  expect((await accept(sandbox, second.id)).status).toBe(201)
})

test('nobody else takes what is offered: neither by its start nor by its hold', async () => {
  const sandbox = await forkSandbox()
  const { booking, first } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const { offer } = await entry(sandbox, first.id)
  expect((await book(sandbox, bodyAt(wanted))).json.error.details.conflicts).toEqual([
    { type: 'hold', id: offer.hold_id },
  ])
  const taken = await book(sandbox, bodyAt(wanted, { hold_id: offer.hold_id }))
  expect(faultsOf(taken)).toEqual(['/hold_id waitlist_offer'])
  expect((await entry(sandbox, first.id)).status).toBe('offered')
})

test('who waits, has left or was never offered anything has nothing to accept', async () => {
  const sandbox = await forkSandbox()
  const { first, second } = await twoWaiting(sandbox)
  expect((await accept(sandbox, first.id)).json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'waiting', action: 'accept', allowed: ['offer', 'remove'] },
  })
  await sandbox.send('DELETE', `/v2/waitlist_entries/${second.id}`)
  expect((await accept(sandbox, second.id)).json.error.details.from).toBe('removed')
})

test('an offer that was made before its service was archived can be accepted', async () => {
  const sandbox = await forkSandbox()
  const { booking, first } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  await archiveConsultation(sandbox)
  expect((await accept(sandbox, first.id)).status).toBe(201)
})

test('by the policy of the service the booking is pending; the notice was met when it was offered', async () => {
  const sandbox = await forkSandbox()
  const start = '2026-04-15T11:00:00Z'
  await sandbox.send('PATCH', '/v2/services/svc_consult_30', {
    body: { confirmation: 'manual', notice_min: 60, policy: { offer_min: 60 } },
  })
  const booking = await booked(sandbox, start)
  const { id } = await joined(sandbox, { windows: [windowAt(start)] })
  await move(sandbox, booking, 'cancel')
  await wait(sandbox, 50)
  expect((await accept(sandbox, id)).json).toMatchObject({ status: 'pending', start_at: start })
})
