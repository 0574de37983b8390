import type { Highs } from 'highs'
import { Board } from './board.ts'
import { Choices } from './choices.ts'
import { exactModel } from './exact-model.ts'
import { solveExactly } from './exact-solver.ts'
import { fixedWorld } from './fixed-world.ts'
import { placeGreedily } from './greedy.ts'
import { type Found, searchLocally } from './local-search.ts'
import { lowerBound } from './lower-bound.ts'
import { compareScores, type Problem, type Schedule, type Score } from './problem.ts'
import { costTable } from './soft-costs.ts'
import { normalised } from './taken.ts'

/** How far a run is: told each time that something is known anew. */
export interface Progress {
  /** From 0 to 1. */
  readonly share: number
  readonly schedule: Schedule
  readonly score: Score
  readonly bound: Score
}

/** How a run ended. The schedule is the best that was found; the bound is equal to its score where that is proved. */
export interface Solution {
  readonly schedule: Schedule
  readonly score: Score
  readonly bound: Score
  readonly initialScore: Score
  readonly isProved: boolean
}

/** The most columns of a model for which a proof is tried: beyond it the search alone has to do. */
const mostColumns = { fixed: 20_000, movable: 40_000 } as const

/** Steps of the simplex that a proof may take, for each iteration of the run. */
const stepsOfProof = 0.2

/** Iterations of the search before the first proof is tried. */
const searchedBeforeProof = 20_000

/** The parts of a problem that every step works with. */
export function partsOf(problem: Problem) {
  const world = fixedWorld(problem)
  const costs = costTable(problem)
  const choices = new Choices(problem, world)
  const board = new Board(problem, world, costs)
  return { problem, world, costs, choices, board }
}

/**
 * Solves a problem: greedily, then by local search, and with HiGHS where the model is small enough for a proof. It never
 * looks at a clock: the same problem gives the same answer. What is no better than the present schedule changes nothing.
 */
export function solve(problem: Problem, highs: Highs, onProgress: (progress: Progress) => void): Solution {
  const parts = partsOf(problem)
  const { board, choices, costs } = parts
  const initialScore = board.score
  let best: Found = { schedule: board.schedule(), score: initialScore }
  const least = lowerBound(board, choices, costs)
  let bound = least.score
  let share = 0
  const tell = (found: Found, at: number) => {
    share = Math.max(share, at)
    if (compareScores(found.score, best.score) < 0) best = found
    onProgress({ share, ...best, bound })
  }
  const isDone = () => compareScores(best.score, bound) === 0
  const search = (iterations: number, from: number, to: number) => {
    const found = searchLocally(boardWith(parts, best.schedule), choices, iterations, (done, sofar) => {
      tell(sofar, from + ((to - from) * done) / iterations)
      return !isDone()
    })
    tell(found, to)
  }
  /** Tries a proof. False where the model is too large. */
  const prove = (at: number): boolean => {
    const isOnlySoft = best.score.medium === bound.medium
    // A booking that costs more by itself may close a gap before and one behind it, on each of its resources.
    const groups = problem.bookings.reduce((most, booking) => Math.max(most, booking.groups.length), 1)
    const closed = 2 * groups * problem.weights.fragmentation
    const slack = isOnlySoft ? best.score.soft - least.score.soft + closed : Number.POSITIVE_INFINITY
    const most = problem.movable ? mostColumns.movable : mostColumns.fixed
    const exact = exactModel(parts, { cheapest: least.cheapest, slack }, most)
    if (exact === null) return false
    const answer = solveExactly(
      highs,
      exact,
      boardWith(parts, best.schedule),
      Math.ceil(problem.iterations * stepsOfProof),
      problem.seed,
    )
    if (answer.schedule !== null) {
      const schedule = answer.schedule.map((place, index) => {
        const booking = problem.bookings[index]
        return place === null || booking === undefined ? null : normalised(booking, place)
      })
      tell({ schedule, score: boardWith(parts, schedule).score }, at)
    }
    const proved = { hard: bound.hard, ...answer.bound }
    if (compareScores(proved, bound) > 0) bound = proved
    return true
  }
  tell(best, 0)
  if (!isDone()) {
    placeGreedily(board, choices, costs)
    tell({ schedule: board.schedule(), score: board.score }, 0.05)
  }
  // A short search first: the better what is known, the less a proof has to look at.
  const first = Math.min(problem.iterations, searchedBeforeProof)
  if (!isDone()) search(first, 0.05, 0.15)
  const isTried = !isDone() && prove(0.3)
  if (!isDone() && problem.iterations > first) {
    search(problem.iterations - first, 0.3, 0.95)
    if (!isDone() && !isTried) prove(1)
  }
  return { ...best, bound, initialScore, isProved: isDone() }
}

/** A board of its own on which a schedule stands. */
function boardWith({ problem, world, costs }: ReturnType<typeof partsOf>, schedule: Schedule): Board {
  const board = new Board(problem, world, costs)
  // Whoever makes room goes first: the places of all are free together, whatever the order.
  for (const [index, place] of schedule.entries()) if (place !== null) board.move(index, place)
  board.settle()
  return board
}
