import { ApiError } from '../../../src/contract/errors/errors.ts'
import { bookingObject, policyOf } from '../../objects/booking.ts'
import { requireMove, saveMove } from '../../rules/booking-life/booking-moves.ts'
import { bookingToMove } from '../../rules/booking-life/booking-to-move.ts'
import { completeNow, missNow } from '../../rules/booking-life/end-booking.ts'
import type { Handler } from '../../rules/context/context.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'

export const checkInBooking: Handler<'checkInBooking'> = async (ctx, { params }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'check_in')
  const earliestMs = fromStored(row.start_at) - policyOf(row).check_in_window_min * 60_000
  if (ctx.now < earliestMs || ctx.now > fromStored(row.end_at)) {
    const [earliest, latest] = [instantText(earliestMs), toAnswer(row.end_at)]
    throw new ApiError('check_in_outside_window', {
      message: `Booking ${row.id} takes check-ins from ${earliest} to ${latest}`,
      details: { earliest, latest },
    })
  }
  const changes = { status: 'checked_in', checked_in_at: toStored(ctx.now) }
  const booking = bookingObject(await saveMove(ctx, row, changes, { action: 'check_in' }))
  await ctx.emit('booking.checked_in', booking)
  return booking
}

export const completeBooking: Handler<'completeBooking'> = async (ctx, { params }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'complete')
  if (ctx.now < fromStored(row.start_at)) {
    const earliest = toAnswer(row.start_at)
    throw new ApiError('complete_too_early', {
      message: `Booking ${row.id} begins at ${earliest}; before that it cannot be completed`,
      details: { earliest },
    })
  }
  return await completeNow(ctx, row)
}

export const markBookingNoShow: Handler<'markBookingNoShow'> = async (ctx, { params }) => {
  const row = await bookingToMove(ctx, params.booking_id)
  requireMove(row, 'no_show')
  const graceEndMs = fromStored(row.start_at) + policyOf(row).no_show_grace_min * 60_000
  if (ctx.now < graceEndMs) {
    const earliest = instantText(graceEndMs)
    throw new ApiError('no_show_too_early', {
      message: `The customer of booking ${row.id} may come until ${earliest}; before that it is no no-show`,
      details: { earliest },
    })
  }
  return await missNow(ctx, row, { refundsNow: false, chargesNow: true })
}

function instantText(ms: number): string {
  return toAnswer(toStored(ms))
}
