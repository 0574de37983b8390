import { Type } from 'typebox'
import { OfferedSlot, Slot } from '../objects/slot.ts'
import { defineOperation } from '../operation.ts'
import { answeredRange, mostSlotsText, partySize, range } from '../parts/search-range.ts'
import { hiddenFromPublishable, idOf, strictObject } from '../schema.ts'
import { longestRangeDays } from '../time-range.ts'

export const getAvailableSlots = defineOperation({
  id: 'getAvailableSlots',
  group: 'availability',
  method: 'GET',
  path: '/v2/availability/slots',
  command: 'availability slots',
  scope: 'publishable',
  source: 'derived',
  summary: 'List bookable starts',
  description:
    'Every start at which the service can be booked, with each resource that is free then; not paged, ' +
    `at most ${mostSlotsText}. What is listed ` +
    'can be booked as it stands, by the same rules as createBooking. The past is never listed. Dates are read in the ' +
    "zone of the resources that may serve, and where they live in several, in the tenant's.",
  query: strictObject({
    service_id: idOf('svc', 'service to book'),
    resource_id: Type.Optional(idOf('res', 'resource; left out, everybody who may serve is looked at')),
    ...range,
    party_size: Type.Optional(partySize),
  }),
  view: 'slots',
  result: strictObject({
    service_id: idOf('svc', 'service'),
    ...answeredRange,
    slots: Type.Array(Slot, { description: 'By start, then by resource.' }),
    offered: Type.Array(OfferedSlot, {
      description:
        'Starts in the range that open offers of the waitlist keep, with the same resources, for whatever service; by start.',
      ...hiddenFromPublishable,
    }),
  }),
  refusals: {
    range_too_wide: {
      when: `The range is longer than ${longestRangeDays} days, or there are more than ${mostSlotsText} starts.`,
      example: { query: { service_id: 'svc_consult_30', from: '2026-04-20', to: '2026-07-20' } },
    },
  },
  examples: [
    {
      title: 'List the starts of a day',
      query: { service_id: 'svc_consult_30', from: '2026-04-20', to: '2026-04-21' },
    },
    {
      title: 'List the starts of one doctor between two instants',
      query: {
        service_id: 'svc_checkup_20',
        resource_id: 'res_dr_asha',
        from: '2026-04-20T03:30:00Z',
        to: '2026-04-20T06:30:00Z',
      },
    },
    {
      title: 'List the classes with three free seats',
      query: { service_id: 'svc_yoga_60', from: '2026-05-27', to: '2026-05-28', party_size: 3 },
    },
  ],
})
