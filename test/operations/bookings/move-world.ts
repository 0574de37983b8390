import { createClockControl } from '../../../emulator/clock/jobs/clock-control.ts'
import type { OccupancyRow } from '../../../emulator/store/schema.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'
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

/** Writes members of a booking's row, for states and policies that no request of the test is about. */
export async function setBooking(
  { sandbox }: TestSandbox,
  id: string,
  members: Record<string, unknown>,
): Promise<void> {
  await sandbox.store.write(trx =>
    trx
      .updateTable('bookings')
      .set(members as never)
      .where('id', '=', id)
      .execute(),
  )
}

/** Whether a booking is as it was, with nothing taken otherwise and nothing told. */
export async function traceOf(sandbox: TestSandbox, id: string): Promise<unknown> {
  const { json } = await sandbox.send('GET', `/v2/bookings/${id}`)
  return { json, taken: await takenBy(sandbox, id), events: await sandbox.events() }
}

/** What a booking takes, as `resource from/to units`, with its buffers. */
export async function takenBy({ sandbox }: TestSandbox, holderId: string): Promise<string[]> {
  const rows: OccupancyRow[] = await sandbox.store.read(trx =>
    trx
      .selectFrom('occupancies')
      .selectAll()
      .where('holder_id', '=', holderId)
      .orderBy('resource_id')
      .execute(),
  )
  const minute = (text: string) => text.slice(5, 16)
  return rows.map(
    ({ resource_id, blocks_from, blocks_to, units }) =>
      `${resource_id} ${minute(blocks_from)}/${minute(blocks_to)} ${units}`,
  )
}

/** Moves the clock, and gives what it did, as `time kind booking`. */
export async function advance({ sandbox }: TestSandbox, to: string): Promise<string[]> {
  const control = createClockControl(sandbox, error => {
    throw error
  })
  const fired = await control.advance({ toMs: Date.parse(to) })
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
