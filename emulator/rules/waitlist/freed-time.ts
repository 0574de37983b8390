import { append } from '../../../src/lists/append.ts'
import { type Interval, intersect, subtract } from '../../scheduling/intervals.ts'
import { fromStored } from '../../store/instants.ts'
import type { BookingRow, HoldRow } from '../../store/schema.ts'
import type { CalendarTerms } from '../placing/calendars.ts'

/** Units of a resource that nobody takes any more, from one instant to another. */
export interface FreedTime extends Interval {
  readonly resourceId: string
  readonly units: number
  /** Where that began what is gone: the start that is most like it. Null for opened hours. */
  readonly beganMs: number | null
  /** For opened time: the calendar of the resource before. What could be booked with it already is not opened. */
  readonly before?: CalendarTerms
}

/** What takes time: a booking; a hold, with the buffers of its service. */
interface Holder {
  readonly start_at: string
  readonly end_at: string
  readonly buffer_before_min: number
  readonly buffer_after_min: number
  readonly party_size: number
  readonly allocations: string
}

/** What a change of a booking frees: the time and the units that it took before, and takes no more. */
export function freedByBooking(before: BookingRow | null, after: BookingRow, nowMs: number): FreedTime[] {
  if (before === null) return []
  const taken = takenBy(before)
  const stays = timeTakenAt(after, nowMs)
  return timeTakenBefore(before).flatMap(span =>
    taken.flatMap(({ resourceId, units }) => {
      const kept = takenBy(after).find(other => other.resourceId === resourceId)
      const common = kept === undefined ? [] : intersect([span], stays)
      const freed = { resourceId, beganMs: fromStored(before.start_at) }
      return [
        ...subtract([span], common).map(gone => ({ ...freed, ...gone, units })),
        ...common.map(part => ({ ...freed, ...part, units: units - (kept?.units ?? 0) })),
      ].filter(part => part.units > 0)
    }),
  )
}

/** What a hold frees that is over. */
export function freedByHold(
  hold: HoldRow,
  { buffer_before_min, buffer_after_min }: Pick<Holder, 'buffer_before_min' | 'buffer_after_min'>,
): FreedTime[] {
  const span = spanOf({ ...hold, buffer_before_min, buffer_after_min })
  return takenBy(hold).map(taken => ({ ...taken, ...span, beganMs: fromStored(hold.start_at) }))
}

/**
 * What is left of freed time when some of it is taken: the time around it, and the units that it leaves. What several
 * parts have freed of one time is taken from one after the other.
 */
export function without(freed: readonly FreedTime[], taken: readonly FreedTime[]): FreedTime[] {
  let left = [...freed]
  for (const { resourceId, units, startMs, endMs } of taken) {
    let wanted: readonly Span[] = [{ startMs, endMs, units }]
    left = left.flatMap(part => {
      if (part.resourceId !== resourceId) return [part]
      const [rest, still] = takeFrom(part, wanted)
      wanted = still
      return rest
    })
  }
  return left
}

interface Span extends Interval {
  readonly units: number
}

/** What a part has left when something is taken from it, and what is still to be taken from others. */
function takeFrom(part: FreedTime, wanted: readonly Span[]): [FreedTime[], Span[]] {
  const still: Span[] = []
  let rest: FreedTime[] = [part]
  for (const span of wanted) {
    const meets = intersect([part], [span])
    append(
      still,
      subtract([span], meets).map(beside => ({ ...beside, units: span.units })),
    )
    append(
      still,
      meets.map(shared => ({ ...shared, units: span.units - part.units })),
    )
    rest = rest.flatMap(one => [
      ...subtract([one], meets).map(beside => ({ ...one, ...beside })),
      ...intersect([one], meets).map(shared => ({ ...one, ...shared, units: one.units - span.units })),
    ])
  }
  return [rest.filter(({ units }) => units > 0), still.filter(({ units }) => units > 0)]
}

/** The same from an instant on: the past is of no use to anybody. */
export function since(freed: readonly FreedTime[], fromMs: number): FreedTime[] {
  return freed
    .filter(({ endMs }) => endMs > fromMs)
    .map(part => ({ ...part, startMs: Math.max(part.startMs, fromMs) }))
}

function takenBy({ allocations, party_size }: Pick<Holder, 'allocations' | 'party_size'>) {
  return (JSON.parse(allocations) as { resource_id: string }[]).map(({ resource_id }) => ({
    resourceId: resource_id,
    units: party_size,
  }))
}

function spanOf(holder: Omit<Holder, 'allocations' | 'party_size'>): Interval {
  return {
    startMs: fromStored(holder.start_at) - holder.buffer_before_min * 60_000,
    endMs: fromStored(holder.end_at) + holder.buffer_after_min * 60_000,
  }
}

/** A booking that had ended already had freed its time then. */
function timeTakenBefore(row: BookingRow): Interval[] {
  return ['cancelled', 'declined', 'completed', 'no_show'].includes(row.status) ? [] : [spanOf(row)]
}

/** Completed bookings and no-shows keep what has passed of them. */
function timeTakenAt(row: BookingRow, nowMs: number): Interval[] {
  if (row.status === 'cancelled' || row.status === 'declined') return []
  const span = spanOf(row)
  if (row.status !== 'completed' && row.status !== 'no_show') return [span]
  return intersect([span], [{ startMs: Number.NEGATIVE_INFINITY, endMs: nowMs }])
}
