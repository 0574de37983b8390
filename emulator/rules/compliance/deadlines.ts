import { dateOfDay, dayOfDate, instantsOfDate, localDate } from '../../scheduling/zones.ts'

/** Calendar months after which a data request has to be resolved, and after which where it was extended. */
export const usualMonths = 1
export const extendedMonths = 3

/** How long after a breach became known the authority is told without a reason for the delay. */
export const notifyWithinMs = 72 * 3_600_000

/**
 * The last second of the local date that lies so many calendar months after the one of an instant; a month that is
 * too short ends earlier (31 January: the end of February).
 */
export function deadlineOf(timezone: string, receivedMs: number, months: number): number {
  const day = dayOfDate(addMonths(localDate(timezone, receivedMs), months))
  // A date that a zone skipped ended with the one before it.
  for (let back = 0; back < 3; back++) {
    const end = instantsOfDate(timezone, dateOfDay(day - back)).at(-1)?.endMs
    if (end !== undefined) return Math.ceil(end / 1000) * 1000 - 1000
  }
  throw new Error(`${timezone} has no days around ${dateOfDay(day)}.`)
}

function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  // Day 0 of a month is the last one of the month before.
  const lastDay = new Date(Date.UTC(year, month + months, 0))
  const first = lastDay.toISOString().slice(0, 8)
  return `${first}${String(Math.min(day, lastDay.getUTCDate())).padStart(2, '0')}`
}
