import { fire } from '../../world/clock.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'
import { takenBy } from './booking-life.ts'
import { addResource, addService, bodyAt, book } from './booking-world.ts'

type Request = Omit<TestRequest, 'body'>

/** Books with Dr Niket, and gives the booking. */
export async function booked(
  sandbox: TestSandbox,
  start: string,
  members: Record<string, unknown> = {},
): Promise<TestAnswer['json']> {
  const answer = await book(sandbox, bodyAt(start, members))
  if (answer.status !== 201) throw new Error(`${start} was refused: ${answer.text}`)
  return answer.json
}

/** Moves a booking to a start. */
export async function reschedule(
  sandbox: TestSandbox,
  id: string,
  start_at: string,
  members: Record<string, unknown> = {},
  request: Request = {},
): Promise<TestAnswer> {
  const body = { start_at, ...members }
  return await sandbox.send('POST', `/v2/bookings/${id}/reschedule`, { body, ...request })
}

/** Gives a booking to another resource. */
export async function reassign(
  sandbox: TestSandbox,
  id: string,
  body: Record<string, unknown> = {},
  request: Request = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/bookings/${id}/reassign`, { body, ...request })
}

/** Changes a booking where it is. */
export async function update(
  sandbox: TestSandbox,
  id: string,
  body: unknown,
  request: Request = {},
): Promise<TestAnswer> {
  return await sandbox.send('PATCH', `/v2/bookings/${id}`, { body, ...request })
}

/** Whether a booking is as it was, with nothing taken otherwise and nothing told. */
export async function traceOf(sandbox: TestSandbox, id: string): Promise<unknown> {
  const { json } = await sandbox.send('GET', `/v2/bookings/${id}`)
  return { json, taken: await takenBy(sandbox, id), events: await sandbox.events() }
}

/** Moves the clock, and gives what it did, as `time kind booking`. */
export async function advance(sandbox: TestSandbox, to: string): Promise<string[]> {
  const fired = await fire(sandbox, Date.parse(to))
  return fired.map(({ at, kind, object_id }) => `${at} ${kind} ${object_id}`)
}

/** The events after the first `count`, as `type` and what is in `data`. */
export async function eventsSince(sandbox: TestSandbox, count: number) {
  return (await sandbox.events()).slice(count).map(({ type, data }) => ({ type, data }))
}

/** Adds Dr Rao beside Dr Niket, and a service of half an hour that either gives in one of two rooms. */
export async function addSurgery(sandbox: TestSandbox): Promise<void> {
  await addResource(sandbox, { id: 'res_dr_rao', name: 'Dr Rao', skills: '[]' })
  await addResource(sandbox, { id: 'res_room_a', type: 'room', skills: '[]' })
  await addResource(sandbox, { id: 'res_room_b', type: 'room', skills: '[]' })
  await addService(sandbox, {
    id: 'svc_surgery',
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_niket', 'res_dr_rao'], skills: [] },
      { group: 'room', resource_ids: ['res_room_a', 'res_room_b'], skills: [] },
    ]),
  })
}

/** Lets Dr Niket and the consultation take several at once. */
export async function setCapacity({ sandbox }: TestSandbox, capacity: number): Promise<void> {
  await sandbox.store.write(async trx => {
    await trx.updateTable('resources').set({ capacity }).execute()
    await trx.updateTable('services').set({ capacity }).execute()
  })
}
