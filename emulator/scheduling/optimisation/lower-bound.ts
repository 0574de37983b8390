import type { Board } from './board.ts'
import type { Choices } from './choices.ts'
import { leastGapCost, type NearPlace } from './gap-bound.ts'
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
  const nearOf: NearPlace[][] = []
  let minutes = 0
  let medium = 0
  for (const [index, booking] of bookings.entries()) {
    const atHome = costs.weighedOf(booking, null)
    // Who broke a rule at home by somebody else may keep it once that one has gone.
    const stays = board.couldStay(index)
    let cheapest = stays ? atHome : Number.POSITIVE_INFINITY
    let shortest = (booking.current.endMs - booking.current.startMs) / 60_000
    const priced: PricedPlace[] = []
    const home = booking.current.serving[0]?.resource
    if (home !== undefined) priced.push({ first: home, ...booking.current, cost: atHome })
    for (const first of choices.firstsOf(index)) {
      const starts = choices.startsOf(index, first)
      if (starts.length > 0) shortest = Math.min(shortest, durationMsOf(booking, first) / 60_000)
      // What lies further away costs more than it could save by closing gaps.
      const limit = cheapest + 2 * weights.fragmentation
      for (const startMs of nearest(starts, booking.current.startMs, limit, weights.minutes_moved)) {
        const place = choices.placeAt(index, first, startMs, () => true)
        if (place === null) continue
        const cost = costs.weighedOf(booking, place)
        cheapest = Math.min(cheapest, cost)
        priced.push({ first, startMs, endMs: startMs + durationMsOf(booking, first), cost })
      }
    }
    if (cheapest === Number.POSITIVE_INFINITY) medium += 1
    const least = Math.min(cheapest, atHome)
    cheapestOf.push(least)
    nearOf.push(
      priced
        .map(({ first, startMs, endMs, cost }) => ({ first, startMs, endMs, extra: cost - least }))
        .filter(({ extra }) => extra < 2 * weights.fragmentation),
    )
    minutes += shortest
  }
  const soft = cheapestOf.reduce((sum, cost) => sum + cost, 0)
  const gaps = Math.max(leastGapCost(problem, nearOf), bookings.length === 0 ? 0 : weights.fragmentation)
  return {
    cheapest: cheapestOf,
    score: {
      hard: problem.pinned.length,
      medium,
      soft: soft + gaps + leastPeak(problem, minutes) * weights.imbalance,
    },
  }
}

/** A place with what it costs for the booking alone. */
interface PricedPlace {
  readonly first: number
  readonly startMs: number
  readonly endMs: number
  readonly cost: number
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
