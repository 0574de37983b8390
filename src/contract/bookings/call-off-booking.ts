import { Type } from 'typebox'
import { defineOperation } from '../operation.ts'
import { atTheMoment, confirmed, move, pending } from '../parts/booking-move.ts'
import { bookingMadeBefore, partlyPaid } from '../parts/payments.ts'
import { waitingFor, waitingForCheckup } from '../parts/waiting-for.ts'
import { strictObject } from '../schema.ts'
import type { TestPaymentMethodId } from '../test-payment-methods.ts'
import { wording } from '../texts.ts'

function reason(description: string) {
  return Type.Optional(wording(500, description))
}

/** A class in a week that is free of charge to cancel a month before, and costs more then than was paid for it. */
function lateWith(method: TestPaymentMethodId) {
  const policy = { late_cancel_fee: 10_000, cancel_cutoff_min: 30 * 24 * 60 }
  return partlyPaid({ service_id: 'svc_yoga_60', start_at: '2026-04-23T11:30:00Z' }, policy, method)
}

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
  emits: [
    'booking.declined',
    {
      type: 'waitlist.offer_made',
      example: {
        ...pending,
        body: {},
        after: [waitingFor('svc_consult_30', '2026-05-27T06:00:00Z', '2026-05-27T06:30:00Z')],
      },
    },
  ],
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
    'says who, why, when and what it costs: `policy.late_cancel_fee`, where the booking was confirmed and the customer cancels ' +
    'after the cut-off (with a secret key, `actor: customer`); else nothing. The fee is kept from what was paid, the rest is ' +
    'refunded, and what is missing is charged to the payment method that was last good.',
  body: strictObject({
    actor: Type.Optional(
      Type.Enum(['customer', 'staff'], {
        description:
          'On whose behalf; with a secret key staff by default, with a publishable one always customer.',
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
  emits: [
    { type: 'payment.refunded', example: { params: { booking_id: 'bk_paid_01' }, body: {} } },
    {
      type: 'payment.succeeded',
      example: { ...bookingMadeBefore, body: { actor: 'customer' }, after: lateWith('pm_test_ok') },
    },
    {
      type: 'payment.failed',
      example: { ...bookingMadeBefore, body: { actor: 'customer' }, after: lateWith('pm_test_fee_declined') },
    },
    'booking.cancelled',
    { type: 'waitlist.offer_made', example: { ...confirmed, body: {}, after: [waitingForCheckup] } },
  ],
  examples: [
    {
      title: 'Cancel on behalf of the customer',
      ...confirmed,
      body: { actor: 'customer', reason: 'Has recovered' },
    },
    { title: 'Cancel without a reason', ...confirmed, body: {} },
  ],
})
