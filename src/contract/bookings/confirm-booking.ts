import { Type } from 'typebox'
import { Booking } from './objects/booking.ts'
import { BookingTransition } from './objects/booking-transition.ts'
import { defineList, defineOperation } from './operation.ts'
import { idOf, strictObject } from './schema.ts'

const bookingId = strictObject({ booking_id: idOf('bk', 'booking') })

function reason(description: string) {
  return Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }))
}

/** The bookings of the examples, by where they stand. */
const pending = { params: { booking_id: 'bk_pending_01' } }
const confirmed = { params: { booking_id: 'bk_checkup_01' } }
const atTheMoment = { params: { booking_id: 'bk_today_01' } }
const missed = { params: { booking_id: 'bk_missed_01' } }

/** What every move of a booking has in common. */
const move = {
  group: 'bookings',
  method: 'POST',
  scope: 'secret',
  source: 'derived',
  params: bookingId,
  result: Booking,
  conditional: true,
} as const

export const confirmBooking = defineOperation({
  ...move,
  id: 'confirmBooking',
  path: '/v2/bookings/{booking_id}/confirm',
  command: 'bookings confirm',
  summary: 'Confirm a booking',
  description:
    'Confirms a pending booking, if its resources are still free for it. Its own time does not stand in the way; notice, ' +
    'horizon and grid bound the making of a booking only. With `override_conflicts` it is confirmed in spite of everything.',
  body: strictObject({
    override_conflicts: Type.Optional(
      Type.Boolean({ default: false, description: 'Confirm in spite of conflicts.' }),
    ),
  }),
  refusals: {
    invalid_state_transition: { when: 'The booking is not pending.', example: { ...confirmed, body: {} } },
    resource_unavailable: {
      when: 'Something has come in the way since the booking was made.',
      example: {
        ...pending,
        body: {},
        after: [
          {
            operation: 'createBooking',
            body: {
              customer_id: 'cust_arjun_02',
              service_id: 'svc_consult_30',
              resource_id: 'res_dr_niket',
              start_at: '2026-05-27T06:00:00Z',
              override_conflicts: true,
            },
          },
        ],
      },
    },
  },
  emits: ['booking.confirmed', 'schedule.violation_detected'],
  examples: [
    { title: 'Confirm a pending booking', ...pending, body: {} },
    { title: 'Confirm it whatever stands in the way', ...pending, body: { override_conflicts: true } },
  ],
})

export const declineBooking = defineOperation({
  ...move,
  id: 'declineBooking',
  path: '/v2/bookings/{booking_id}/decline',
  command: 'bookings decline',
  summary: 'Decline a booking',
  description: 'Declines a pending booking and frees its time.',
  body: strictObject({ reason: reason('Why; becomes `decline_reason`.') }),
  destructive: true,
  refusals: {
    invalid_state_transition: { when: 'The booking is not pending.', example: { ...confirmed, body: {} } },
  },
  emits: ['booking.declined'],
  examples: [{ title: 'Decline with a reason', ...pending, body: { reason: 'On leave that week' } }],
})

export const cancelBooking = defineOperation({
  ...move,
  id: 'cancelBooking',
  path: '/v2/bookings/{booking_id}/cancel',
  command: 'bookings cancel',
  scope: 'publishable',
  summary: 'Cancel a booking',
  description:
    'Cancels the booking and frees its time. Publishable keys cancel for the customer, until ' +
    '`policy.cancel_cutoff_min` before the start and not after the check-in; secret keys at any time. `cancellation` ' +
    'says who, why and when. Its fee is 0: nothing is charged yet.',
  body: strictObject({
    actor: Type.Optional(
      Type.Enum(['customer', 'staff'], {
        description:
          'On whose behalf; staff unless told otherwise with a secret key, always customer with a publishable one.',
      }),
    ),
    reason: reason('Why; becomes `cancellation.reason`.'),
  }),
  needsClientSecret: true,
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'The booking has come to its end, or is checked in and the key is publishable.',
      example: {
        ...confirmed,
        body: {},
        after: [{ operation: 'cancelBooking', ...confirmed, body: {} }],
      },
    },
    cancel_too_close: {
      when: 'A publishable key asks for it after the cut-off of the booking.',
      example: { key: 'publishable', ...atTheMoment, body: {} },
    },
  },
  emits: ['booking.cancelled'],
  examples: [
    {
      title: 'Cancel on behalf of the customer',
      ...confirmed,
      body: { actor: 'customer', reason: 'Has recovered' },
    },
    { title: 'Cancel without a reason', ...confirmed, body: {} },
  ],
})

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
  emits: ['booking.completed'],
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
  emits: ['booking.no_show'],
  examples: [{ title: 'Mark a customer who did not come', ...missed }],
})

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
  examples: [
    { title: 'List what happened', ...confirmed },
    { title: 'See the last change', ...confirmed, query: { order: '-revision', limit: 1 } },
  ],
})
