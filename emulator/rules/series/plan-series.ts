import { append } from '../../../src/lists/append.ts'
import { nearestStarts } from '../../scheduling/nearest-starts.ts'
import type { Occurrence } from '../../scheduling/occurrences.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { type Beside, demandOn, type Placement, place, termsFor, type Wish } from '../placing/availability.ts'
import { serviceWith } from '../placing/service-with.ts'

/** What every booking of a series has in common. */
export type SeriesNeed = Omit<Wish, 'candidates' | 'startMs' | 'beside'>

/** A date that can be booked: at its own start, or near it. */
export interface PlannedDate {
  readonly occurrence: Occurrence
  readonly startMs: number
  readonly placement: Placement
  /** Why it is not at its own start; empty where it is. */
  readonly avoided: Placement['conflicts']
}

/** A date that cannot, with what stands in the way. */
export interface RefusedDate {
  readonly occurrence: Occurrence
  readonly conflicts: Placement['conflicts']
}

/** Where the bookings of a series would be. */
export interface SeriesPlan {
  readonly resource: ResourceRow
  readonly planned: readonly PlannedDate[]
  readonly refused: readonly RefusedDate[]
}

/** As far from its own start is a booking moved at most. */
const furthestMs = 3 * 86_400_000

/**
 * Finds the place of each date of a series with one resource, before anything is written: each beside those before it.
 * With `movesNear` a date that is not free goes to the nearest start that is, of two equally near ones the later: within
 * three days, and nearer to its own date than to the ones beside it.
 */
export async function planSeries(
  ctx: Context,
  need: SeriesNeed,
  resource: ResourceRow,
  occurrences: readonly Occurrence[],
  movesNear = false,
): Promise<SeriesPlan> {
  const planned: PlannedDate[] = []
  const refused: RefusedDate[] = []
  const beside: Beside[] = []
  for (const [i, occurrence] of occurrences.entries()) {
    const wish: Wish = { ...need, candidates: [resource], startMs: occurrence.startMs, beside }
    const placement = await place(ctx, wish)
    const date =
      placement.conflicts.length === 0
        ? { occurrence, startMs: occurrence.startMs, placement, avoided: [] }
        : movesNear
          ? await nearestDate(ctx, wish, { occurrence, avoided: placement.conflicts }, [
              occurrences[i - 1],
              occurrences[i + 1],
            ])
          : undefined
    if (date === undefined) refused.push({ occurrence, conflicts: placement.conflicts })
    else {
      planned.push(date)
      append(beside, takenBy(need, date))
    }
  }
  return { resource, planned, refused }
}

async function nearestDate(
  ctx: Context,
  wish: Wish,
  date: Pick<PlannedDate, 'occurrence' | 'avoided'>,
  [previous, next]: readonly (Occurrence | undefined)[],
): Promise<PlannedDate | undefined> {
  const { startMs } = date.occurrence
  const [resource] = wish.candidates
  if (resource === undefined) return undefined
  const halfWay = (other: Occurrence | undefined, far: number) =>
    other === undefined ? far : Math.ceil((startMs + other.startMs) / 2)
  const window = {
    startMs: Math.max(
      startMs - furthestMs,
      halfWay(previous, Number.NEGATIVE_INFINITY),
      // What lies ahead is not moved into the past.
      startMs >= ctx.now ? ctx.now : Number.NEGATIVE_INFINITY,
    ),
    endMs: Math.min(startMs + furthestMs + 1, halfWay(next, Number.POSITIVE_INFINITY)),
  }
  const demand = await demandOn(ctx, wish, resource, window)
  for (const nearMs of nearestStarts(startMs, window, demand, termsFor(ctx, wish, resource))) {
    const placement = await place(ctx, { ...wish, startMs: nearMs })
    if (placement.conflicts.length === 0) return { ...date, startMs: nearMs, placement }
  }
  return undefined
}

/** What a planned booking takes of each of its resources. */
export function takenBy(
  { service, units }: Pick<SeriesNeed, 'service' | 'units'>,
  { startMs, placement }: PlannedDate,
): Beside[] {
  const { duration_min, buffer_before_min, buffer_after_min } = serviceWith(service, placement.resource.id)
  return placement.allocations.map(({ resourceId }) => ({
    resourceId,
    id: besideId,
    kind: 'booking',
    startMs,
    endMs: startMs + duration_min * 60_000,
    bufferBeforeMs: buffer_before_min * 60_000,
    bufferAfterMs: buffer_after_min * 60_000,
    units,
    serviceId: service.id,
  }))
}

/** In place of the id of a booking that has none yet; never answered. */
const besideId = ''

/** Conflicts as they can be told: a booking of the same series has no id to be named by. */
export function withoutBesideIds(conflicts: Placement['conflicts']): Placement['conflicts'] {
  return conflicts.map(conflict => {
    if (!('id' in conflict) || conflict.id !== besideId) return conflict
    const { id: _, ...rest } = conflict
    return rest as (typeof conflicts)[number]
  })
}
