import { type TObject, Type } from 'typebox'
import { bookingStatuses } from '../objects/booking.ts'
import { RefusedDate } from '../objects/booking-series.ts'
import { Conflict, Suggestion } from '../objects/conflict.ts'
import { currency } from '../objects/money.ts'
import { disputeStatuses } from '../objects/payment.ts'
import { component, fromReference, instant, nullable } from '../schema.ts'
import { type DeclineCode, declineCodes } from '../test-payment-methods.ts'
import { longestRangeDays } from '../time-range.ts'
import type { ErrorCode } from './errors.ts'

/** What `error.details` holds for one code, and how it may look. */
export interface ErrorDetails {
  readonly schema: TObject
  readonly example: Readonly<Record<string, unknown>>
}

const ResourceUnavailableDetails = component('ResourceUnavailableDetails', {
  conflicts: Type.Array(Conflict, { description: 'Every reason, each once.', ...fromReference }),
  suggestions: Type.Array(Suggestion, {
    maxItems: 5,
    description: 'The next starts that can be booked.',
    ...fromReference,
  }),
  dates: Type.Optional(
    Type.Array(RefusedDate, {
      description: 'Of a series: every date that is not free, each with its reasons.',
    }),
  ),
})

const ValidationFailedDetails = component('ValidationFailedDetails', {
  fields: Type.Array(
    component('FieldFault', {
      path: Type.String({ description: 'JSON Pointer into body, query or path parameters.' }),
      code: Type.String({ description: 'Stable word for the kind of fault.' }),
      message: Type.String({ description: 'What is wrong, to be read after the path.' }),
    }),
    { minItems: 1, description: 'Every fault, not only the first.' },
  ),
})

const RateLimitedDetails = component('RateLimitedDetails', {
  window: Type.Enum(['second', 'minute', 'day'], { description: 'The window that is full.' }),
})

const RevisionMismatchDetails = component('RevisionMismatchDetails', {
  revision: Type.Integer({ minimum: 1, description: 'The revision that the object is at.' }),
})

const CutoffDetails = component('CutoffDetails', {
  cutoff_at: instant('The last instant at which publishable keys could do it; itself allowed.'),
})

const StateTransitionDetails = component('StateTransitionDetails', {
  from: Type.String({ description: 'The state that the object is in.' }),
  action: Type.String({ description: 'What was asked for.' }),
  allowed: Type.Array(Type.String(), { description: 'The moves that the state allows this key.' }),
})

const CheckInWindowDetails = component('CheckInWindowDetails', {
  earliest: instant('From when on it is allowed.'),
  latest: instant('Until when it is allowed, itself included.'),
})

const EarliestDetails = component('EarliestDetails', { earliest: instant('From when on it is allowed.') })

const RangeTooWideDetails = component('RangeTooWideDetails', {
  max_days: Type.Integer({ description: 'How many days one search may span.' }),
  max_to: Type.Optional(
    instant(
      'The latest `to` that is answered with the same `from`; go on from there. Left out where there is none: then ask ' +
        'for fewer resources.',
    ),
  ),
})

const ResourceInUseDetails = component('ResourceInUseDetails', {
  booking_ids: Type.Array(Type.String(), {
    maxItems: 10,
    description: 'Bookings that have not ended, the first ones by start.',
  }),
  hold_ids: Type.Array(Type.String(), { maxItems: 10, description: 'Holds, the first ones by start.' }),
  count: Type.Integer({ minimum: 1, description: 'How many bookings and holds there are in all.' }),
})

const ScheduleChangedDetails = component('ScheduleChangedDetails', {
  booking_ids: Type.Array(Type.String(), {
    maxItems: 100,
    description: 'Bookings that have changed since, or whose new place is not free any more; the first ones.',
  }),
  count: Type.Integer({ minimum: 1, description: 'How many there are in all.' }),
})

const AlreadyMergedDetails = component('AlreadyMergedDetails', {
  merged_into: Type.String({ description: 'The surviving customer.' }),
})

const ActiveBookingsDetails = component('ActiveBookingsDetails', {
  booking_ids: Type.Array(Type.String(), {
    maxItems: 10,
    description: 'Bookings that have not ended, the first ones by start.',
  }),
  count: Type.Integer({ minimum: 1, description: 'How many there are in all.' }),
})

const ExceptionOverlapDetails = component('ExceptionOverlapDetails', {
  exception_ids: Type.Array(Type.String(), {
    minItems: 1,
    description: 'The exceptions that are in the way.',
  }),
})

const CardDeclinedDetails = component('CardDeclinedDetails', {
  decline_code: Type.Enum(Object.keys(declineCodes) as DeclineCode[], { description: 'Why.' }),
  payment_id: Type.String({ description: 'The payment, which has failed and may be confirmed again.' }),
})

const NotPayableDetails = component('NotPayableDetails', {
  booking_id: Type.String({ description: 'The booking.' }),
  status: Type.Enum([...bookingStatuses], { description: 'Where it stands.' }),
  pay_by: nullable(instant('Until when its deposit could be paid.')),
})

const AmountDueDetails = component('AmountDueDetails', {
  amount_due: Type.Integer({ minimum: 0, description: 'What is due, in minor units.' }),
  currency,
})

const AmountAvailableDetails = component('AmountAvailableDetails', {
  available: Type.Integer({ minimum: 0, description: 'As much is possible, in minor units.' }),
  currency,
})

const PaymentDisputedDetails = component('PaymentDisputedDetails', {
  dispute_id: Type.String({ description: 'The dispute.' }),
  status: Type.Enum([...disputeStatuses], { description: 'Where it stands.' }),
})

const NotifyByDetails = component('NotifyByDetails', {
  notify_by: instant('Until when no reason was needed, itself included.'),
})

const DueDetails = component('DueDetails', { due_at: instant('When it was due.') })

/** The details of every error that has some. A code without a row here answers without `details`. */
export const errorDetails: Readonly<Partial<Record<ErrorCode, ErrorDetails>>> = {
  revision_mismatch: { schema: RevisionMismatchDetails, example: { revision: 2 } },
  resource_unavailable: {
    schema: ResourceUnavailableDetails,
    // The reference's Error format section, word for word.
    example: {
      conflicts: [{ type: 'existing_booking', id: 'bk_01HXYW999' }, { type: 'outside_working_hours' }],
      suggestions: [
        { start_at: '2026-04-20T05:30:00Z', available: true },
        { start_at: '2026-04-20T06:00:00Z', available: true },
      ],
    },
  },
  validation_failed: {
    schema: ValidationFailedDetails,
    example: { fields: [{ path: '/start_at', code: 'required', message: 'is missing' }] },
  },
  invalid_state_transition: {
    schema: StateTransitionDetails,
    example: {
      from: 'confirmed',
      action: 'decline',
      allowed: ['cancel', 'reschedule', 'reassign', 'check_in', 'complete', 'no_show'],
    },
  },
  schedule_changed: {
    schema: ScheduleChangedDetails,
    example: { booking_ids: ['bk_checkup_01'], count: 1 },
  },
  cancel_too_close: { schema: CutoffDetails, example: { cutoff_at: '2026-04-19T05:00:00Z' } },
  check_in_outside_window: {
    schema: CheckInWindowDetails,
    example: { earliest: '2026-04-20T04:30:00Z', latest: '2026-04-20T05:30:00Z' },
  },
  complete_too_early: { schema: EarliestDetails, example: { earliest: '2026-04-20T05:00:00Z' } },
  no_show_too_early: { schema: EarliestDetails, example: { earliest: '2026-04-20T05:15:00Z' } },
  reschedule_too_close: { schema: CutoffDetails, example: { cutoff_at: '2026-04-19T05:00:00Z' } },
  already_merged: { schema: AlreadyMergedDetails, example: { merged_into: 'cust_arjun_02' } },
  customer_has_active_bookings: {
    schema: ActiveBookingsDetails,
    example: { booking_ids: ['bk_01HXYW999'], count: 1 },
  },
  range_too_wide: {
    schema: RangeTooWideDetails,
    example: { max_days: longestRangeDays, max_to: '2026-07-19T00:00:00Z' },
  },
  resource_in_use: {
    schema: ResourceInUseDetails,
    example: { booking_ids: ['bk_01HXYW999'], hold_ids: [], count: 1 },
  },
  exception_overlap: { schema: ExceptionOverlapDetails, example: { exception_ids: ['exc_late_start'] } },
  card_declined: {
    schema: CardDeclinedDetails,
    example: { decline_code: 'insufficient_funds', payment_id: 'pay_deposit_01' },
  },
  booking_not_payable: {
    schema: NotPayableDetails,
    example: { booking_id: 'bk_deposit_01', status: 'cancelled', pay_by: '2026-04-15T10:12:11Z' },
  },
  amount_exceeds_due: { schema: AmountDueDetails, example: { amount_due: 20_000, currency: 'INR' } },
  amount_exceeds_authorized: {
    schema: AmountAvailableDetails,
    example: { available: 20_000, currency: 'INR' },
  },
  amount_exceeds_captured: { schema: AmountAvailableDetails, example: { available: 5_000, currency: 'INR' } },
  payment_disputed: {
    schema: PaymentDisputedDetails,
    example: { dispute_id: 'dp_fraud_01', status: 'needs_response' },
  },
  delay_reason_required: { schema: NotifyByDetails, example: { notify_by: '2026-04-18T08:00:00Z' } },
  deadline_passed: { schema: DueDetails, example: { due_at: '2026-05-14T18:29:59Z' } },
  rate_limited: { schema: RateLimitedDetails, example: { window: 'second' } },
}
