import { append } from '../../../src/lists/append.ts'
import { bookingObject } from '../../objects/booking.ts'
import { dateOfDay, dayOfDate, instantOf, wallTime } from '../../scheduling/zones.ts'
import type { SeriesBooking } from '../../store/booking-series.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { BookingRow, ResourceRow } from '../../store/schema.ts'
import { saveMove } from '../booking-life/booking-moves.ts'
import type { Context } from '../context/context.ts'
import { previousAttributes } from '../context/revisions.ts'
import { type Beside, place } from '../placing/availability.ts'
import { placeOf, rulesOfChoosing } from '../placing/move-booking.ts'
import { serviceAsBooked } from '../placing/service-as-booked.ts'
import { type PlannedDate, type RefusedDate, type SeriesPlan, takenBy } from './plan-series.ts'

/** How the bookings of a series move, all alike. */
export interface Shift {
  readonly days: number
  /** The new wall time, `10:30`; undefined: each keeps its own. */
  readonly time: string | undefined
}

/** A booking of a series that is to move. */
export interface Moving {
  readonly made: SeriesBooking
  readonly row: BookingRow
  readonly resource: ResourceRow
}

/** A booking with its new place. */
export interface Moved extends Moving {
  /** The wall time that the series gives it now. */
  readonly local: string
  readonly originalMs: number
  readonly date: PlannedDate
}

/**
 * Finds the new places of bookings that move together: none of them is in the way of another where it stands now, each
 * is where it goes. A booking that was moved by itself keeps its distance from what the series gave it.
 */
export async function planShift(
  ctx: Context,
  timezone: string,
  moving: readonly Moving[],
  shift: Shift,
): Promise<{ moved: readonly Moved[]; plan: SeriesPlan | undefined }> {
  const moved: Moved[] = []
  const refused: RefusedDate[] = []
  const beside: Beside[] = []
  const excludeIds = moving.map(({ row }) => row.id)
  for (const one of moving) {
    const { row, resource } = one
    const local = shifted(one.made.local_start, shift)
    const originalMs = instantOf(timezone, local.slice(0, 10), local.slice(11, 16))
    const startMs = movedAlong(row, local, originalMs, timezone)
    const service = await serviceAsBooked(ctx, row)
    const need = { service, units: row.party_size }
    const keepsStart = startMs === fromStored(row.start_at)
    const placement = await place(ctx, {
      ...need,
      candidates: [resource],
      startMs,
      excludeIds,
      beside,
      preferredIds: bookingObject(row).allocations.map(({ resource_id }) => resource_id),
      ...(keepsStart && { ignoredRules: rulesOfChoosing }),
    })
    const occurrence = { local, startMs }
    if (placement.conflicts.length > 0) refused.push({ occurrence, conflicts: placement.conflicts })
    const date = { occurrence, startMs, placement, avoided: [] }
    append(beside, takenBy(need, date))
    moved.push({ ...one, local, originalMs, date })
  }
  const [first] = moving
  if (first === undefined || refused.length === 0) return { moved, plan: undefined }
  const planned = moved.map(({ date }) => date).filter(date => date.placement.conflicts.length === 0)
  return { moved, plan: { resource: first.resource, planned, refused } }
}

function shifted(local: string, { days, time }: Shift): string {
  const date = dateOfDay(dayOfDate(local.slice(0, 10)) + days)
  return `${date}T${time ?? local.slice(11, 16)}:00`
}

/** Where a booking goes with its series: to the new date, or as far from it as it was from the old one. */
function movedAlong(row: BookingRow, local: string, originalMs: number, timezone: string): number {
  const before = row.original_start_at
  if (before === null || before === row.start_at) return originalMs
  const distanceMs = wallTime(timezone, fromStored(row.start_at)) - wallTime(timezone, fromStored(before))
  const wall = new Date(Date.parse(`${local}Z`) + distanceMs).toISOString()
  return instantOf(timezone, wall.slice(0, 10), wall.slice(11, 16))
}

/** Writes a booking where it goes with its series, and tells of it if that is elsewhere. */
export async function moveAlong(
  ctx: Context,
  { row, date, originalMs }: Moved,
  reason: string | null,
): Promise<void> {
  const before = bookingObject(row)
  const service = await serviceAsBooked(ctx, row)
  const changes = {
    ...placeOf(service, date.startMs, date.placement),
    original_start_at: toStored(originalMs),
  }
  const move = { action: 'reschedule', reason, inSeries: true } as const
  const booking = bookingObject(await saveMove(ctx, row, changes, move))
  const previous_attributes = previousAttributes(before, booking)
  await ctx.emit('booking.rescheduled', booking, { previous_attributes })
}
