import type { Common } from './common-columns.ts'

/** A run that looks for a better schedule. It holds ids, instants and numbers, and nothing of any person. */
export interface OptimizationTable extends Common {
  window_from: string
  window_to: string
  /** JSON: ids. */
  resource_ids: string
  /** JSON: ids; null: all bookings of the window. */
  booking_ids: string | null
  movable: number
  /** JSON {name: weight}. */
  weights: string
  iterations: number
  seed: number
  status: string
  outcome: string | null
  /** JSON {hard, medium, soft}; null before the first. */
  score: string | null
  initial_score: string | null
  bound: string | null
  /** In thousandths of the work. */
  progress: number
  /** JSON [{rule, message, booking_ids, resource_ids}]. */
  infeasible_because: string
  failure: string | null
  /** JSON [[id, revision, schedule_revision]]: the bookings as the run has read them. */
  base: string
  /** JSON [{booking_id, from, to, reason, revision}]: what the best schedule moves, by start. */
  proposal: string
  started_at: string | null
  finished_at: string | null
  committed_at: string | null
}

/** What a tenant weighs otherwise; the id is the tenant's. */
export interface ScheduleConstraintsTable extends Common {
  /** JSON {name: {weight, enabled}}: of soft ones, what is not as by default. */
  constraints: string
}
