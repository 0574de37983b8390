import { Type } from 'typebox'
import { Booking, channel } from './objects/booking.ts'
import { customerEmail, customerName } from './objects/customer.ts'
import { defineOperation } from './operation.ts'
import { fromReference, idOf, instant, metadata, nullable, strictObject } from './schema.ts'

const bookingId = strictObject({ booking_id: idOf('bk', 'booking') })

const reason = Type.Optional(
  Type.String({ minLength: 1, maxLength: 500, description: 'Why; kept in the history of the booking.' }),
)

const overrideConflicts = Type.Optional(
  Type.Boolean({ default: false, description: 'Move in spite of conflicts; secret keys only.' }),
)

const cancelled = {
  operation: 'cancelBooking',
  params: { booking_id: 'bk_checkup_01' },
  body: {},
} as const

export const rescheduleBooking = defineOperation({
  id: 'rescheduleBooking',
  group: 'bookings',
  method: 'POST',
  path: '/v2/bookings/{booking_id}/reschedule',
  command: 'bookings reschedule',
  scope: 'publishable',
  source: 'derived',
  summary: 'Reschedule a booking',
  description:
    'Moves the booking to another start, and to another resource if one is named; id, buffers and length stay. Its own ' +
    'time does not stand in the way. Moving it to where it is changes nothing. Publishable keys may move it until ' +
    '`policy.reschedule_cutoff_min` before its start.',
  params: bookingId,
  body: strictObject({
    start_at: instant('New start, on the grid of the service.'),
    resource_id: Type.Optional(idOf('res', 'resource; left out, the booking stays with its own')),
    reason,
    override_conflicts: overrideConflicts,
  }),
  result: Booking,
  needsClientSecret: true,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The booking is checked in, or has come to its end.',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { start_at: '2026-05-27T06:10:00Z' },
        after: [cancelled],
      },
    },
    reschedule_too_close: {
      when: 'A publishable key asks for it after the cut-off of the booking.',
      example: {
        key: 'publishable',
        params: { booking_id: 'bk_today_01' },
        body: { start_at: '2026-05-27T06:10:00Z' },
      },
    },
    resource_unavailable: {
      when: 'The new start is taken, closed, too soon, too late or off the grid.',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { start_at: '2026-05-27T06:10:00Z', resource_id: 'res_dr_niket' },
      },
    },
  },
  emits: ['booking.rescheduled', 'schedule.violation_detected'],
  examples: [
    {
      title: 'Move to an hour later',
      params: { booking_id: 'bk_checkup_01' },
      body: { start_at: '2026-05-27T06:10:00Z', reason: 'The customer asked for it' },
    },
    {
      title: 'Move to another day and doctor',
      params: { booking_id: 'bk_checkup_01' },
      body: { start_at: '2026-05-28T05:10:00Z', resource_id: 'res_dr_niket' },
    },
  ],
})

export const reassignBooking = defineOperation({
  id: 'reassignBooking',
  group: 'bookings',
  method: 'POST',
  path: '/v2/bookings/{booking_id}/reassign',
  command: 'bookings reassign',
  scope: 'secret',
  source: 'derived',
  summary: 'Reassign a booking',
  description:
    'Gives the booking to another resource at the same start: to the one that is named, or by round robin to one that is ' +
    'free. Rooms and other further resources stay if they can. Naming its own resource changes nothing. Suggestions are ' +
    'starts at which rescheduleBooking could give it to the resource of the message.',
  params: bookingId,
  body: strictObject({
    resource_id: Type.Optional(
      idOf('res', 'resource; left out, the least busy other one that is free is taken'),
    ),
    reason,
    override_conflicts: overrideConflicts,
  }),
  result: Booking,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The booking has come to its end.',
      example: { params: { booking_id: 'bk_checkup_01' }, body: {}, after: [cancelled] },
    },
    resource_unavailable: {
      when: 'The resource is not free, or nobody else is.',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { resource_id: 'res_dr_niket' },
        after: [
          {
            operation: 'createBooking',
            body: {
              customer_id: 'cust_arjun_02',
              service_id: 'svc_checkup_20',
              resource_id: 'res_dr_niket',
              start_at: '2026-05-27T05:10:00Z',
            },
          },
        ],
      },
    },
  },
  emits: ['booking.reassigned', 'schedule.violation_detected'],
  examples: [
    { title: 'Give it to whoever is free', params: { booking_id: 'bk_checkup_01' }, body: {} },
    {
      title: 'Give it to one doctor',
      params: { booking_id: 'bk_checkup_01' },
      body: { resource_id: 'res_dr_niket', reason: 'Dr Asha is ill' },
    },
  ],
})

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
  emits: ['booking.updated'],
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
  emits: ['booking.updated'],
  examples: [
    {
      title: 'Free the seat of one attendee',
      params: { booking_id: 'bk_yoga_01', attendee_id: 'att_meera_01' },
    },
  ],
})
