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
const mostColumns = { fixed: 12_000, movable: 3_000 } as const

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
  let bound = lowerBound(board, choices, costs)
  let share = 0
  const tell = (found: Found, at: number) => {
    share = Math.max(share, at)
    if (compareScores(found.score, best.score) < 0) best = found
    onProgress({ share, ...best, bound })
  }
  const solution = (): Solution => ({
    ...best,
    bound,
    initialScore,
    isProved: compareScores(best.score, bound) === 0,
  })
  tell(best, 0)
  placeGreedily(board, choices, costs)
  tell({ schedule: board.schedule(), score: board.score }, 0.05)
  const exact = exactModel(parts, problem.movable ? mostColumns.movable : mostColumns.fixed)
  // Where a proof comes after it, the search has only to give it a good beginning.
  const iterations = exact === null ? problem.iterations : Math.min(problem.iterations, 20_000)
  const end = exact === null ? 0.98 : 0.3
  const isDone = () => compareScores(best.score, bound) === 0
  if (!isDone()) {
    const found = searchLocally(board, choices, iterations, (done, sofar) => {
      tell(sofar, 0.05 + ((end - 0.05) * done) / iterations)
      return !isDone()
    })
    tell(found, end)
  }
  if (exact === null || isDone()) return solution()
  const known = boardWith(parts, best.schedule)
  const answer = solveExactly(highs, exact, known, problem.iterations, problem.seed)
  if (answer.bound !== null) {
    const proved = { hard: bound.hard, ...answer.bound }
    if (compareScores(proved, bound) > 0) bound = proved
  }
  if (answer.schedule !== null) {
    const schedule = answer.schedule.map((place, index) => {
      const booking = problem.bookings[index]
      return place === null || booking === undefined ? null : normalised(booking, place)
    })
    tell({ schedule, score: boardWith(parts, schedule).score }, 1)
  }
  return solution()
}

/** A board of its own on which a schedule stands. */
function boardWith({ problem, world, costs }: ReturnType<typeof partsOf>, schedule: Schedule): Board {
  const board = new Board(problem, world, costs)
  // Whoever makes room goes first: the places of all are free together, whatever the order.
  for (const [index, place] of schedule.entries()) if (place !== null) board.move(index, place)
  board.settle()
  return board
}
