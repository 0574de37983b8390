import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { addService, addStaff, bodyAt, book } from '../bookings/booking-world.ts'
import { hold, release } from '../holds/hold-requests.ts'
import { accept, join, leave, move, offer, wait, windowAt } from './waitlist-world.ts'

const capacities: Readonly<Record<string, number>> = { res_ann: 1, res_ben: 2 }
const first = Date.parse('2026-04-20T05:00:00Z')

/** Two who serve, one of them two at a time; half hours that may begin every quarter of an hour, and a buffer. */
async function practice(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const requirements = await addStaff(sandbox, capacities)
  await addService(sandbox, { id: 'svc_talk', capacity: 2, step_min: 15, buffer_after_min: 10, requirements })
  return sandbox
}

/** What was made so far. */
interface Made {
  readonly bookings: string[]
  readonly holds: string[]
  readonly entries: string[]
}

type Step = (sandbox: TestSandbox, made: Made) => Promise<unknown>

const startOf = (quarter: number) => new Date(first + quarter * 900_000).toISOString()
const quarter = fc.integer({ min: 0, max: 5 })
const size = fc.integer({ min: 1, max: 2 })
const whom = fc.option(fc.constantFrom(...Object.keys(capacities)), { nil: undefined })
const which = fc.nat({ max: 20 })

const named = (resource_id: string | undefined) => (resource_id === undefined ? {} : { resource_id })

function noted(ids: string[], answer: TestAnswer): TestAnswer {
  if (answer.status === 201) ids.push(answer.json.id)
  return answer
}

function one(ids: readonly string[], at: number, step: (id: string) => Promise<unknown>) {
  const id = ids[at % Math.max(1, ids.length)]
  return id === undefined ? Promise.resolve() : step(id)
}

const create = fc.tuple(quarter, size, whom).map(
  ([at, party_size, resource]): Step =>
    async (sandbox, made) => {
      const { resource_id: _, ...body } = bodyAt(startOf(at), { service_id: 'svc_talk', party_size })
      noted(made.bookings, await book(sandbox, { ...body, ...named(resource) }))
    },
)

const keep = fc.tuple(quarter, whom).map(
  ([at, resource]): Step =>
    async (sandbox, made) => {
      const body = { service_id: 'svc_talk', start_at: startOf(at), ttl_seconds: 300, resource_id: resource }
      noted(made.holds, await hold(sandbox, body))
    },
)

const queue = fc
  .tuple(quarter, fc.integer({ min: 30, max: 90 }), size, whom, fc.integer({ min: 0, max: 2 }))
  .map(
    ([at, minutes, party_size, resource, priority]): Step =>
      async (sandbox, made) => {
        const windows = [windowAt(startOf(at), minutes)]
        const body = { service_id: 'svc_talk', windows, party_size, priority, ...named(resource) }
        noted(made.entries, await join(sandbox, body))
      },
  )

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: create },
  { weight: 2, arbitrary: keep },
  { weight: 5, arbitrary: queue },
  {
    weight: 5,
    arbitrary: which.map(
      (at): Step =>
        (sandbox, made) =>
          one(made.bookings, at, id => move(sandbox, id, 'cancel')),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(which, quarter).map(
      ([at, to]): Step =>
        (sandbox, made) =>
          one(made.bookings, at, id => move(sandbox, id, 'reschedule', { start_at: startOf(to) })),
    ),
  },
  {
    weight: 1,
    arbitrary: which.map(
      (at): Step =>
        (sandbox, made) =>
          one(made.holds, at, id => release(sandbox, id)),
    ),
  },
  {
    weight: 3,
    arbitrary: which.map(
      (at): Step =>
        (sandbox, made) =>
          one(made.entries, at, async id => noted(made.bookings, await accept(sandbox, id))),
    ),
  },
  {
    weight: 1,
    arbitrary: which.map(
      (at): Step =>
        (sandbox, made) =>
          one(made.entries, at, id => leave(sandbox, id)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(which, quarter).map(
      ([at, to]): Step =>
        (sandbox, made) =>
          one(made.entries, at, id => offer(sandbox, id, { start_at: startOf(to) })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(3, 8, 20).map(
      (minutes): Step =>
        sandbox =>
          wait(sandbox, minutes),
    ),
  },
)

test('whatever happens: no resource is taken beyond its capacity, every open offer has its hold, and none comes twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async steps => {
      const sandbox = await practice()
      const made: Made = { bookings: [], holds: [], entries: [] }
      for (const act of steps) {
        await act(sandbox, made)
        await expectSound(sandbox)
      }
    }),
    { numRuns: 40 },
  )
})

/** Counted from what the API shows, not from how the sandbox keeps it. */
async function expectSound(sandbox: TestSandbox): Promise<void> {
  const rows = async (path: string) => (await sandbox.send('GET', `/v2/${path}limit=100`)).json.data
  const bookings = await rows('bookings?service_id=svc_talk&status=confirmed&')
  const entries = await rows('waitlist_entries?')
  const offered = entries.filter(({ status }: { status: string }) => status === 'offered')
  for (const entry of entries) expect(entry.offer === null, entry.status).toBe(entry.status !== 'offered')
  const taken = [...bookings]
  for (const { offer, party_size } of offered) {
    const { json } = await sandbox.send('GET', `/v2/holds/${offer.hold_id}`)
    expect(json).toMatchObject({
      status: 'active',
      start_at: offer.start_at,
      resource_id: offer.resource_id,
      expires_at: offer.expires_at,
      party_size,
    })
    taken.push(json)
  }
  for (const [id, capacity] of Object.entries(capacities)) {
    for (let at = first - 3_600_000; at < first + 4 * 3_600_000; at += 300_000) {
      const units = taken
        .filter(({ resource_id, start_at, end_at }) => {
          const endMs = Date.parse(end_at) + 600_000
          return resource_id === id && Date.parse(start_at) <= at && at < endMs
        })
        .reduce((sum, { party_size }) => sum + party_size, 0)
      expect(units, `${id} at ${new Date(at).toISOString()}`).toBeLessThanOrEqual(capacity)
    }
  }
  const made = (await sandbox.events())
    .filter(({ type }) => type === 'waitlist.offer_made')
    .map(({ data }) => `${data.object.id} ${data.offer.resource_id} ${data.offer.start_at}`)
  expect(new Set(made).size).toBe(made.length)
}

test('a slot that is freed has one open offer, however many wait for it, until somebody takes it or nobody wants it', async () => {
  const waiting = fc.array(
    fc.record({
      priority: fc.integer({ min: 0, max: 3 }),
      fate: fc.constantFrom('accepts', 'leaves', 'lets it lapse'),
    }),
    { minLength: 1, maxLength: 6 },
  )
  await fc.assert(
    fc.asyncProperty(waiting, async people => {
      const sandbox = await forkSandbox()
      const { json: booking } = await book(sandbox, bodyAt(startOf(0)))
      const line: { id: string; priority: number; fate: string }[] = []
      for (const { priority, fate } of people) {
        line.push({ id: (await join(sandbox, { priority })).json.id, priority, fate })
      }
      await move(sandbox, booking.id, 'cancel')
      // Sorting is stable: who is as dear keeps the order of joining.
      for (const { id, fate } of line.toSorted((a, b) => b.priority - a.priority)) {
        const { json } = await sandbox.send('GET', '/v2/waitlist_entries?status=offered')
        expect(json.data.map((entry: { id: string }) => entry.id)).toEqual([id])
        if (fate === 'leaves') await leave(sandbox, id)
        else if (fate === 'lets it lapse') await wait(sandbox, 15)
        else {
          expect((await accept(sandbox, id)).status).toBe(201)
          break
        }
      }
      const { json } = await sandbox.send('GET', '/v2/waitlist_entries?status=offered')
      expect(json.data).toEqual([])
    }),
    { numRuns: 25 },
  )
})
