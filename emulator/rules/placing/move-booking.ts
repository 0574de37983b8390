import { type BookingObject, bookingObject } from '../../objects/booking.ts'
import type { Service } from '../../objects/service.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { BookingRow, ResourceRow } from '../../store/schema.ts'
import { saveMove } from '../booking-life/booking-moves.ts'
import type { Context } from '../context/context.ts'
import { previousAttributes } from '../context/revisions.ts'
import { type Placement, place, unavailable, type Wish } from './availability.ts'
import { emitViolations } from './book.ts'
import { serviceWith } from './service-with.ts'

/** Where a booking is to go. */
export interface Destination {
  readonly action: 'reschedule' | 'reassign'
  /** The service as it binds this booking (`serviceAsBooked`). */
  readonly service: Service
  readonly candidates: readonly ResourceRow[]
  readonly startMs: number
  readonly override_conflicts?: boolean
  readonly reason?: string
}

/** Rules about the choice of a start. The staff may change who serves a booking whose start was chosen in time. */
export const rulesOfChoosing = ['insufficient_notice', 'beyond_horizon', 'off_grid'] as const

/**
 * Moves a booking to the candidate whose turn it is, if nothing but the booking itself is in the way, and tells of
 * it. Rooms and other further resources stay where they can.
 */
export async function moveBooking(
  ctx: Context,
  row: BookingRow,
  { action, service, candidates, startMs, override_conflicts = false, reason }: Destination,
): Promise<BookingObject> {
  const before = bookingObject(row)
  const keepsStart = startMs === fromStored(row.start_at)
  const wish: Wish = {
    service,
    candidates,
    startMs,
    units: row.party_size,
    excludeIds: [row.id],
    preferredIds: before.allocations.map(({ resource_id }) => resource_id),
    ...(keepsStart && ctx.key.scope === 'secret' && { ignoredRules: rulesOfChoosing }),
  }
  const placement = await place(ctx, wish)
  const { resource, conflicts } = placement
  if (conflicts.length > 0 && !override_conflicts) {
    // The next starts of whom the refusal names: a move there has to name somebody too.
    throw await unavailable(ctx, { ...wish, candidates: [resource] }, placement)
  }
  const changes = {
    ...placeOf(service, startMs, placement),
    override_conflicts: override_conflicts ? 1 : 0,
  }
  const booking = bookingObject(await saveMove(ctx, row, changes, { action, reason: reason ?? null }))
  const type = action === 'reschedule' ? 'booking.rescheduled' : 'booking.reassigned'
  await ctx.emit(type, booking, { previous_attributes: previousAttributes(before, booking) })
  if (action === 'reschedule') await ctx.offerFreed()
  await emitViolations(ctx, booking, conflicts, 'moved')
  return booking
}

/** The columns of a booking that say when and with whom it is. */
export function placeOf(
  service: Service,
  startMs: number,
  { resource, allocations }: Placement,
): Pick<BookingRow, 'start_at' | 'end_at' | 'resource_id' | 'location_id' | 'allocations'> {
  const { duration_min } = serviceWith(service, resource.id)
  return {
    start_at: toStored(startMs),
    end_at: toStored(startMs + duration_min * 60_000),
    resource_id: resource.id,
    location_id: resource.location_id,
    allocations: JSON.stringify(
      allocations.map(({ group, resourceId }) => ({ group, resource_id: resourceId })),
    ),
  }
}
