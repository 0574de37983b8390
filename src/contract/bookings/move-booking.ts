import { Type } from 'typebox'
import { Booking } from '../objects/booking.ts'
import { defineOperation } from '../operation.ts'
import { cancelled } from '../parts/booking-change.ts'
import { bookingId } from '../parts/path-ids.ts'
import { waitingForCheckup } from '../parts/waiting-for.ts'
import { idOf, instant, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

const reason = Type.Optional(wording(500, 'Why; kept in the history of the booking.'))

const overrideConflicts = Type.Optional(
  Type.Boolean({ default: false, description: 'Move in spite of conflicts; secret keys only.' }),
)

/** Dr Niket is busy when the booking of the examples is. */
const inTheWay = {
  operation: 'createBooking',
  body: {
    customer_id: 'cust_arjun_02',
    service_id: 'svc_checkup_20',
    resource_id: 'res_dr_niket',
    start_at: '2026-05-27T05:10:00Z',
  },
}

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
  emits: [
    'booking.rescheduled',
    {
      type: 'waitlist.offer_made',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { start_at: '2026-05-27T06:10:00Z' },
        after: [waitingForCheckup],
      },
    },
    {
      type: 'schedule.violation_detected',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { start_at: '2026-05-27T06:10:00Z', resource_id: 'res_dr_niket', override_conflicts: true },
      },
    },
  ],
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
        after: [inTheWay],
      },
    },
  },
  emits: [
    'booking.reassigned',
    {
      type: 'schedule.violation_detected',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { resource_id: 'res_dr_niket', override_conflicts: true },
        after: [inTheWay],
      },
    },
    {
      type: 'waitlist.offer_made',
      example: {
        params: { booking_id: 'bk_checkup_01' },
        body: { resource_id: 'res_dr_niket' },
        after: [waitingForCheckup],
      },
    },
  ],
  examples: [
    { title: 'Give it to whoever is free', params: { booking_id: 'bk_checkup_01' }, body: {} },
    {
      title: 'Give it to one doctor',
      params: { booking_id: 'bk_checkup_01' },
      body: { resource_id: 'res_dr_niket', reason: 'Dr Asha is ill' },
    },
  ],
})
