import { Type } from 'typebox'
import { Booking, channel } from '../objects/booking.ts'
import { customerEmail, customerName } from '../objects/customer.ts'
import { defineOperation } from '../operation.ts'
import { cancelled } from '../parts/booking-change.ts'
import { bookingId } from '../parts/path-ids.ts'
import { waitingFor } from '../parts/waiting-for.ts'
import { fromReference, idOf, metadata, nullable, strictObject } from '../schema.ts'

const changeable = {
  notes: Type.Optional(
    nullable(Type.String({ maxLength: 5000 }), { description: 'Notes for the staff.', ...fromReference }),
  ),
  channel: Type.Optional(channel),
  send_confirmation: Type.Optional(
    Type.Boolean({ description: 'Whether the customer is told once the booking is confirmed.' }),
  ),
  party_size: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 10_000, description: 'Units of capacity to take.' }),
  ),
  metadata: Type.Optional(metadata()),
}

/** What to use in place of the PATCH, by the member that it refuses. */
const changedBy = {
  start_at: 'is changed by rescheduleBooking (POST …/reschedule)',
  end_at: 'follows from the start; rescheduleBooking changes both (POST …/reschedule)',
  resource_id: 'is changed by reassignBooking (POST …/reassign) or rescheduleBooking',
  allocations: 'are changed by reassignBooking (POST …/reassign) or rescheduleBooking',
  status: 'is changed by confirmBooking, cancelBooking and the other moves of a booking',
  attendees: 'are changed by addBookingAttendee and removeBookingAttendee (…/attendees)',
}

const immutable: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.keys(Booking.properties)
      .filter(member => !(member in changeable))
      .map(member => [member, 'cannot be changed']),
  ),
  ...changedBy,
}

const waitingForClass = waitingFor('svc_yoga_60', '2026-05-27T11:30:00Z', '2026-05-27T12:30:00Z')

export const updateBooking = defineOperation({
  id: 'updateBooking',
  group: 'bookings',
  method: 'PATCH',
  path: '/v2/bookings/{booking_id}',
  command: 'bookings update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update a booking',
  description:
    'Changes the members that are sent; null clears the notes, `metadata` is replaced as a whole. A larger party must ' +
    'find room where the booking is. Time, resource, status and everything else are refused with the field code ' +
    '`field_immutable`, which names the operation to use.',
  params: bookingId,
  body: strictObject(changeable, { 'x-immutable': immutable }),
  result: Booking,
  refusals: {
    invalid_state_transition: {
      when: 'The party of a booking that has come to its end was to change.',
      example: { params: { booking_id: 'bk_checkup_01' }, body: { party_size: 2 }, after: [cancelled] },
    },
    resource_unavailable: {
      when: 'There is no room for a party of that size.',
      example: { params: { booking_id: 'bk_yoga_01' }, body: { party_size: 13 } },
    },
  },
  emits: [
    'booking.updated',
    {
      type: 'waitlist.offer_made',
      example: {
        params: { booking_id: 'bk_yoga_01' },
        body: { party_size: 1 },
        after: [waitingForClass],
      },
    },
  ],
  examples: [
    {
      title: 'Write notes for the staff',
      params: { booking_id: 'bk_checkup_01' },
      body: { notes: 'Brings the results of the blood test', metadata: { room: 'quiet' } },
    },
    { title: 'Take two seats more', params: { booking_id: 'bk_yoga_01' }, body: { party_size: 4 } },
  ],
})

export const addBookingAttendee = defineOperation({
  id: 'addBookingAttendee',
  group: 'bookings',
  method: 'POST',
  path: '/v2/bookings/{booking_id}/attendees',
  command: 'bookings attendees add',
  scope: 'secret',
  source: 'derived',
  summary: 'Add an attendee to a booking',
  description:
    'Takes one seat more, in the name of the attendee, and answers the booking. There must be room for the larger party.',
  params: bookingId,
  body: strictObject({ name: customerName, email: Type.Optional(customerEmail) }),
  status: 201,
  result: Booking,
  conditional: true,
  seeds: 'bookings.attendees',
  refusals: {
    invalid_state_transition: {
      when: 'The booking has come to its end.',
      example: { params: { booking_id: 'bk_checkup_01' }, body: { name: 'Ravi Iyer' }, after: [cancelled] },
    },
    resource_unavailable: {
      when: 'There is no seat left, or the service or resource takes one customer at a time.',
      example: { params: { booking_id: 'bk_checkup_01' }, body: { name: 'Ravi Iyer' } },
    },
  },
  emits: ['booking.updated'],
  examples: [
    {
      title: 'Bring somebody along',
      params: { booking_id: 'bk_yoga_01' },
      body: { name: 'Ravi Iyer', email: 'ravi@example.com' },
    },
  ],
})

export const removeBookingAttendee = defineOperation({
  id: 'removeBookingAttendee',
  group: 'bookings',
  method: 'DELETE',
  path: '/v2/bookings/{booking_id}/attendees/{attendee_id}',
  command: 'bookings attendees remove',
  scope: 'secret',
  source: 'derived',
  summary: 'Remove an attendee from a booking',
  description:
    'Frees the seat of the attendee, and answers the booking. The last seat is freed by cancelBooking.',
  params: strictObject({ booking_id: idOf('bk', 'booking'), attendee_id: idOf('att', 'attendee') }),
  result: Booking,
  conditional: true,
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'The booking has come to its end.',
      example: {
        params: { booking_id: 'bk_yoga_01', attendee_id: 'att_meera_01' },
        after: [{ ...cancelled, params: { booking_id: 'bk_yoga_01' } }],
      },
    },
    last_attendee: {
      when: 'The booking has no other seat.',
      example: {
        params: { booking_id: 'bk_yoga_01', attendee_id: 'att_meera_01' },
        after: [
          { operation: 'updateBooking', params: { booking_id: 'bk_yoga_01' }, body: { party_size: 1 } },
        ],
      },
    },
  },
  emits: [
    'booking.updated',
    {
      type: 'waitlist.offer_made',
      example: {
        params: { booking_id: 'bk_yoga_01', attendee_id: 'att_meera_01' },
        after: [waitingForClass],
      },
    },
  ],
  examples: [
    {
      title: 'Free the seat of one attendee',
      params: { booking_id: 'bk_yoga_01', attendee_id: 'att_meera_01' },
    },
  ],
})
