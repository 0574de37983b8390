import { ApiError } from '../../../src/contract/errors/errors.ts'
import { inTurns, type Turns } from '../../../src/time/turns.ts'
import { type OptimizationObject, optimizationObject } from '../../objects/schedule/optimization.ts'
import type { Problem, RuleBreak, Schedule, Score } from '../../scheduling/optimisation/problem.ts'
import { compareScores } from '../../scheduling/optimisation/problem.ts'
import type { Verdict } from '../../scheduling/optimisation/verify.ts'
import { toStored } from '../../store/instants.ts'
import { saveOptimization } from '../../store/optimizations.ts'
import type { OptimizationRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import { assignmentsOf } from './proposal.ts'
import { joined, sentenceOf } from './rule-words.ts'

export type RunOutcome = NonNullable<OptimizationObject['outcome']>

/** Writes a change of a run, and notes it. */
export async function changeRun(
  ctx: Context,
  row: OptimizationRow,
  changes: Partial<OptimizationRow>,
): Promise<OptimizationRow> {
  const changed = revised(ctx, row, changes)
  await saveOptimization(ctx.trx, changed)
  ctx.changed('optimization', row, changed)
  return changed
}

/** Ends a run, and tells of it. What it has found so far stays. */
export async function finishRun(
  ctx: Context,
  row: OptimizationRow,
  outcome: RunOutcome,
  changes: Partial<OptimizationRow> = {},
): Promise<OptimizationObject> {
  const changed = await changeRun(ctx, row, {
    ...changes,
    status: 'finished',
    outcome,
    finished_at: toStored(ctx.now),
    ...(outcome !== 'cancelled' && outcome !== 'failed' && { progress: 1000 }),
  })
  const object = optimizationObject(changed)
  await ctx.emit('schedule.optimization_finished', object)
  return object
}

/** Ends a run that did not come to its end by itself. */
export async function failRun(
  ctx: Context,
  row: OptimizationRow,
  failure: string,
): Promise<OptimizationObject> {
  return await finishRun(ctx, row, 'failed', { failure })
}

/** Refuses what the state of a run does not allow. */
export function requireRun(row: OptimizationRow, action: 'cancel' | 'commit', isLegal: boolean): void {
  if (isLegal) return
  const allowed = allowedIn(row)
  const state = row.status === 'finished' ? `finished, ${row.outcome}` : row.status
  throw new ApiError('invalid_state_transition', {
    message: `Optimization run ${row.id} is ${state}, which does not allow ${action}`,
    details: { from: row.status, action, allowed },
  })
}

/** Whether the schedule of a run can be committed. */
export function isCommittable({ status, outcome }: OptimizationRow): boolean {
  return status === 'finished' && outcome !== 'failed'
}

function allowedIn(row: OptimizationRow): string[] {
  if (row.status === 'queued' || row.status === 'running') return ['cancel']
  return isCommittable(row) ? ['commit'] : []
}

/** What is known of the best schedule of a run: only what the verifier has accepted. */
export interface Known {
  readonly problem: Problem
  readonly schedule: Schedule
  readonly verdict: Verdict
  readonly bound: Score
  readonly initialScore: Score
}

/** The columns of a run that tell of its best schedule. */
export async function knownColumns(
  { problem, schedule, verdict, bound, initialScore }: Known,
  turns: Turns,
): Promise<Partial<OptimizationRow>> {
  return {
    score: JSON.stringify(verdict.score),
    initial_score: JSON.stringify(initialScore),
    // Rounded the other way, a bound might lie above a score that somebody has proved.
    bound: JSON.stringify(compareScores(bound, verdict.score) > 0 ? verdict.score : bound),
    proposal: JSON.stringify(await inTurns(assignmentsOf(problem, schedule), turns)),
    infeasible_because: JSON.stringify(infeasibilities([...problem.pinned, ...verdict.unassigned])),
  }
}

/** The bookings of a run as it has read them. */
export function baseColumn({ bookings }: Problem): string {
  return JSON.stringify(
    bookings.map(({ id, revision, scheduleRevision }) => [id, revision, scheduleRevision]),
  )
}

/** How a run ends that has gone through: a proof counts only where bound and score are the same. */
export function outcomeOf({ score }: Verdict, bound: Score): RunOutcome {
  if (compareScores(score, bound) !== 0) return 'iteration_limit'
  return score.hard > 0 || score.medium > 0 ? 'infeasible' : 'optimal'
}

function infeasibilities(breaks: readonly RuleBreak[]) {
  return joined(breaks).map(one => ({
    rule: one.rule,
    message: sentenceOf(one),
    booking_ids: one.bookingIds,
    resource_ids: one.resourceIds,
  }))
}
