import { Booking } from '../objects/booking.ts'
import { bookingId } from './path-ids.ts'

/** The bookings of the examples, by where they stand. */
export const pending = { params: { booking_id: 'bk_pending_01' } }

export const confirmed = { params: { booking_id: 'bk_checkup_01' } }

export const atTheMoment = { params: { booking_id: 'bk_today_01' } }

/** What every move of a booking has in common. */
export const move = {
  group: 'bookings',
  method: 'POST',
  scope: 'secret',
  source: 'derived',
  params: bookingId,
  result: Booking,
  conditional: true,
} as const
