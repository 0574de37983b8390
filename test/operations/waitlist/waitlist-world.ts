import { fire } from '../../world/clock.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from '../bookings/booking-world.ts'

/** The start that everybody wants: a Monday of the reference's doctor. */
export const wanted = '2026-04-20T05:00:00Z'

/** A window with just this start of half an hour in it, or as long as it says. */
export function windowAt(start: string, minutes = 30) {
  return { from: start, to: new Date(Date.parse(start) + minutes * 60_000).toISOString() }
}

/** Asks to join the waitlist for the wanted start. */
export async function join(
  sandbox: TestSandbox,
  members: Record<string, unknown> = {},
  request: Omit<TestRequest, 'body'> = {},
): Promise<TestAnswer> {
  const body = {
    ...(request.key === 'publishable' ? {} : { customer_id: 'cust_arjun_02' }),
    service_id: 'svc_consult_30',
    windows: [windowAt(wanted)],
    ...members,
  }
  return await sandbox.send('POST', '/v2/waitlist_entries', { body, ...request })
}

/** Joins, and gives the entry. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads any member and compares it.
export async function joined(sandbox: TestSandbox, members: Record<string, unknown> = {}): Promise<any> {
  return must(await join(sandbox, members))
}

/** Books the wanted start, and gives the id of the booking. */
export async function booked(
  sandbox: TestSandbox,
  start = wanted,
  members: Record<string, unknown> = {},
): Promise<string> {
  return must(await book(sandbox, bodyAt(start, members))).id
}

/** Takes a booking through one of its moves. */
export async function move(sandbox: TestSandbox, id: string, verb: string, body: object = {}) {
  return await sandbox.send('POST', `/v2/bookings/${id}/${verb}`, { body })
}

/** Reads an entry. */
export async function entry(sandbox: TestSandbox, id: string) {
  return must(await sandbox.send('GET', `/v2/waitlist_entries/${id}`))
}

export async function accept(
  sandbox: TestSandbox,
  id: string,
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/waitlist_entries/${id}/accept`, { body: {}, ...request })
}

export async function offer(sandbox: TestSandbox, id: string, body: object): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/waitlist_entries/${id}/offer`, { body })
}

export async function leave(sandbox: TestSandbox, id: string): Promise<TestAnswer> {
  return await sandbox.send('DELETE', `/v2/waitlist_entries/${id}`)
}

/** Moves the clock by minutes, and does what becomes due. */
export async function wait(sandbox: TestSandbox, minutes: number) {
  return await fire(sandbox, sandbox.clock.now() + minutes * 60_000)
}

/** The offers that were made so far, in their order: `entry start resource`. */
export async function offersMade(sandbox: TestSandbox): Promise<string[]> {
  return (await sandbox.events())
    .filter(({ type }) => type === 'waitlist.offer_made')
    .map(({ data }) => `${data.object.id} ${data.offer.start_at} ${data.offer.resource_id}`)
}

/** Two on the waitlist for a start that is taken: both entries, and the booking. */
export async function twoWaiting(sandbox: TestSandbox) {
  const booking = await booked(sandbox)
  const [first, second] = [await joined(sandbox), await joined(sandbox, { customer_id: 'cust_priya_01' })]
  return { booking, first, second }
}

export async function archiveConsultation(sandbox: TestSandbox): Promise<void> {
  must(await sandbox.send('DELETE', '/v2/services/svc_consult_30'))
}

function must(answer: TestAnswer) {
  if (answer.status >= 300) throw new Error(answer.text)
  return answer.json
}
