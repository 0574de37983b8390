import { ApiError, validationFailed } from '../../../src/contract/errors/errors.ts'
import { policyOf } from '../../objects/booking.ts'
import { requireMove } from '../../rules/booking-life/booking-moves.ts'
import { bookingToMove } from '../../rules/booking-life/booking-to-move.ts'
import { cancelNow, declineNow } from '../../rules/booking-life/end-booking.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow } from '../../store/schema.ts'

export const declineBooking: Handler<'declineBooking'> = async (ctx, { params, body }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'decline')
  return await declineNow(ctx, row, body.reason ?? null)
}

export const cancelBooking: Handler<'cancelBooking'> = async (ctx, { params, body }) => {
  const isCustomer = ctx.key.scope === 'publishable'
  if (isCustomer && body.actor === 'staff') {
    const message = 'may be staff with a secret key only'
    throw validationFailed([{ path: '/actor', code: 'secret_key_only', message }])
  }
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'cancel', ctx.key.scope)
  if (isCustomer) requireTimeToCancel(ctx, row)
  const actor = body.actor ?? (isCustomer ? 'customer' : 'staff')
  const telling = { refundsNow: true, chargesNow: true }
  return await cancelNow(ctx, row, { actor, reason: body.reason ?? null, telling })
}

/** Customers cancel up to the cut-off, itself included; whatever the time, the staff may. */
function requireTimeToCancel(ctx: Context, row: BookingRow): void {
  const cutoffMs = fromStored(row.start_at) - policyOf(row).cancel_cutoff_min * 60_000
  if (ctx.now <= cutoffMs) return
  const cutoff = toAnswer(toStored(cutoffMs))
  throw new ApiError('cancel_too_close', {
    message: `Booking ${row.id} could be cancelled online until ${cutoff}; please call us`,
    details: { cutoff_at: cutoff },
  })
}
