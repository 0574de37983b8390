import { expect, test } from 'vitest'
import { clinicWeek } from '../../bench/schedule/clinic-week.ts'
import { gapBetween } from '../../emulator/objects/schedule/optimization.ts'
import { placeGreedily } from '../../emulator/scheduling/optimisation/greedy.ts'
import { loadHighs } from '../../emulator/scheduling/optimisation/load-highs.ts'
import { compareScores } from '../../emulator/scheduling/optimisation/problem.ts'
import { partsOf, solve } from '../../emulator/scheduling/optimisation/solve.ts'
import { verify } from '../../emulator/scheduling/optimisation/verify.ts'

const highs = await loadHighs()

test('a week of 200 bookings, 12 staff and 6 rooms is better than greedy, verified, and its gap is known', () => {
  const week = { ...clinicWeek({ bookings: 200, staff: 12, rooms: 6 }), iterations: 30_000 }
  const { board, choices, costs } = partsOf(week)
  placeGreedily(board, choices, costs)
  const solution = solve(week, highs, () => {})
  expect(compareScores(solution.score, board.score)).toBeLessThan(0)
  expect(compareScores(board.score, solution.initialScore)).toBeLessThan(0)
  const { refused, score } = verify(week, solution.schedule)
  expect([refused, score]).toEqual([[], solution.score])
  expect(gapBetween(solution.score, solution.bound)).toBeLessThan(0.3)
})

test('a proof that is broken off is broken off at the same step each time', () => {
  const week = { ...clinicWeek({ bookings: 30, staff: 3, rooms: 2 }), iterations: 300 }
  const first = solve(week, highs, () => {})
  expect(first.isProved).toBe(false)
  expect(solve(structuredClone(week), highs, () => {})).toEqual(first)
  // With more steps it is found how near that was: no bound lies above what is best.
  const proved = solve({ ...week, iterations: 1_000_000 }, highs, () => {})
  expect(proved.isProved).toBe(true)
  expect(compareScores(first.bound, proved.score)).toBeLessThanOrEqual(0)
  expect(compareScores(proved.score, first.score)).toBeLessThanOrEqual(0)
})
