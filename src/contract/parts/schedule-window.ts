import type { Shorthand } from '../commands/shorthands.ts'
import { strictObject } from '../schema.ts'
import { dateOrInstant } from '../time-range.ts'

/** The longest window of a schedule, in days. */
export const longestWindowDays = 31

/** The window of a schedule: bookings that start in it. */
export const window = strictObject(
  {
    from: dateOrInstant('Start of the window; a date is one of the tenant.'),
    to: dateOrInstant(
      `End of the window, itself not in it; at most ${longestWindowDays} days after its start.`,
    ),
  },
  { description: 'Bookings that start in it are looked at.' },
)

/** The flag that says it in a word. */
export const rangeFlag: Shorthand = {
  flag: 'range',
  reads: 'range',
  into: '/window',
  description: 'The window in a word: two dates or instants, the second is not in it.',
}
