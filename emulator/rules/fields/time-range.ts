import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { instantFault, parseInstant } from '../../../src/contract/instants.ts'
import { isDate } from '../../../src/contract/time-range.ts'
import { dateOfDay, dayOfDate, instantOf } from '../../scheduling/zones.ts'

/** What is wrong with a point of time that is an instant or a local date; nothing when it is left out. */
export function pointFaults(path: string, text: string | undefined): FieldFault[] {
  if (text === undefined || isDate(text) || parseInstant(text) !== null) return []
  // A date is told like an instant of that date: both have to be days that exist.
  const wanted = instantFault(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  return [{ path, code: 'invalid_format', message: `must be a date such as 2026-04-20, or ${wanted}` }]
}

/** Milliseconds of an instant, or of the first moment of a local date. NaN for what is neither. */
export function pointMs(timezone: string, text: string): number {
  return isDate(text) ? startOfDate(timezone, text) : (parseInstant(text) ?? Number.NaN)
}

/** The first moment of a local date: 00:00, or where the clocks skip that, the moment at which they do. */
export function startOfDate(timezone: string, date: string): number {
  return instantOf(timezone, date, '00:00')
}

/** The date after a date. */
export function dateAfter(date: string): string {
  return dateOfDay(dayOfDate(date) + 1)
}
