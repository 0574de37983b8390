import { describe, expect, test } from 'vitest'
import type { Board } from '../../../emulator/scheduling/optimisation/board.ts'
import { solveExactly } from '../../../emulator/scheduling/optimisation/exact-solver.ts'
import { LinearModel } from '../../../emulator/scheduling/optimisation/linear-model.ts'
import { loadHighs } from '../../../emulator/scheduling/optimisation/load-highs.ts'
import { randomNumbers } from '../../../emulator/scheduling/optimisation/random.ts'

/** A generalized assignment problem, as the OR-Library has them: each job goes to one agent, whose capacity it takes. */
interface Instance {
  readonly costs: readonly (readonly number[])[]
  readonly uses: readonly (readonly number[])[]
  readonly capacities: readonly number[]
}

const highs = await loadHighs()

/** Costs of 15 to 25, uses of 8 to 15, capacities of 0.8 of the mean, as in gap1 to gap12. */
function instance(seed: number, agents: number, jobs: number): Instance {
  const random = randomNumbers(seed)
  const table = (least: number, most: number) =>
    Array.from({ length: agents }, () =>
      Array.from({ length: jobs }, () => least + random.below(most - least + 1)),
    )
  const [costs, uses] = [table(15, 25), table(8, 15)]
  const capacities = uses.map(row => Math.ceil((0.8 * row.reduce((sum, use) => sum + use, 0)) / agents) + 8)
  return { costs, uses, capacities }
}

/** The same with an optimum that is known: one agent is the cheapest for each job, and has room for all of his. */
function planted(seed: number, agents: number, jobs: number): Instance {
  const random = randomNumbers(seed + 1)
  const drawn = instance(seed, agents, jobs)
  const owner = Array.from({ length: jobs }, () => random.below(agents))
  return {
    uses: drawn.uses,
    costs: drawn.costs.map((row, agent) =>
      row.map((cost, job) => (owner[job] === agent ? 15 : Math.max(16, cost))),
    ),
    // Not a unit more than that takes.
    capacities: drawn.uses.map((row, agent) =>
      row.reduce((sum, use, job) => sum + (owner[job] === agent ? use : 0), 0),
    ),
  }
}

function solved({ costs, uses, capacities }: Instance) {
  const model = new LinearModel()
  const jobs = costs[0]?.length ?? 0
  const columns = costs.map(row => row.map(cost => model.column(cost)))
  const term = (agent: number, job: number, value: number) => [columns[agent]?.[job] ?? -1, value] as const
  for (let job = 0; job < jobs; job++)
    model.row(
      costs.map((_, agent) => term(agent, job, 1)),
      1,
      1,
    )
  for (const [agent, capacity] of capacities.entries())
    model.row(
      (uses[agent] ?? []).map((use, job) => term(agent, job, use)),
      0,
      capacity,
    )
  const exact = {
    model,
    unassigned: [],
    // Nothing is known beforehand.
    valuesOf: () => [],
    scheduleOf: (values: ArrayLike<number>) =>
      Array.from({ length: jobs }, (_, job) => ({
        startMs: 0,
        resources: [costs.findIndex((_, agent) => values[columns[agent]?.[job] ?? -1] === 1)],
      })),
  }
  const answer = solveExactly(highs, exact, {} as Board, 1_000_000, 1)
  const agents = answer.schedule?.map(place => place?.resources[0] ?? -1) ?? []
  return {
    ...answer,
    agents,
    cost: agents.reduce((sum, agent, job) => sum + (costs[agent]?.[job] ?? 1_000), 0),
  }
}

function isFeasible({ uses, capacities }: Instance, agents: readonly number[]): boolean {
  return capacities.every(
    (capacity, agent) =>
      agents.reduce((sum, own, job) => sum + (own === agent ? (uses[agent]?.[job] ?? 0) : 0), 0) <= capacity,
  )
}

/** The least cost by trying every assignment, but for those that cost no less even where the rest goes to the cheapest. */
function leastByTryingAll(problem: Instance): number {
  const { costs, uses, capacities } = problem
  const jobs = costs[0]?.length ?? 0
  const cheapest = Array.from({ length: jobs }, (_, job) => Math.min(...costs.map(row => row[job] ?? 0)))
  const restFrom = Array.from({ length: jobs + 1 }, (_, job) =>
    cheapest.slice(job).reduce((sum, cost) => sum + cost, 0),
  )
  let least = Number.POSITIVE_INFINITY
  const go = (job: number, sum: number, left: readonly number[]): void => {
    if (sum + (restFrom[job] ?? 0) >= least) return
    if (job === jobs) {
      least = sum
      return
    }
    for (const agent of capacities.keys()) {
      const use = uses[agent]?.[job] ?? 0
      if (use > (left[agent] ?? 0)) continue
      go(
        job + 1,
        sum + (costs[agent]?.[job] ?? 0),
        left.map((own, at) => (at === agent ? own - use : own)),
      )
    }
  }
  go(0, 0, capacities)
  return least
}

describe('generalized assignment', () => {
  test.each([
    [5, 15],
    [5, 30],
    [8, 40],
    [10, 60],
  ])('%d agents and %d jobs: the planted optimum', (agents, jobs) => {
    for (const seed of [1, 2, 3]) {
      const problem = planted(seed, agents, jobs)
      const answer = solved(problem)
      expect(answer.cost).toBe(15 * jobs)
      expect(answer).toMatchObject({ isProved: true, bound: { soft: 15 * jobs } })
      expect(isFeasible(problem, answer.agents)).toBe(true)
    }
  })

  test('5 agents and 15 jobs, or fewer: what trying all of them finds', () => {
    for (const [seed, agents, jobs] of [
      [11, 3, 8],
      [12, 4, 9],
      [13, 5, 15],
      [14, 5, 15],
    ] as const) {
      const problem = instance(seed, agents, jobs)
      const answer = solved(problem)
      expect(answer.cost).toBe(leastByTryingAll(problem))
      expect(answer.bound.soft).toBe(answer.cost)
    }
  })
})
