import { type BookingObject, bookingObject } from '../../objects/booking.ts'
import { parsedService, type Service } from '../../objects/service.ts'
import { requireMove, saveMove } from '../../rules/booking-life/booking-moves.ts'
import { bookingToMove } from '../../rules/booking-life/booking-to-move.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { confirmedOrAwaiting } from '../../rules/money/deposit.ts'
import { type Placement, place, unavailable, type Wish } from '../../rules/placing/availability.ts'
import { emitViolations, withPaymentSecret } from '../../rules/placing/book.ts'
import { rulesOfChoosing } from '../../rules/placing/move-booking.ts'
import { fromStored } from '../../store/instants.ts'
import { paymentsOfBooking } from '../../store/payments.ts'
import { findResource } from '../../store/resources.ts'
import type { BookingRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'

export const confirmBooking: Handler<'confirmBooking'> = async (ctx, { params, body }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'confirm')
  const { conflicts } = await placeAgain(ctx, row, body.override_conflicts === true)
  const changes = {
    ...(await confirmedOrAwaiting(ctx, row, await paymentsOfBooking(ctx.trx, ctx.tenant.id, row.id))),
    ...(body.override_conflicts === true && { override_conflicts: 1 }),
  }
  const booking = bookingObject(await saveMove(ctx, row, changes, { action: 'confirm' }))
  if (booking.status === 'confirmed') await ctx.emit('booking.confirmed', booking)
  await emitViolations(ctx, booking, conflicts, 'confirmed')
  return withPaymentSecret(ctx, booking)
}

/** Asks again whether a booking can be where it is. Throws `resource_unavailable` unless conflicts are overridden. */
async function placeAgain(ctx: Context, row: BookingRow, overrides: boolean): Promise<Placement> {
  const [service, resource] = [
    await findService(ctx.trx, row.tenant_id, row.service_id),
    await findResource(ctx.trx, row.tenant_id, row.resource_id),
  ]
  if (service === undefined || resource === undefined) {
    throw new Error(`Booking ${row.id} names a service and a resource that are there.`)
  }
  const wish: Wish = {
    service: parsedService(service),
    candidates: [resource],
    startMs: fromStored(row.start_at),
    units: row.party_size,
  }
  const placement = await place(ctx, {
    ...wish,
    service: asItStands(row, wish.service),
    excludeIds: [row.id],
    ignoredRules: rulesOfChoosing,
  })
  // What is suggested follows the rules of the service, and is free even beside the booking as it stands.
  if (placement.conflicts.length > 0 && !overrides) throw await unavailable(ctx, wish, placement)
  return placement
}

/** The service as this booking has it: its own length, buffers and resources, with the skills that are needed today. */
function asItStands(row: BookingRow, service: Service): Service {
  const allocations = JSON.parse(row.allocations) as BookingObject['allocations']
  return {
    ...service,
    duration_min: (fromStored(row.end_at) - fromStored(row.start_at)) / 60_000,
    buffer_before_min: row.buffer_before_min,
    buffer_after_min: row.buffer_after_min,
    requirements: allocations.map(({ group, resource_id }) => ({
      group,
      resource_ids: [resource_id],
      skills: service.requirements.find(need => need.group === group)?.skills ?? [],
      overrides: [],
    })),
  }
}
