import type { Board } from './board.ts'
import type { Choices } from './choices.ts'
import { durationMsOf, type Problem, type Score } from './problem.ts'
import type { CostTable } from './soft-costs.ts'

/** A bound of the whole, and of each booking what it costs at least by itself. */
export interface LowerBound {
  readonly score: Score
  readonly cheapest: readonly number[]
}

/**
 * A score that no schedule of the problem can be better than: each booking gets the place that is cheapest for it alone,
 * as if it had the world to itself, and all work is shared out evenly. `medium`: those for whom there is no place at all.
 */
export function lowerBound(board: Board, choices: Choices, costs: CostTable): LowerBound {
  const { problem } = board
  const { bookings, weights } = problem
  const cheapestOf: number[] = []
  let minutes = 0
  let medium = 0
  for (const [index, booking] of bookings.entries()) {
    const atHome = costs.weighedOf(booking, null)
    // Who broke a rule at home by somebody else may keep it once that one has gone.
    let cheapest = board.couldStay(index) ? atHome : Number.POSITIVE_INFINITY
    let shortest = (booking.current.endMs - booking.current.startMs) / 60_000
    for (const first of choices.firstsOf(index)) {
      const starts = choices.startsOf(index, first)
      if (starts.length > 0) shortest = Math.min(shortest, durationMsOf(booking, first) / 60_000)
      for (const startMs of nearest(starts, booking.current.startMs, cheapest, weights.minutes_moved)) {
        const place = choices.placeAt(index, first, startMs, () => true)
        if (place !== null) cheapest = Math.min(cheapest, costs.weighedOf(booking, place))
      }
    }
    if (cheapest === Number.POSITIVE_INFINITY) medium += 1
    cheapestOf.push(Math.min(cheapest, atHome))
    minutes += shortest
  }
  const fewestBlocks = bookings.length === 0 ? 0 : 1
  const soft = cheapestOf.reduce((sum, cost) => sum + cost, 0)
  return {
    cheapest: cheapestOf,
    score: {
      hard: problem.pinned.length,
      medium,
      soft: soft + fewestBlocks * weights.fragmentation + leastPeak(problem, minutes) * weights.imbalance,
    },
  }
}

/** The minutes of whoever is busiest, if all could be shared out as one likes. */
function leastPeak({ resources, bookings }: Problem, minutes: number): number {
  const firsts = new Set(
    bookings.flatMap(({ groups, current }) => [
      ...(groups[0]?.resources ?? []),
      ...current.serving.slice(0, 1).map(({ resource }) => resource),
    ]),
  )
  const shares = [...firsts].reduce((sum, resource) => sum + (resources[resource]?.weight ?? 1), 0)
  return shares === 0 ? 0 : Math.ceil(minutes / shares)
}

/** Starts that could still be cheaper than the cheapest, by what it costs to move that far. */
function nearest(
  starts: readonly number[],
  startMs: number,
  cheapest: number,
  weight: number,
): readonly number[] {
  if (weight === 0 || cheapest === Number.POSITIVE_INFINITY) return starts
  const reachMs = (cheapest / weight) * 60_000
  return starts.filter(start => Math.abs(start - startMs) <= reachMs)
}
