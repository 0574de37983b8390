import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'

/** The least that lists slots: one consultation of the reference's doctor, on the Monday after the reference's now. */
export const monday = { service_id: 'svc_consult_30', from: '2026-04-20', to: '2026-04-21' }

/** Lists slots. */
export async function slots(
  sandbox: TestSandbox,
  query: Record<string, string | number>,
  request: Omit<TestRequest, 'body'> = {},
): Promise<TestAnswer> {
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return await sandbox.send('GET', `/v2/availability/slots?${new URLSearchParams(pairs)}`, request)
}

interface Slot {
  readonly start_at: string
  readonly local_start: string
  readonly utc_offset: string
  readonly resource_id: string
  readonly seats_left: number
}

/** The starts of an answer: `2026-04-20T03:30:00Z`. */
export function startsOf(answer: TestAnswer): string[] {
  if (answer.status !== 200) throw new Error(answer.text)
  return (answer.json.slots as Slot[]).map(slot => slot.start_at)
}

/** The starts of an answer as the wall shows them: `2026-04-20T09:00:00+05:30`. */
export function wallStartsOf(answer: TestAnswer): string[] {
  if (answer.status !== 200) throw new Error(answer.text)
  return (answer.json.slots as Slot[]).map(slot => `${slot.local_start.slice(0, 16)}${slot.utc_offset}`)
}

/** A day in half hours, as JSON of a week: `9:00` to `18:00` on every day unless told. */
export function weekly(...hours: readonly (readonly [string, string])[]): string {
  const day = hours.map(([start, end]) => ({ start, end }))
  return JSON.stringify({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day })
}
