import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from '../bookings/booking-world.ts'
import { release } from '../holds/hold-requests.ts'
import {
  booked,
  entry,
  joined,
  move,
  offersMade,
  twoWaiting,
  wait,
  wanted,
  windowAt,
} from './waitlist-world.ts'

test('an offer that lapses goes to the next, then the start is free for everybody', async () => {
  const sandbox = await forkSandbox()
  const { booking, first, second } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const { offer } = await entry(sandbox, first.id)
  const fired = await wait(sandbox, 15)
  expect(fired).toEqual([
    {
      at: '2026-04-15T09:57:11Z',
      kind: 'hold.expire',
      tenant_id: 'tnt_clinic',
      object_id: offer.hold_id,
      events: ['hold.expired', 'waitlist.offer_expired', 'waitlist.offer_made'],
    },
  ])
  const [lapsed] = (await sandbox.events()).filter(({ type }) => type === 'waitlist.offer_expired')
  expect(lapsed.data).toMatchObject({
    object: { id: first.id, status: 'waiting', offer: null, lapses: 1, revision: 3 },
    offer,
  })
  expect(await entry(sandbox, second.id)).toMatchObject({ status: 'offered', lapses: 0 })
  await wait(sandbox, 15)
  expect(await offersMade(sandbox)).toHaveLength(2)
  expect((await book(sandbox, bodyAt(wanted))).status).toBe(201)
})

test('what was let lapse is never offered to the same again, though it is freed again', async () => {
  const sandbox = await forkSandbox()
  const id = await booked(sandbox)
  const { id: waiting } = await joined(sandbox, { windows: [windowAt(wanted, 60)] })
  await booked(sandbox, '2026-04-20T05:30:00Z')
  await move(sandbox, id, 'cancel')
  await wait(sandbox, 15)
  const again = await booked(sandbox)
  await move(sandbox, again, 'cancel')
  expect(await offersMade(sandbox)).toHaveLength(1)
  expect(await entry(sandbox, waiting)).toMatchObject({ status: 'waiting', lapses: 1 })
})

test('the third lapse is the end', async () => {
  const sandbox = await forkSandbox()
  const starts = [
    '2026-04-20T05:00:00Z',
    '2026-04-20T06:00:00Z',
    '2026-04-20T07:00:00Z',
    '2026-04-20T08:00:00Z',
  ]
  const bookings: string[] = []
  for (const start of starts) bookings.push(await booked(sandbox, start))
  const { id } = await joined(sandbox, { windows: starts.map(start => windowAt(start)) })
  const seen: unknown[] = []
  for (const booking of bookings) {
    await move(sandbox, booking, 'cancel')
    await wait(sandbox, 15)
    const { status, lapses } = await entry(sandbox, id)
    seen.push([status, lapses])
  }
  expect(seen).toEqual([
    ['waiting', 1],
    ['waiting', 2],
    ['expired', 3],
    ['expired', 3],
  ])
  expect(await offersMade(sandbox)).toHaveLength(3)
})

test('one jump of the clock does what many steps do', async () => {
  const told: string[][] = []
  for (const steps of [1, 60]) {
    const sandbox = await forkSandbox()
    const { booking } = await twoWaiting(sandbox)
    await move(sandbox, booking, 'cancel')
    for (let i = 0; i < steps; i++) await wait(sandbox, 60 / steps)
    told.push((await sandbox.events()).map(({ request_id: _, ...event }) => JSON.stringify(event)))
  }
  expect(told[0]).toEqual(told[1])
})

test('releasing the hold of an offer takes it back: no lapse, and the next one gets it', async () => {
  const sandbox = await forkSandbox()
  const { booking, first, second } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const { offer } = await entry(sandbox, first.id)
  expect((await release(sandbox, offer.hold_id)).json.status).toBe('released')
  expect(await entry(sandbox, first.id)).toMatchObject({ status: 'waiting', offer: null, lapses: 0 })
  expect(await entry(sandbox, second.id)).toMatchObject({ status: 'offered' })
})
