import type { BookingRow, OccupancyRow, ServiceRow } from '../../../emulator/store/schema.ts'
import { defaultPolicy } from '../../../src/contract/objects/default-policy.ts'
import { fire } from '../../world/clock.ts'
import { forkSandbox, type TestAnswer, type TestRequest, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from './booking-world.ts'

/** When the booking of `bookedAt` begins. */
export const bookedStart = '2026-04-20T05:00:00Z'

/**
 * A booking with Dr Niket on Monday from 05:00Z to 05:30Z, and the clock where the test wants it. It was made under the
 * policy, which is not what its service says by now.
 */
export async function bookedAt(
  now: string,
  policy: Partial<typeof defaultPolicy> = {},
): Promise<{ sandbox: TestSandbox; id: string }> {
  const sandbox = await forkSandbox()
  await putService(sandbox, { policy: JSON.stringify(policy) })
  const { id } = (await book(sandbox, bodyAt(bookedStart))).json
  await putService(sandbox, { policy: '{}' })
  sandbox.clock.set(Date.parse(now))
  return { sandbox, id }
}

/** Does something with a booking: `confirm`, `cancel`, `check_in` and so on. */
export async function move(
  sandbox: TestSandbox,
  id: string,
  verb: string,
  body?: unknown,
  request: TestRequest = {},
): Promise<TestAnswer> {
  const sent = body === undefined ? request : { ...request, body }
  return await sandbox.send('POST', `/v2/bookings/${id}/${verb}`, sent)
}

/** The booking now. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads any member and compares it.
export async function readBooking(sandbox: TestSandbox, id: string): Promise<any> {
  return (await sandbox.send('GET', `/v2/bookings/${id}`)).json
}

/** The history of a booking, from the first line on. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export async function historyOf(sandbox: TestSandbox, id: string): Promise<any[]> {
  return (await sandbox.send('GET', `/v2/bookings/${id}/history?limit=100`)).json.data
}

/** Writes columns of a booking as no operation would: to begin a test in any state. */
export async function putBooking(
  { sandbox }: TestSandbox,
  id: string,
  columns: Partial<BookingRow>,
): Promise<void> {
  await sandbox.store.write(trx => trx.updateTable('bookings').set(columns).where('id', '=', id).execute())
}

/** Changes what services say, so that bookings from now on are made under it. */
export async function putService({ sandbox }: TestSandbox, columns: Partial<ServiceRow>): Promise<void> {
  await sandbox.store.write(trx => trx.updateTable('services').set(columns).execute())
}

/** The policy of a booking, with what a test wants different. */
export function policyWith(changes: Partial<typeof defaultPolicy>): string {
  return JSON.stringify({ ...defaultPolicy, ...changes })
}

/** Jobs of a booking that wait, as `kind instant`. */
export async function jobsOf({ sandbox }: TestSandbox, id: string): Promise<string[]> {
  const rows = await sandbox.store.read(trx =>
    trx
      .selectFrom('due_jobs')
      .selectAll()
      .where('object_id', '=', id)
      .orderBy('due_at')
      .orderBy('number')
      .execute(),
  )
  return rows.map(row => `${row.kind.replace('booking.', '')} ${row.due_at.slice(0, 16)}`)
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

/** Moves the clock, and gives the events that it brought about, as `time type`. */
export async function advanceTo(sandbox: TestSandbox, instant: string): Promise<string[]> {
  const fired = await fire(sandbox, Date.parse(instant))
  return fired.flatMap(({ at, events }) => events.map(event => `${at} ${event}`))
}
