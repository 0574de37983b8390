import { createTurns, inTurns } from '../../src/time/turns.ts'
import { act, commitAct, tellOf } from '../calls/act.ts'
import { optimizationObject } from '../objects/schedule/optimization.ts'
import type { Context } from '../rules/context/context.ts'
import { readProblem } from '../rules/schedule/read-problem.ts'
import {
  baseColumn,
  changeRun,
  finishRun,
  type Known,
  knownColumns,
  outcomeOf,
} from '../rules/schedule/run-moves.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { compareScores, type Problem, type Score } from '../scheduling/optimisation/problem.ts'
import type { Progress } from '../scheduling/optimisation/solve.ts'
import { type Verdict, verifying } from '../scheduling/optimisation/verify.ts'
import { fromStored, toStored } from '../store/instants.ts'
import { findOptimization, saveOptimization } from '../store/optimizations.ts'
import type { OptimizationRow, Trx } from '../store/schema.ts'
import { findTenant } from '../store/tenants.ts'
import type { Solve } from './solve-in-thread.ts'

/** A run, by what names it. */
export interface RunId {
  readonly tenant_id: string
  readonly id: string
}

/** Who ends runs. */
export const systemKey = { id: 'optimizer', scope: 'secret' } as const

/** What is found is written down at least so far apart, in milliseconds; it costs nothing else a tenth of its time. */
const leastApartMs = 250

interface Doing {
  readonly ended: AbortSignal
  readonly solve: Solve
}

/**
 * Does one run from its beginning to its end. What is found is read by nobody before the verifier has accepted it. Throws
 * the reason of the signal where that ends it before, and leaves the row as it is then.
 */
export async function doRun(sandbox: Sandbox, run: RunId, { ended, solve }: Doing): Promise<void> {
  const problem = await beginRun(sandbox, run, ended)
  if (problem === null) return
  const writer = new ProgressWriter(sandbox, run, problem, ended)
  const solution = await solve(problem, ended, progress => writer.note(progress))
  await writer.close()
  const turns = createTurns(ended)
  const verdict = await inTurns(verifying(problem, solution.schedule), turns)
  requireBelieved(verdict, solution.score)
  const { initialScore, bound } = solution
  const known = { problem, schedule: solution.schedule, verdict, bound, initialScore }
  const columns = await knownColumns(known, turns)
  await changing(sandbox, run, ended, async (ctx, row) => {
    if (row.status === 'running') await finishRun(ctx, row, outcomeOf(verdict, bound), columns)
  })
}

/** Reads the problem of a run that is still queued, and begins it, at one moment. Null where it is not queued any more. */
async function beginRun(sandbox: Sandbox, run: RunId, ended: AbortSignal): Promise<Problem | null> {
  const begun = await sandbox.commitAlone(async trx => {
    const row = await findOptimization(trx, run.tenant_id, run.id)
    if (row?.status !== 'queued') return null
    const actor = { ...(await actorIn(trx, run)), turns: createTurns(ended) }
    return await act(sandbox, trx, actor, async ctx => {
      const problem = await problemOf(ctx, row)
      const changes = { status: 'running', base: baseColumn(problem), started_at: toStored(ctx.now) }
      await changeRun(ctx, row, changes)
      return problem
    })
  })
  if (begun === null) return null
  await tellOf(sandbox, begun)
  return begun.value
}

async function problemOf(ctx: Context, row: OptimizationRow): Promise<Problem> {
  const { resource_ids, booking_ids, movable, weights } = optimizationObject(row)
  return await readProblem(ctx, {
    window: { startMs: fromStored(row.window_from), endMs: fromStored(row.window_to) },
    resourceIds: resource_ids.length === 0 ? null : resource_ids,
    bookingIds: booking_ids,
    movable,
    weights,
    iterations: row.iterations,
    seed: row.seed,
  })
}

async function actorIn(trx: Trx, { tenant_id }: RunId) {
  const tenant = await findTenant(trx, tenant_id)
  if (tenant === undefined) throw new Error(`There is no tenant ${tenant_id}.`)
  return { tenant, key: systemKey, requestId: null, operation: 'optimization.run' }
}

/** Changes a run in a transaction of its own; nothing where it is gone, or was ended meanwhile. */
async function changing(
  sandbox: Sandbox,
  run: RunId,
  ended: AbortSignal,
  change: (ctx: Context, row: OptimizationRow) => Promise<void>,
): Promise<void> {
  await commitAct(
    sandbox,
    trx => actorIn(trx, run),
    async ctx => {
      ended.throwIfAborted()
      const row = await findOptimization(ctx.trx, run.tenant_id, run.id)
      if (row !== undefined) await change(ctx, row)
    },
  )
}

function requireBelieved({ refused, score }: Verdict, claimed: Score): void {
  const [first] = refused
  if (first !== undefined)
    throw new Error(`The verifier refuses the schedule: ${first.bookingIds[0]} breaks ${first.rule}.`)
  if (compareScores(score, claimed) !== 0)
    throw new Error(`The verifier counts ${JSON.stringify(score)}, and the run ${JSON.stringify(claimed)}.`)
}

/** Writes down what a run finds while it goes on: the newest, when the one before has been written. */
class ProgressWriter {
  readonly #sandbox: Sandbox
  readonly #run: RunId
  readonly #problem: Problem
  readonly #ended: AbortSignal
  #newest: Progress | null = null
  #writing: Promise<void> = Promise.resolve()
  #isWriting = false
  #isClosed = false
  #initialScore: Score | null = null
  #notBeforeMs = 0

  constructor(sandbox: Sandbox, run: RunId, problem: Problem, ended: AbortSignal) {
    this.#sandbox = sandbox
    this.#run = run
    this.#problem = problem
    this.#ended = ended
  }

  note(progress: Progress): void {
    this.#newest = progress
    if (this.#isWriting || this.#isClosed || performance.now() < this.#notBeforeMs) return
    this.#isWriting = true
    this.#writing = this.#write().finally(() => {
      this.#isWriting = false
    })
    // Whoever waits for it hears of it; nobody else has to.
    this.#writing.catch(() => undefined)
  }

  /** Waits for what is being written; nothing is written any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#writing
  }

  async #write(): Promise<void> {
    const progress = this.#newest
    if (progress === null) return
    const beganMs = performance.now()
    const turns = createTurns(this.#ended)
    const verdict = await inTurns(verifying(this.#problem, progress.schedule), turns)
    requireBelieved(verdict, progress.score)
    const unmoved = this.#problem.bookings.map(() => null)
    this.#initialScore ??= (await inTurns(verifying(this.#problem, unmoved), turns)).score
    const known: Known = {
      problem: this.#problem,
      schedule: progress.schedule,
      verdict,
      bound: progress.bound,
      initialScore: this.#initialScore,
    }
    const columns = await knownColumns(known, turns)
    await this.#sandbox.commit(async trx => {
      this.#ended.throwIfAborted()
      const row = await findOptimization(trx, this.#run.tenant_id, this.#run.id)
      // How far it is, is of the machine: no revision, and nothing to be told.
      if (row?.status === 'running')
        await saveOptimization(trx, { ...row, ...columns, progress: Math.round(progress.share * 1000) })
    })
    const tookMs = performance.now() - beganMs
    this.#notBeforeMs = performance.now() + Math.max(leastApartMs, 10 * tookMs)
  }
}
