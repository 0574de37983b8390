import { Type } from 'typebox'
import {
  commonMembers,
  component,
  fromReference,
  hiddenFromPublishable,
  idOf,
  instant,
  metadata,
  nullable,
  strictObject,
} from '../schema.ts'
import { amount, currency } from './money.ts'
import { paymentStatuses } from './payment.ts'

export const bookingStatuses = [
  'pending',
  'awaiting_payment',
  'confirmed',
  'checked_in',
  'completed',
  'no_show',
  'declined',
  'cancelled',
] as const

/** On whose behalf a booking changes: a publishable key acts for the customer, a secret key for the staff. */
export const bookingActors = ['customer', 'staff', 'clock'] as const

export const channels = ['in_person', 'phone', 'video_zoom', 'video_meet', 'video_teams'] as const

/** The member of requests; the reference shows it there, not in its answer. */
export const channel = Type.Enum([...channels], {
  description: 'How customer and resource meet.',
  ...fromReference,
})

function minutes(description: string) {
  return Type.Integer({ minimum: 0, maximum: 525_600, description })
}

/** The rules that bind a booking, as they were when it was made (rules, section 5). Minutes, and money in minor units. */
export const BookingPolicy = component('BookingPolicy', {
  confirmation: Type.Enum(['auto', 'manual'], { description: 'Whether a new booking is confirmed at once.' }),
  confirm_within_min: minutes('How long a pending booking waits to be confirmed; at most until its start.'),
  pay_within_min: minutes('How long a deposit may stay unpaid; at most until the start.'),
  check_in_window_min: minutes('How early customers may check in.'),
  no_show_grace_min: minutes('How late customers may come before they count as no-shows.'),
  auto_no_show: Type.Boolean({ description: 'Whether the clock marks no-shows after the grace.' }),
  auto_complete: Type.Enum(['off', 'checked_in', 'confirmed'], {
    description: 'Which bookings the clock completes after their end; confirmed includes checked_in.',
  }),
  auto_complete_after_min: minutes('How long after the end of a booking the clock completes it.'),
  cancel_cutoff_min: minutes('How long before the start publishable keys may still cancel.'),
  reschedule_cutoff_min: minutes('How long before the start publishable keys may still reschedule.'),
  reminders_min: Type.Array(Type.Integer({ minimum: 0, maximum: 525_600 }), {
    maxItems: 10,
    uniqueItems: true,
    description: 'How long before the start customers are reminded; several, or none.',
  }),
  offer_min: minutes(
    'How long an offer to the waitlist stands, at most until its start; 0: freed time is offered to nobody.',
  ),
  late_cancel_fee: amount('What a cancellation after the cut-off costs.'),
  no_show_fee: amount('What a no-show costs.'),
})

export const Attendee = component('Attendee', {
  id: idOf('att', 'attendee'),
  name: Type.String(),
  email: nullable(Type.String()),
})

/** A booking. The members marked as reference are those of the reference's Common response format. */
export const Booking = component(
  'Booking',
  {
    id: idOf('bk', 'booking', fromReference),
    ...commonMembers,
    tenant_id: idOf('tnt', 'tenant that the booking belongs to', fromReference),
    created_at: instant('When the booking was made.', fromReference),
    customer_id: idOf('cust', 'customer', fromReference),
    service_id: idOf('svc', 'service', fromReference),
    resource_id: idOf('res', 'resource that serves the booking', fromReference),
    status: Type.Enum([...bookingStatuses], { description: 'Where the booking stands.', ...fromReference }),
    start_at: instant('Start, inclusive.', fromReference),
    end_at: instant('End, exclusive: the start plus the duration of the service.', fromReference),
    channel: Type.Enum([...channels], { description: 'How customer and resource meet.' }),
    notes: nullable(Type.String(), { description: 'Notes for the staff.', ...hiddenFromPublishable }),
    send_confirmation: Type.Boolean({
      description: 'Whether the customer is told once the booking is confirmed.',
    }),
    party_size: Type.Integer({ minimum: 1, description: 'Units of capacity that the booking takes.' }),
    attendees: Type.Array(Attendee, hiddenFromPublishable),
    allocations: Type.Array(strictObject({ group: Type.String(), resource_id: Type.String() }), {
      description: "The resource of each of the service's requirement groups.",
    }),
    hold_id: nullable(Type.String(), { description: 'The hold that the booking was made from.' }),
    series_id: nullable(Type.String(), { description: 'The series that the booking belongs to.' }),
    original_start_at: nullable(instant('Start that the series gave the booking.')),
    join_url: nullable(Type.String(), { description: 'Where a confirmed video booking takes place.' }),
    override_conflicts: Type.Boolean({
      description: 'Whether the booking has its time in spite of conflicts.',
    }),
    cancellation: nullable(
      strictObject({
        actor: Type.Enum([...bookingActors], { description: 'On whose behalf it was cancelled.' }),
        reason: nullable(Type.String(), { description: 'Why, where somebody said so.' }),
        at: instant('When it was cancelled.'),
        fee: Type.Integer({
          description: 'What it costs, in minor units of the currency of the tenant; 0: nothing.',
        }),
      }),
    ),
    decline_reason: nullable(Type.String(), {
      description: 'Why it was declined; expired where nobody confirmed it in time.',
    }),
    policy: BookingPolicy,
    payment: nullable(
      strictObject({
        id: idOf('pay', 'newest payment that was not voided, or of the newest'),
        status: Type.Enum([...paymentStatuses], { description: 'State of that payment.' }),
        amount_paid: Type.Integer({
          minimum: 0,
          description: 'What was captured for the booking and not paid back, fees included; minor units.',
        }),
        amount_due: Type.Integer({
          minimum: 0,
          description:
            'What is to be paid next, in minor units: the rest of the deposit until `pay_by`, then that of the price; open fees ' +
            'once the booking was called off or missed.',
        }),
        currency,
        client_secret: Type.Optional(
          Type.String({
            description: 'Only in the answer that makes the deposit payment: lets a page confirm it.',
          }),
        ),
      }),
      { description: 'What is paid and due; null as long as there is no payment.' },
    ),
    confirm_by: nullable(instant('Until when a pending booking must be confirmed.')),
    pay_by: nullable(instant('Until when the deposit must be paid.')),
    checked_in_at: nullable(instant('When the customer checked in.')),
    completed_at: nullable(instant('When the booking was completed.')),
    schedule_revision: Type.Integer({
      minimum: 0,
      description: 'Grows by one when time, resource or location change, and on cancel and decline.',
    }),
    metadata: metadata(),
    client_secret: Type.Optional(
      Type.String({
        description: 'Only in the answer to the create: lets a publishable key read and change the booking.',
      }),
    ),
    links: strictObject(
      {
        self: Type.String(fromReference),
        customer: Type.String(fromReference),
        ics: Type.String(fromReference),
      },
      fromReference,
    ),
  },
  { 'x-columns': ['id', 'status', 'start_at', 'end_at', 'service_id', 'resource_id', 'customer_id'] },
)
