import type { Board } from './board.ts'
import type { Choices } from './choices.ts'
import { compareScores, durationMsOf, type Place, type ProblemBooking, type Score } from './problem.ts'
import type { CostTable } from './soft-costs.ts'

/**
 * Takes one booking after the other, those that break a rule first, and gives each the place that makes the schedule
 * best as the others stand; where none is better, it stays. What everybody would write down first, and the floor for all else.
 */
export function placeGreedily(board: Board, choices: Choices, costs: CostTable): void {
  const { bookings } = board.problem
  const byStart = [...bookings.keys()].sort((a, b) => startOf(bookings, a) - startOf(bookings, b) || a - b)
  const broken = new Set(board.broken)
  const turns = [
    ...byStart.filter(index => broken.has(index)),
    ...byStart.filter(index => !broken.has(index)),
  ]
  for (const index of turns) takeBest(board, choices, costs, index)
}

/** Moves a booking to the place that makes the schedule best, if any makes it better. */
function takeBest(board: Board, choices: Choices, costs: CostTable, index: number): void {
  const booking = board.problem.bookings[index] as ProblemBooking
  const home = board.placeOf(index)
  const isBroken = board.broken.includes(index)
  const before = board.score
  let best: { readonly place: Place; readonly score: Score } | null = null
  // What a booking that keeps the rules can win by others: a gap at each end on each resource, and its minutes.
  const most = isBroken ? Number.POSITIVE_INFINITY : mostToWin(board, booking)
  const ownCost = board.ownCostOf(index)
  for (const first of choices.firstsOf(index)) {
    for (const startMs of choices.startsOf(index, first)) {
      // What it costs to move that far already says that it is not worth it.
      const movedMin = Math.abs(startMs - booking.current.startMs) / 60_000
      if (movedMin * board.problem.weights.minutes_moved - ownCost >= most) continue
      const place = choices.placeAt(index, first, startMs, (resource, fromMs, toMs) =>
        board.hasRoomFor(index, resource, fromMs, toMs),
      )
      if (place === null || costs.weighedOf(booking, place) - ownCost >= most) continue
      if (!board.isFree(index, place)) continue
      const score = board.scoreWith(index, place)
      if (compareScores(score, best?.score ?? before) < 0) best = { place, score }
    }
  }
  if (best !== null) board.move(index, best.place)
  else if (home !== null) board.move(index, home)
}

function mostToWin({ problem }: Board, booking: ProblemBooking): number {
  const { weights, resources } = problem
  const minutes = (booking.current.endMs - booking.current.startMs) / 60_000
  const longest = (booking.groups[0]?.resources ?? []).reduce(
    (most, first) => Math.max(most, durationMsOf(booking, first) / 60_000),
    minutes,
  )
  const weight = resources.reduce((least, resource) => Math.min(least, resource.weight), 1)
  return (
    4 * (booking.groups.length + 1) * weights.fragmentation + Math.ceil(longest / weight) * weights.imbalance
  )
}

function startOf(bookings: readonly ProblemBooking[], index: number): number {
  return bookings[index]?.current.startMs ?? 0
}
