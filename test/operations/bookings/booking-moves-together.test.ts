import { expect, test } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { putBooking } from './booking-life.ts'
import { addResource, bodyAt, book } from './booking-world.ts'
import { booked, reassign, reschedule, setCapacity } from './move-world.ts'

/** The slot that everybody wants: 2026-04-20T05:00:00Z with Dr Niket. */
const slot = '2026-04-20T05:00:00Z'

const minutesAfter = (start: string, minutes: number) =>
  new Date(Date.parse(start) + minutes * 60_000).toISOString()

/** Twelve more doctors, so that twelve bookings at the time of the slot can be reassigned to Dr Niket. */
async function clinicOf(capacity: number): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const doctors = Array.from({ length: 12 }, (_, i) => `res_dr_${i}`)
  for (const id of doctors) await addResource(sandbox, { id })
  await setCapacity(sandbox, capacity)
  const requirements = [{ group: 'staff', resource_ids: ['res_dr_niket', ...doctors] }]
  await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', { body: { requirements } })
  return sandbox
}

/** Fifty requests for the slot, mixed: what each is, and how to send it. */
async function fiftyFor(sandbox: TestSandbox, pending: readonly string[]) {
  const creates = Array.from({ length: 20 }, () => () => book(sandbox, bodyAt(slot)))
  const moves: (() => Promise<TestAnswer>)[] = []
  for (let i = 0; i < 18 - pending.length; i++) {
    const { id } = await booked(sandbox, minutesAfter('2026-04-22T03:30:00Z', 30 * i))
    moves.push(() => reschedule(sandbox, id, slot))
  }
  const assignments: (() => Promise<TestAnswer>)[] = []
  for (let i = 0; i < 12; i++) {
    const { id } = await booked(sandbox, slot, { resource_id: `res_dr_${i}` })
    assignments.push(() => reassign(sandbox, id, { resource_id: 'res_dr_niket' }))
  }
  const confirms = pending.map(id => () => sandbox.send('POST', `/v2/bookings/${id}/confirm`, { body: {} }))
  const all = [...creates, ...moves, ...assignments, ...confirms]
  // By turns, each kind early and late.
  return all.map((send, i) => ({ send, turn: (i * 7) % all.length })).toSorted((a, b) => a.turn - b.turn)
}

test.each([
  { capacity: 1, waiting: 0 },
  { capacity: 1, waiting: 1 },
  { capacity: 5, waiting: 0 },
  { capacity: 5, waiting: 2 },
])('of fifty for a slot of $capacity with $waiting to be confirmed, $capacity get it', async world => {
  const sandbox = await clinicOf(world.capacity)
  const pending: string[] = []
  for (let i = 0; i < world.waiting; i++) {
    const { id } = await booked(sandbox, slot)
    await putBooking(sandbox, id, { status: 'pending' })
    pending.push(id)
  }
  const requests = await fiftyFor(sandbox, pending)
  expect(requests).toHaveLength(50)
  const answers = await Promise.all(requests.map(({ send }) => send()))
  const won = answers.filter(({ status }) => status < 300)
  const lost = answers.filter(({ status }) => status >= 300)
  expect(won).toHaveLength(world.capacity)
  expect(new Set(lost.map(({ json }) => json.error.code))).toEqual(new Set(['resource_unavailable']))
  const query = `resource_id=res_dr_niket&start_from=${slot}&start_to=${minutesAfter(slot, 30)}`
  const list = await sandbox.send('GET', `/v2/bookings?${query}`)
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).toSorted()
  expect(ids(list.json.data)).toEqual(ids(won.map(({ json }) => json)))
  for (const { status } of list.json.data) expect(status).toBe('confirmed')
})

test('of twenty moves of one booking all succeed, one after the other', async () => {
  const sandbox = await forkSandbox()
  const { id } = await booked(sandbox, slot)
  const starts = Array.from({ length: 20 }, (_, i) => minutesAfter('2026-04-22T03:30:00Z', 30 * (i % 18)))
  const answers = await Promise.all(starts.map(start => reschedule(sandbox, id, start)))
  expect(answers.map(({ status }) => status)).toEqual(starts.map(() => 200))
  expect(answers.map(({ json }) => json.revision).toSorted((a, b) => a - b)).toEqual(
    starts.map((_, i) => i + 2),
  )
})

test('of twenty moves that name the revision, one succeeds', async () => {
  const sandbox = await forkSandbox()
  const { id } = await booked(sandbox, slot)
  const starts = Array.from({ length: 18 }, (_, i) => minutesAfter('2026-04-22T03:30:00Z', 30 * i))
  const headers = { 'if-match': '"1"' }
  const answers = await Promise.all(starts.map(start => reschedule(sandbox, id, start, {}, { headers })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 412)).toHaveLength(17)
})
