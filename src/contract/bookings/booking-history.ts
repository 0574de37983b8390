import { BookingTransition } from '../objects/booking-transition.ts'
import { defineList } from '../operation.ts'
import { confirmed } from '../parts/booking-move.ts'
import { bookingId } from '../parts/path-ids.ts'

export const listBookingHistory = defineList({
  id: 'listBookingHistory',
  group: 'bookings',
  path: '/v2/bookings/{booking_id}/history',
  command: 'bookings history',
  scope: 'secret',
  source: 'derived',
  summary: 'List the history of a booking',
  description:
    'Everything that happened to the booking, from the making of it on: one line for each of its revisions. Bookings from ' +
    'before there was a history begin with their next change.',
  params: bookingId,
  item: BookingTransition,
  orders: ['revision', '-revision'],
  fill: index => ({ operation: 'updateBooking', ...confirmed, body: { notes: `Note ${index}` } }),
  examples: [
    { title: 'List what happened', ...confirmed },
    { title: 'See the last change', ...confirmed, query: { order: '-revision', limit: 1 } },
  ],
})
