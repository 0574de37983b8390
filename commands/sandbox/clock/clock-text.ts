import type { ClockView } from '../../../src/control/sandbox-control.ts'
import { formatDuration } from '../../../src/time/duration.ts'

/** The clock in one line: how it goes, what it shows, and what it will do next. */
export function clockText({ mode, now, next_due_at, pending_jobs }: ClockView): string {
  const state = { real: `real time, ${now}`, offset: `runs on from ${now}`, frozen: `frozen at ${now}` }[mode]
  if (next_due_at === null) return `${state}; nothing is due`
  const seconds = Math.max(0, Math.round((Date.parse(next_due_at) - Date.parse(now)) / 1_000))
  const more = pending_jobs > 1 ? `, the first of ${pending_jobs}` : ''
  return `${state}; next job in ${formatDuration(seconds)}, at ${next_due_at}${more}`
}
