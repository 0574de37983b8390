import { largest } from '../../../src/lists/extremes.ts'
import type { Problem, Schedule, SoftConstraint } from './problem.ts'
import { resourceCounts } from './score.ts'
import { costTable } from './soft-costs.ts'
import { takenBy } from './taken.ts'

/** Where a soft constraint counts, and how often in its unit. */
export interface SoftMatch {
  readonly constraint: SoftConstraint
  readonly bookings: readonly number[]
  readonly resources: readonly number[]
  readonly count: number
}

const ofOneBooking = ['minutes_moved', 'resource_changed', 'preferred_staff_missed', 'overtime'] as const

/** Where each soft constraint counts in a schedule; what belongs to nobody in particular names the resource. */
export function softMatches(problem: Problem, schedule: Schedule): SoftMatch[] {
  const costs = costTable(problem)
  const matches: SoftMatch[] = []
  for (const [index, booking] of problem.bookings.entries()) {
    const place = schedule[index] ?? null
    const own = costs.ownOf(booking, place)
    const resources = takenBy(booking, place).serving.map(({ resource }) => resource)
    for (const constraint of ofOneBooking)
      if (own[constraint] > 0)
        matches.push({ constraint, bookings: [index], resources, count: own[constraint] })
  }
  const { fragmentation, minutes } = resourceCounts(problem, schedule)
  for (const [resource, count] of fragmentation)
    if (count > 0) matches.push({ constraint: 'fragmentation', bookings: [], resources: [resource], count })
  const busiest = largest([...minutes.values()], 0)
  for (const [resource, count] of minutes)
    if (count === busiest)
      matches.push({ constraint: 'imbalance', bookings: [], resources: [resource], count })
  return matches
}
