import type { Common } from './common-columns.ts'

/** Bookings that recur. What became of them since then is in their own rows. */
export interface SeriesTable extends Common {
  customer_id: string
  service_id: string
  resource_id: string
  rrule: string
  /** Date and wall time where the rule begins, in the zone of the series: `2026-04-20T10:30:00`. */
  start_local: string
  timezone: string
  on_conflict: string
  /** JSON [{booking_id, local_start}]: the bookings with the wall time that the series gives them, in order. */
  occurrences: string
  /** JSON [{original_start_at, conflicts[]}]: the dates that could not be booked. */
  skipped: string
  /** active, or cancelled. */
  status: string
}
