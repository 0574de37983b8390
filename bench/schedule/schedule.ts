import { exactModel } from '../../emulator/scheduling/optimisation/exact-model.ts'
import { solveExactly } from '../../emulator/scheduling/optimisation/exact-solver.ts'
import { placeGreedily } from '../../emulator/scheduling/optimisation/greedy.ts'
import { loadHighs } from '../../emulator/scheduling/optimisation/load-highs.ts'
import type { Problem } from '../../emulator/scheduling/optimisation/problem.ts'
import { scoreOf } from '../../emulator/scheduling/optimisation/score.ts'
import { partsOf, solve } from '../../emulator/scheduling/optimisation/solve.ts'
import { verify } from '../../emulator/scheduling/optimisation/verify.ts'
import type { BenchRow } from '../report.ts'
import { clinicWeek } from './clinic-week.ts'

interface Outcome {
  readonly cost: number
  readonly ms: number
}

const aWeek = { bookings: 200, staff: 12, rooms: 6 }
const aGroup = { bookings: 1000, staff: 60, rooms: 30 }

/**
 * What a run makes of a week of a clinic: its cost beside that of the week as people booked it, of a plain greedy, of the bound
 * (so that the ratio tells the gap), and of HiGHS alone where starts stay and it therefore finishes.
 */
export async function benchSchedule(): Promise<BenchRow[]> {
  const highs = await loadHighs()
  const rows: BenchRow[] = []
  for (const [name, problem, target] of [
    ['200 bookings', { ...clinicWeek(aWeek), iterations: 1_000_000 }, 10],
    ['1,000 bookings', { ...clinicWeek(aGroup), iterations: 1_000_000 }, 60],
  ] as const) {
    const greedy = greedily(problem)
    const beganMs = performance.now()
    const solution = solve(problem, highs, () => {})
    const ours = { cost: solution.score.soft, ms: performance.now() - beganMs }
    requireSound(problem, solution.schedule)
    rows.push(
      cost(`${name}: cost`, ours, solution.initialScore.soft, 'the week as it was booked', '< 1x'),
      cost(`${name}: cost`, ours, greedy.cost, 'plain greedy', '<= 1x'),
      cost(`${name}: cost`, ours, solution.bound.soft, 'the bound: nothing can be better', 'near 1x'),
      time(`${name}: time`, ours, greedy, 'plain greedy', `<= ${target} s`),
    )
  }
  const fixed = { ...clinicWeek(aWeek), movable: false, iterations: 1_000_000 }
  const beganMs = performance.now()
  const solution = solve(fixed, highs, () => {})
  const ours = { cost: solution.score.soft, ms: performance.now() - beganMs }
  const alone = exactly(fixed, highs)
  rows.push(
    cost('200 bookings, resources only: cost', ours, greedily(fixed).cost, 'plain greedy', '<= 1x'),
    cost('200 bookings, resources only: cost', ours, alone.cost, 'HiGHS alone', '1x'),
    time('200 bookings, resources only: time', ours, alone, 'HiGHS alone', '<= 10 s'),
  )
  return rows
}

function greedily(problem: Problem): Outcome {
  const beganMs = performance.now()
  const { board, choices, costs } = partsOf(problem)
  placeGreedily(board, choices, costs)
  return { cost: board.score.soft, ms: performance.now() - beganMs }
}

function exactly(problem: Problem, highs: Awaited<ReturnType<typeof loadHighs>>): Outcome {
  const beganMs = performance.now()
  const parts = partsOf(problem)
  const nothing = { cheapest: [], slack: Number.POSITIVE_INFINITY }
  const model = exactModel(parts, nothing, Number.POSITIVE_INFINITY)
  if (model === null) throw new Error('There is no limit to the model.')
  const { schedule } = solveExactly(highs, model, parts.board, problem.iterations, problem.seed)
  if (schedule === null) throw new Error('HiGHS found no schedule.')
  return { cost: scoreOf(problem, schedule, 0).soft, ms: performance.now() - beganMs }
}

/** What is measured has to be right. */
function requireSound(problem: Problem, schedule: Parameters<typeof verify>[1]): void {
  const { refused } = verify(problem, schedule)
  if (refused.length > 0) throw new Error(`The verifier refuses ${refused.length} places.`)
}

function cost(what: string, ours: Outcome, floor: number, beside: string, target: string): BenchRow {
  return { what, floor: beside, unit: 'cost', target, pairs: [{ ours: ours.cost, floor }] }
}

function time(what: string, ours: Outcome, floor: Outcome, beside: string, target: string): BenchRow {
  return { what, floor: beside, unit: 'ms', target, pairs: [{ ours: ours.ms, floor: floor.ms }] }
}
