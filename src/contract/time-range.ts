import { type TSchemaOptions, Type } from 'typebox'
import { parseInstant } from './instants.ts'

/** How many days one question about availability may span. */
export const longestRangeDays = 90

/** A point of a range: an instant, or a local date, which means its first moment. Checked with the zone at hand. */
export function dateOrInstant(description: string, options: TSchemaOptions = {}) {
  return Type.String({
    minLength: 1,
    maxLength: 35,
    description: `${description} An instant, or a local date such as 2026-04-20.`,
    ...options,
  })
}

/** Whether the text is a date of the calendar; with `00:00Z` it is an instant that can be written. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(`${text}T00:00:00Z`) !== null
}
