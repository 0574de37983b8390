import { forkSandbox, type TestAnswer, type TestRequest, type TestSandbox } from '../../world/sandbox.ts'
import { setCapacity } from './move-world.ts'

/** A sandbox whose consultation is a class of so many seats. */
export async function classOf(capacity: number): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  await setCapacity(sandbox, capacity)
  return sandbox
}

/** Adds an attendee to a booking. */
export async function addAttendee(
  sandbox: TestSandbox,
  id: string,
  body: object,
  request: Omit<TestRequest, 'body'> = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', `/v2/bookings/${id}/attendees`, { body, ...request })
}

/** Removes an attendee from a booking. */
export async function removeAttendee(
  sandbox: TestSandbox,
  id: string,
  attendee: string,
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('DELETE', `/v2/bookings/${id}/attendees/${attendee}`, request)
}
