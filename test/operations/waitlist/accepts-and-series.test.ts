import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { createSeries } from '../booking-series/series-world.ts'
import { addResource, addService, bodyAt, book } from '../bookings/booking-world.ts'
import { accept, booked, entry, joined, move, offersMade, wait, wanted } from './waitlist-world.ts'

const held = { service_id: 'svc_class', resource_id: 'res_hall' }

/** A hall with room for some, of which some places are offered to those who wait, and the others are free. */
async function hallWith(capacity: number, offers: number) {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_hall', type: 'room', capacity })
  const requirements = JSON.stringify([{ group: 'room', resource_ids: ['res_hall'], skills: [] }])
  await addService(sandbox, { id: 'svc_class', capacity, requirements })
  const bookings: string[] = []
  for (let i = 0; i < capacity; i++) bookings.push(await booked(sandbox, wanted, held))
  const entries: string[] = []
  for (let i = 0; i < offers; i++) entries.push((await joined(sandbox, { service_id: 'svc_class' })).id)
  for (const id of bookings) await move(sandbox, id, 'cancel')
  expect(await offersMade(sandbox)).toEqual(entries.map(id => `${id} ${wanted} res_hall`))
  return { sandbox, entries, before: (await sandbox.eventTypes()).length }
}

const series = (sandbox: TestSandbox) => createSeries(sandbox, { ...held, rrule: 'FREQ=WEEKLY;COUNT=2' })
const one = (sandbox: TestSandbox) => book(sandbox, bodyAt(wanted, held))
const madeOf = (answers: readonly TestAnswer[]) => answers.filter(({ status }) => status === 201)

/** Sends all of it at once, in an order that is given by numbers; gives the answers by name. */
async function together(
  sends: Readonly<Record<string, (() => Promise<TestAnswer>)[]>>,
  order: readonly number[],
): Promise<Record<string, TestAnswer[]>> {
  const all = Object.entries(sends).flatMap(([name, list]) => list.map(send => ({ name, send })))
  const shuffled = all
    .map((item, i) => ({ ...item, at: order[i % order.length] ?? 0 }))
    .toSorted((a, b) => a.at - b.at)
  const answers = await Promise.all(shuffled.map(async ({ name, send }) => ({ name, answer: await send() })))
  return Object.fromEntries(
    Object.keys(sends).map(key => [
      key,
      answers.filter(({ name }) => name === key).map(({ answer }) => answer),
    ]),
  )
}

async function confirmedAt(sandbox: TestSandbox, start: string) {
  const { json } = await sandbox.send('GET', '/v2/bookings?service_id=svc_class&status=confirmed&limit=100')
  return json.data.filter(({ start_at }: { start_at: string }) => start_at === start)
}

const repeated = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)

test('accepts, series and bookings at once on one capacity: as many as fit succeed, and each has its place', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 6 }),
      fc.nat({ max: 4 }),
      fc.array(fc.nat({ max: 1_000 }), { minLength: 40, maxLength: 40 }),
      async (capacity, fewer, order) => {
        const offers = Math.max(1, capacity - fewer)
        const free = capacity - offers
        const { sandbox, entries, before } = await hallWith(capacity, offers)
        const answers = await together(
          {
            accepts: entries.flatMap(id => repeated(3, () => accept(sandbox, id))),
            series: repeated(capacity, () => series(sandbox)),
            bookings: repeated(3, () => one(sandbox)),
          },
          order,
        )
        const { accepts = [], series: rows = [], bookings = [] } = answers
        // Each offer is accepted once; everybody else who accepts it is told that it was.
        expect(madeOf(accepts)).toHaveLength(offers)
        for (const { json } of accepts.filter(({ status }) => status !== 201)) {
          expect(json.error).toMatchObject({
            code: 'invalid_state_transition',
            details: { from: 'accepted' },
          })
        }
        expect(madeOf(rows).length + madeOf(bookings).length).toBe(Math.min(free, capacity + 3))
        for (const answer of [...rows, ...bookings]) {
          if (answer.status === 201) continue
          expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
          for (const { type } of answer.json.error.details.conflicts) {
            expect(['capacity_full', 'hold']).toContain(type)
          }
        }
        // Nobody has a place twice, and nobody's place went to somebody else.
        expect(await confirmedAt(sandbox, wanted)).toHaveLength(capacity)
        expect(await confirmedAt(sandbox, '2026-04-27T05:00:00Z')).toHaveLength(madeOf(rows).length)
        for (const id of entries) {
          const { status, booking_id } = await entry(sandbox, id)
          expect(status).toBe('accepted')
          expect(madeOf(accepts).filter(({ json }) => json.id === booking_id)).toHaveLength(1)
        }
        const told = (await sandbox.eventTypes()).slice(before)
        const made = madeOf(accepts).length + madeOf(bookings).length + 2 * madeOf(rows).length
        expect(told).toEqual(repeated(made, ['booking.created', 'booking.confirmed']).flat())
        await wait(sandbox, 60)
        expect(await offersMade(sandbox)).toHaveLength(offers)
      },
    ),
    { seed: 20260420, numRuns: 25 },
  )
})

test('at the second in which the offers lapse nobody accepts, and what they held goes to whoever comes', async () => {
  const { sandbox, entries } = await hallWith(5, 3)
  sandbox.clock.set(Date.parse((await entry(sandbox, entries[0] ?? '')).offer.expires_at))
  const { accepts = [], series: rows = [] } = await together(
    {
      accepts: entries.flatMap(id => repeated(3, () => accept(sandbox, id))),
      series: repeated(8, () => series(sandbox)),
    },
    [5, 3, 8, 1, 9, 2, 7],
  )
  expect(accepts.map(({ status, json }) => `${status} ${json.error?.code}`)).toEqual(
    repeated(9, '410 offer_expired'),
  )
  expect(madeOf(rows)).toHaveLength(5)
  expect(await confirmedAt(sandbox, wanted)).toHaveLength(5)
  await wait(sandbox, 0)
  expect((await sandbox.eventTypes()).filter(type => type === 'waitlist.offer_expired')).toHaveLength(3)
  // Nothing is left that could be offered to the next.
  expect(await offersMade(sandbox)).toHaveLength(3)
})

test('cancellations among them: each place that comes free is one offer, one booking or one series', async () => {
  const { sandbox, entries } = await hallWith(4, 2)
  const [first = '', second = ''] = entries
  await one(sandbox)
  const last = (await one(sandbox)).json.id
  const waiting: string[] = []
  for (let i = 0; i < 2; i++) waiting.push((await joined(sandbox, { service_id: 'svc_class' })).id)
  const {
    freed = [],
    accepts = [],
    series: rows = [],
  } = await together(
    {
      accepts: [first, second].map(id => () => accept(sandbox, id)),
      series: repeated(6, () => series(sandbox)),
      freed: [() => move(sandbox, last, 'cancel')],
    },
    [4, 9, 1, 7, 3, 8, 2, 6, 5],
  )
  expect(freed.map(({ status }) => status)).toEqual([200])
  expect(madeOf(accepts)).toHaveLength(2)
  // The cancellation offers its place in its own transaction, before any series can have it.
  expect(madeOf(rows)).toHaveLength(0)
  expect((await offersMade(sandbox)).slice(2)).toEqual([`${waiting[0]} ${wanted} res_hall`])
  expect(await confirmedAt(sandbox, wanted)).toHaveLength(3)
})
