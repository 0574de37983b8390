import type { Static } from 'typebox'
import type { Assignment, Optimization } from '../../../src/contract/objects/optimization.ts'
import { toAnswer, toAnswerOrNull } from '../../store/instants.ts'
import type { OptimizationRow } from '../../store/schema.ts'

export type OptimizationObject = Static<typeof Optimization>
export type AssignmentObject = Static<typeof Assignment>
export type ScoreObject = NonNullable<OptimizationObject['score']>

/** A booking as a run has read it. */
export type BaseBooking = readonly [id: string, revision: number, scheduleRevision: number]

/** What the best schedule of a run moves, by start. */
export function proposalOf(row: Pick<OptimizationRow, 'proposal'>): readonly AssignmentObject[] {
  return JSON.parse(row.proposal) as AssignmentObject[]
}

/** The bookings of a run as it has read them. */
export function baseOf(row: Pick<OptimizationRow, 'base'>): readonly BaseBooking[] {
  return JSON.parse(row.base) as BaseBooking[]
}

/** The run as the API answers it. */
export function optimizationObject(row: OptimizationRow): OptimizationObject {
  const score = parsedScore(row.score)
  const bound = parsedScore(row.bound)
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
    window: { from: toAnswer(row.window_from), to: toAnswer(row.window_to) },
    resource_ids: JSON.parse(row.resource_ids),
    booking_ids: row.booking_ids === null ? null : JSON.parse(row.booking_ids),
    movable: row.movable === 1,
    weights: JSON.parse(row.weights),
    limits: { iterations: row.iterations },
    seed: row.seed,
    status: row.status as OptimizationObject['status'],
    outcome: row.outcome as OptimizationObject['outcome'],
    score,
    initial_score: parsedScore(row.initial_score),
    bound,
    gap: gapBetween(score, bound),
    bookings: baseOf(row).length,
    changes: proposalOf(row).length,
    infeasible_because: JSON.parse(row.infeasible_because),
    failure: row.failure,
    progress: row.progress / 1000,
    started_at: toAnswerOrNull(row.started_at),
    finished_at: toAnswerOrNull(row.finished_at),
    committed_at: toAnswerOrNull(row.committed_at),
    metadata: JSON.parse(row.metadata),
  }
}

/** How much of the soft cost could be saved at most, in ten-thousandths; all of it where more may get a place. */
export function gapBetween(score: ScoreObject | null, bound: ScoreObject | null): number | null {
  if (score === null || bound === null) return null
  if (score.hard !== bound.hard || score.medium !== bound.medium) return 1
  return score.soft === 0 ? 0 : Math.round(((score.soft - bound.soft) / score.soft) * 10_000) / 10_000
}

function parsedScore(text: string | null): ScoreObject | null {
  return text === null ? null : (JSON.parse(text) as ScoreObject)
}
