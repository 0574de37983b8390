import type { Highs } from 'highs'
import type { Board } from './board.ts'
import type { ExactModel } from './exact-model.ts'
import type { Schedule } from './problem.ts'

/** What the exact solver came to. */
export interface ExactAnswer {
  /** The best schedule that it knows; null where it found none. */
  readonly schedule: Schedule | null
  /** No schedule has fewer bookings without a place, and with as many none costs less than this. */
  readonly bound: { readonly medium: number; readonly soft: number }
  /** Whether the bound was proved to its end. */
  readonly isProved: boolean
}

interface Solved {
  readonly values: readonly number[] | null
  /** Integral costs: what lies between two whole numbers is the upper one. */
  readonly bound: number
  readonly isOptimal: boolean
}

/** What rounding may cost. */
const tolerance = 1e-4

/**
 * Asks HiGHS: first how many bookings have to stay without a place, then for the cheapest schedule with as few. It ends
 * by a proof or after so many nodes, and is given the schedule that is known already.
 */
export function solveExactly(
  highs: Highs,
  exact: ExactModel,
  known: Board,
  nodes: number,
  seed: number,
): ExactAnswer {
  let start = exact.valuesOf(known)
  let medium = 0
  if (exact.unassigned.length > 0) {
    const costs = exact.model.costs.map(() => 0)
    for (const column of exact.unassigned) costs[column] = 1
    const fewest = solve(highs, exact, { costs, start, nodes, seed })
    medium = wholeBound(fewest.bound)
    if (!fewest.isOptimal) {
      const schedule = fewest.values === null ? null : exact.scheduleOf(fewest.values)
      return { schedule, bound: { medium, soft: 0 }, isProved: false }
    }
    exact.model.row(
      exact.unassigned.map(column => [column, 1] as const),
      0,
      medium,
    )
    // The next one begins with what this one found: the schedule that is known may leave more without a place.
    if (sumOf(start, exact.unassigned) > medium) start = [...(fewest.values ?? [])]
  }
  const cheapest = solve(highs, exact, { costs: exact.model.costs, start, nodes, seed })
  return {
    schedule: cheapest.values === null ? null : exact.scheduleOf(cheapest.values),
    bound: { medium, soft: wholeBound(cheapest.bound) },
    isProved: cheapest.isOptimal,
  }
}

/** Costs are whole numbers, and never below nothing. */
function wholeBound(bound: number): number {
  return Math.max(0, Math.ceil(bound - tolerance))
}

function sumOf(values: readonly number[], columns: readonly number[]): number {
  return columns.reduce((sum, column) => sum + Math.round(values[column] ?? 0), 0)
}

interface Wish {
  readonly costs: readonly number[]
  readonly start: readonly number[]
  readonly nodes: number
  readonly seed: number
}

function solve(highs: Highs, { model }: ExactModel, { costs, start, nodes, seed }: Wish): Solved {
  return highs.withModel<Solved>(
    {
      numCols: model.columns,
      numRows: model.rows,
      sense: highs.constants.objectiveSense.minimize,
      colCost: costs,
      colLower: model.lowers,
      colUpper: model.uppers,
      rowLower: model.rowLowers,
      rowUpper: model.rowUppers,
      integrality: model.costs.map(() => highs.constants.variableType.integer),
      matrix: {
        format: 'csr',
        numRows: model.rows,
        numCols: model.columns,
        starts: model.starts,
        indices: model.indices,
        values: model.values,
      },
    },
    solver => {
      // Nothing of time: the same model ends the same way on every machine.
      solver.options.set({
        output_flag: false,
        random_seed: seed % 2_147_483_647,
        mip_rel_gap: 0,
        mip_abs_gap: 0.5,
        mip_max_nodes: Math.min(nodes, 2_147_483_647),
      })
      if (start.length === model.columns) solver.setSolution({ colValue: [...start] })
      // Nodes are few where each takes long: the steps of its simplex bound the work, too.
      solver.run({
        [highs.constants.callbackType.mipInterrupt](event) {
          if (Number(event.data.mip_total_lp_iterations ?? 0) > nodes) event.interrupt()
        },
      })
      const status = solver.getModelStatus()
      const isOptimal = status === highs.constants.modelStatus.optimal
      const { colValue } = solver.getSolution()
      const hasValues = Number(solver.info.get('primal_solution_status')) === 2
      const values = hasValues && colValue !== undefined ? Array.from(colValue, Math.round) : null
      const bound = isOptimal ? solver.getObjectiveValue() : Number(solver.info.get('mip_dual_bound'))
      return { values, bound: Number.isFinite(bound) ? bound : 0, isOptimal }
    },
  )
}
