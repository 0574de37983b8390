import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, conflictTypes } from '../bookings/booking-world.ts'

/** The exceptions of Dr Niket. */
export const exceptionsUrl = '/v2/resources/res_dr_niket/exceptions'

/** The seeded one: on 21 April 2026 he works from 11:00 to 18:00. */
export const lateStart = `${exceptionsUrl}/exc_late_start`

/** Adds an exception to the hours of Dr Niket. */
export async function addException(
  sandbox: TestSandbox,
  body: object,
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', exceptionsUrl, { body, ...request })
}

/** The body of an exception, on one date by default. */
export function onDates(kind: string, from: string, to = from, intervals?: object) {
  return { kind, from, to, ...(intervals !== undefined && { intervals }) }
}

/** The conflicts of a booking with Dr Niket at a start; none if it can be made. */
export async function conflictsAt(sandbox: TestSandbox, start: string): Promise<string[]> {
  const answer = await book(sandbox, bodyAt(start))
  return answer.status === 201 ? [] : conflictTypes(answer)
}
