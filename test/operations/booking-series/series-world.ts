import type { TestAnswer, TestSandbox } from '../../world/sandbox.ts'

/** The least that books a series: Mondays at 10:30 in Kolkata, which is 05:00 in UTC. */
export function seriesBody(members: Record<string, unknown> = {}) {
  return {
    customer_id: 'cust_priya_01',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    rrule: 'FREQ=WEEKLY;COUNT=4',
    start_local: '2026-04-20T10:30',
    ...members,
  }
}

/** Creates a series. */
export async function createSeries(
  sandbox: TestSandbox,
  members: Record<string, unknown> = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', '/v2/booking_series', { body: seriesBody(members) })
}

interface Occurrence {
  readonly booking_id: string
  readonly original_start_at: string
  readonly start_at: string
  readonly status: string
}

/** Where the bookings of a series are. */
export function startsOf(answer: TestAnswer): string[] {
  return answer.json.occurrences.map(({ start_at }: Occurrence) => start_at)
}

/** The ids of its bookings. */
export function bookingsOf(answer: TestAnswer): string[] {
  return answer.json.occurrences.map(({ booking_id }: Occurrence) => booking_id)
}

/** The dates of a refusal or of a series that left some out: `2026-04-21T05:00:00Z existing_booking`. */
export function refusedIn(dates: readonly { original_start_at: string; conflicts: { type: string }[] }[]) {
  return dates.map(({ original_start_at, conflicts }) =>
    [original_start_at, ...conflicts.map(({ type }) => type)].join(' '),
  )
}
