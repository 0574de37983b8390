import { Type } from 'typebox'
import { holdRefusals } from '../errors/hold-refusals.ts'
import { Conflict, Suggestion } from '../objects/conflict.ts'
import { defineOperation } from '../operation.ts'
import { idOf, instant, strictObject } from '../schema.ts'
import { createBooking } from './bookings.ts'

export const validateBooking = defineOperation({
  id: 'validateBooking',
  group: 'bookings',
  method: 'POST',
  path: '/v2/bookings/validate',
  command: 'bookings validate',
  scope: 'publishable',
  source: 'derived',
  summary: 'Try a booking without making it',
  description:
    'Takes what createBooking takes, and answers what it would meet: 200 in both cases, with every conflict and the next ' +
    'starts that can be booked. Nothing is stored. What createBooking refuses for its shape is refused here too. ' +
    '`override_conflicts` hides no conflict.',
  body: createBooking.body,
  view: 'validation',
  result: strictObject({
    available: Type.Boolean({ description: 'Whether it could be booked at once, without an override.' }),
    start_at: instant('The start that was asked about.'),
    end_at: instant('When the booking would end.'),
    resource_id: idOf('res', 'resource that would serve it: of several the one whose turn it is'),
    conflicts: Type.Array(Conflict, { description: 'Every reason against it, each once.' }),
    suggestions: Type.Array(Suggestion, {
      maxItems: 5,
      description: 'The next starts that can be booked; none where this one can.',
    }),
  }),
  clientSecretMember: 'hold_id',
  refusals: holdRefusals,
  examples: [
    {
      title: 'Try a start that is free',
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        start_at: '2026-04-20T05:00:00Z',
      },
    },
    {
      title: 'Try a start that is taken',
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        start_at: '2026-04-21T05:00:00Z',
      },
    },
  ],
})
