import type { Static } from 'typebox'
import type { Violation } from '../../../src/contract/objects/violation.ts'
import type { RuleBreak } from '../../scheduling/optimisation/problem.ts'

export type ViolationObject = Static<typeof Violation>

/** What is wrong, by rule, to be read after the booking: `{on}` are its resources, `{with}` other bookings. */
const words: Readonly<Record<string, string>> = {
  existing_booking: 'stands at the same time as {with} on {on}, which takes one booking at a time',
  hold: 'stands on time that is held on {on}',
  capacity_full: 'does not fit on {on} beside the others: its capacity is taken',
  buffer: 'lies within the buffer of {with} on {on}',
  outside_working_hours: 'lies outside of the working hours of {on}',
  time_off: 'lies in time off of {on}',
  resource_offline: 'lies in a time in which {on} is offline',
  location_closed: 'lies outside of the opening hours of the location of {on}',
  room_unavailable: 'has no resource that is free for each of its groups among {on}',
  missing_skill: 'needs a skill that {on} does not have, or not well enough, at its start',
  daily_limit: 'is one more than {on} may have on that day',
  in_past: 'would start in the past',
  insufficient_notice: 'would start before the notice of its service is over',
  beyond_horizon: 'would start after the horizon of its service',
  off_grid: 'would not start on the grid of its service',
  location: 'would be at another location with {on}',
  not_movable: 'would start at another time, which may not change here',
}

/** A broken rule in a sentence, with its ids. */
export function sentenceOf({ rule, bookingIds, resourceIds }: RuleBreak): string {
  const [own = '', ...others] = bookingIds
  const text = (words[rule] ?? `breaks ${rule} on {on}`)
    .replace('{on}', listed(resourceIds, 'its resources'))
    .replace('{with}', listed(others, 'another one'))
  return `Booking ${own} ${text}`
}

function listed(ids: readonly string[], none: string): string {
  if (ids.length < 2) return ids[0] ?? none
  return `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
}

/** One break for each booking and rule: one that takes two closed rooms is told of once, with both. */
export function joined(breaks: readonly RuleBreak[]): RuleBreak[] {
  const byRule = new Map<string, RuleBreak>()
  for (const { rule, bookingIds, resourceIds } of breaks) {
    const key = `${bookingIds[0]} ${rule}`
    const known = byRule.get(key)
    byRule.set(key, {
      rule,
      bookingIds: [...new Set([...(known?.bookingIds ?? []), ...bookingIds])],
      resourceIds: [...new Set([...(known?.resourceIds ?? []), ...resourceIds])],
    })
  }
  return [...byRule.values()]
}
