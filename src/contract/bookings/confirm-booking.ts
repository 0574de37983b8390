import { Type } from 'typebox'
import { defineOperation } from '../operation.ts'
import { confirmed, move, pending } from '../parts/booking-move.ts'
import { strictObject } from '../schema.ts'

/** Another booking at the time of the pending one. */
const inTheWay = {
  operation: 'createBooking',
  body: {
    customer_id: 'cust_arjun_02',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: '2026-05-27T06:00:00Z',
    override_conflicts: true,
  },
}

export const confirmBooking = defineOperation({
  ...move,
  id: 'confirmBooking',
  path: '/v2/bookings/{booking_id}/confirm',
  command: 'bookings confirm',
  summary: 'Confirm a booking',
  description:
    'Confirms a pending booking, if its resources are still free for it. Its own time does not stand in the way; notice, ' +
    'horizon and grid bound the making of a booking only. Where a deposit is due it then waits to be paid, until `pay_by`, with ' +
    'its time kept. With `override_conflicts` it is confirmed in spite of everything.',
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
        after: [inTheWay],
      },
    },
  },
  emits: [
    'booking.confirmed',
    {
      type: 'schedule.violation_detected',
      example: { ...pending, body: { override_conflicts: true }, after: [inTheWay] },
    },
  ],
  examples: [
    { title: 'Confirm a pending booking', ...pending, body: {} },
    { title: 'Confirm it whatever stands in the way', ...pending, body: { override_conflicts: true } },
  ],
})
