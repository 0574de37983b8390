import { defineOperation } from '../operation.ts'
import { atTheMoment, confirmed, move, pending } from '../parts/booking-move.ts'
import { waitingForToday } from '../parts/waiting-for.ts'

const missed = { params: { booking_id: 'bk_missed_01' } }

export const checkInBooking = defineOperation({
  ...move,
  id: 'checkInBooking',
  path: '/v2/bookings/{booking_id}/check_in',
  command: 'bookings check-in',
  summary: 'Check a customer in',
  description:
    'The customer is there: from `policy.check_in_window_min` before the start until the end, both included.',
  refusals: {
    invalid_state_transition: { when: 'The booking is not confirmed.', example: pending },
    check_in_outside_window: { when: 'It is too early, or the booking is over.', example: confirmed },
  },
  emits: ['booking.checked_in'],
  examples: [{ title: 'Check the customer in', ...atTheMoment }],
})

export const completeBooking = defineOperation({
  ...move,
  id: 'completeBooking',
  path: '/v2/bookings/{booking_id}/complete',
  command: 'bookings complete',
  summary: 'Complete a booking',
  description: 'The customer was served, from the start on. What is left of its time is free for others.',
  refusals: {
    invalid_state_transition: {
      when: 'The booking is neither confirmed nor checked in.',
      example: pending,
    },
    complete_too_early: { when: 'The booking has not begun.', example: confirmed },
  },
  emits: [
    'booking.completed',
    { type: 'waitlist.offer_made', example: { ...atTheMoment, after: waitingForToday } },
  ],
  examples: [{ title: 'Complete the booking that is running', ...atTheMoment }],
})

export const markBookingNoShow = defineOperation({
  ...move,
  id: 'markBookingNoShow',
  path: '/v2/bookings/{booking_id}/no_show',
  command: 'bookings no-show',
  summary: 'Mark a booking as a no-show',
  description:
    'The customer did not come: from `policy.no_show_grace_min` after the start on. What is left of its time is free for ' +
    'others. No fee is charged yet.',
  destructive: true,
  refusals: {
    invalid_state_transition: { when: 'The booking is not confirmed.', example: pending },
    no_show_too_early: { when: 'The customer may still come.', example: atTheMoment },
  },
  emits: [
    'booking.no_show',
    {
      type: 'waitlist.offer_made',
      example: { ...atTheMoment, after: [...waitingForToday, { advance: '4m' }] },
    },
  ],
  examples: [{ title: 'Mark a customer who did not come', ...missed }],
})
