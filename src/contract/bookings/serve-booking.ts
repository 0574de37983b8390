import { defineOperation } from '../operation.ts'
import { atTheMoment, confirmed, move, pending } from '../parts/booking-move.ts'
import { bookingMadeBefore, partlyPaid } from '../parts/payments.ts'
import { waitingForToday } from '../parts/waiting-for.ts'
import type { TestPaymentMethodId } from '../test-payment-methods.ts'

/** A check-up of yesterday that nobody came to, and that costs more than was paid for it. */
function missedWith(method: TestPaymentMethodId) {
  const checkup = { service_id: 'svc_checkup_20', start_at: '2026-04-14T05:10:00Z' }
  return partlyPaid(checkup, { no_show_fee: 10_000 }, method)
}

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
    'others. `policy.no_show_fee` is kept from what was paid, and the rest is refunded by the clock; what is missing is ' +
    'charged to the payment method that was last good.',
  destructive: true,
  refusals: {
    invalid_state_transition: { when: 'The booking is not confirmed.', example: pending },
    no_show_too_early: { when: 'The customer may still come.', example: atTheMoment },
  },
  emits: [
    { type: 'payment.succeeded', example: { ...bookingMadeBefore, after: missedWith('pm_test_ok') } },
    { type: 'payment.failed', example: { ...bookingMadeBefore, after: missedWith('pm_test_fee_declined') } },
    'booking.no_show',
    {
      type: 'waitlist.offer_made',
      example: { ...atTheMoment, after: [...waitingForToday, { advance: '4m' }] },
    },
  ],
  examples: [{ title: 'Mark a customer who did not come', ...missed }],
})
