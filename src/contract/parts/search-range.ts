import { Type } from 'typebox'
import { instant } from '../schema.ts'
import { dateOrInstant, longestRangeDays } from '../time-range.ts'

/** How many starts one answer holds at most. */
export const mostSlots = 10_000

/** The same for people. Written out: the first `toLocaleString` of a process loads the tables of all languages. */
export const mostSlotsText = '10,000'

export const partySize = Type.Integer({
  minimum: 1,
  maximum: 10_000,
  default: 1,
  description: 'Units of capacity that must be free.',
})

export const range = {
  from: dateOrInstant('Where to begin, inclusive.'),
  to: dateOrInstant(`Where to end, exclusive; at most ${longestRangeDays} days later.`),
}

export const answeredRange = {
  from: instant('Where the search began.'),
  to: instant('Where it ended.'),
  timezone: Type.String({ description: 'Zone in which local dates of the request were read.' }),
}
