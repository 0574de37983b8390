import { describe, expect, test } from 'vitest'
import { loadHighs } from '../../../emulator/scheduling/optimisation/load-highs.ts'
import { solve } from '../../../emulator/scheduling/optimisation/solve.ts'
import { verify } from '../../../emulator/scheduling/optimisation/verify.ts'
import { bestByTryingAll } from './exhaustive-search.ts'
import { randomProblem } from './random-problems.ts'

const highs = await loadHighs()

describe.each([
  ['resources only', { bookings: 8, movable: false }, 60],
  ['starts too', { bookings: 4, movable: true }, 60],
] as const)('the best of all schedules: %s', (_title, size, count) => {
  test.each(Array.from({ length: count }, (_, index) => index + 1))('problem %d', seed => {
    const problem = randomProblem(seed * 7919, size)
    const solution = solve(problem, highs, () => {})
    const verdict = verify(problem, solution.schedule)
    expect(verdict.refused).toEqual([])
    expect(verdict.score).toEqual(solution.score)
    expect(solution.score).toEqual(bestByTryingAll(problem).score)
    expect(solution.isProved).toBe(true)
    expect(solution.bound).toEqual(solution.score)
  })
})
