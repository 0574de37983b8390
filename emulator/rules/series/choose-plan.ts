import { ApiError } from '../../../src/contract/errors/errors.ts'
import { conflictTypes } from '../../../src/contract/objects/conflict.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { Context } from '../context/context.ts'
import { conflictObjects, takingTurns } from '../placing/availability.ts'
import { planSeries, type RefusedDate, type SeriesPlan, withoutBesideIds } from './plan-series.ts'
import type { SeriesRequest } from './series-request.ts'

/**
 * The resource that serves a whole series, and where its bookings would be: the first in turn that is free on all
 * dates, else the one with the fewest dates that are refused, then that are moved.
 */
export async function choosePlan(
  ctx: Context,
  { service, candidates }: SeriesRequest,
  units: number,
  movesNear: boolean,
): Promise<SeriesPlan> {
  const resources = candidates.map(({ resource }) => resource)
  const [firstDate] = candidates[0]?.occurrences ?? []
  const need = { service, units }
  const inTurn = await takingTurns(ctx, { ...need, candidates: resources, startMs: firstDate?.startMs ?? 0 })
  let best: SeriesPlan | undefined
  for (const resource of inTurn) {
    const occurrences = candidates.find(one => one.resource === resource)?.occurrences ?? []
    const plan = await planSeries(ctx, need, resource, occurrences, movesNear)
    if (best === undefined || lacks(plan) < lacks(best)) best = plan
    if (lacks(best) === 0) break
  }
  if (best === undefined) throw new Error('A series has at least one candidate.')
  return best
}

/** How much of a plan is not as it was asked for: dates that are refused count more than any that are moved. */
function lacks({ planned, refused }: SeriesPlan): number {
  return refused.length * 1_000 + planned.filter(({ avoided }) => avoided.length > 0).length
}

/** A date that is refused, as the API answers it. */
export function refusedDate({ occurrence, conflicts }: RefusedDate) {
  return {
    original_start_at: toAnswer(toStored(occurrence.startMs)),
    conflicts: conflictObjects(withoutBesideIds(conflicts), true),
  }
}

/** The refusal of a series: every date that is not free with its reasons, and all reasons together. */
export function seriesUnavailable({ resource, planned, refused }: SeriesPlan): ApiError {
  const dates = refused.map(refusedDate)
  const conflicts = refused
    .flatMap(date => date.conflicts)
    .toSorted((a, b) => conflictTypes.indexOf(a.type) - conflictTypes.indexOf(b.type))
  const all = planned.length + refused.length
  return new ApiError('resource_unavailable', {
    message: `Resource ${resource.id} is not available on ${refused.length} of ${all} dates; nothing was changed`,
    details: { conflicts: conflictObjects(withoutBesideIds(conflicts), true), suggestions: [], dates },
  })
}
