import { Type } from 'typebox'
import { Availability } from '../objects/slot.ts'
import { defineOperation } from '../operation.ts'
import { answeredRange, mostSlotsText, partySize, range } from '../parts/search-range.ts'
import { idOf, strictObject } from '../schema.ts'
import { longestRangeDays } from '../time-range.ts'

function resourceIds(description: string) {
  return Type.Optional(
    Type.Array(idOf('res', 'resource'), { minItems: 1, maxItems: 100, uniqueItems: true, description }),
  )
}

const ResourceFilter = strictObject(
  {
    any: resourceIds('At least one of these takes part.'),
    all: resourceIds('Every one of these takes part: a doctor and a room.'),
    none: resourceIds('None of these takes part.'),
  },
  { description: 'Which resources a booking would take, of all its groups; every given member must hold.' },
)

export const searchAvailability = defineOperation({
  id: 'searchAvailability',
  group: 'availability',
  method: 'POST',
  path: '/v2/availability/search',
  command: 'availability search',
  scope: 'publishable',
  source: 'derived',
  summary: 'Search starts for several services',
  description:
    'Starts at which all services fit back to back in the given order, each with one resource of its own, chosen so that ' +
    'they can be booked one by one as listed: the same resource goes on if it can. One entry for each start and resource ' +
    `of the first service, at most ${mostSlotsText}. Nothing is stored.\n\n` +
    'With `booking_id` it searches where that booking could be moved: its own time is not in the way, and it stays ' +
    'with its resource unless `services` names its service with other `resources`. Publishable keys send the ' +
    'client_secret of the booking as X-Client-Secret; without it they get 404.',
  body: strictObject({
    ...range,
    services: Type.Optional(
      Type.Array(
        strictObject({
          service_id: idOf('svc', 'service'),
          resources: Type.Optional(ResourceFilter),
          party_size: Type.Optional(partySize),
        }),
        {
          minItems: 1,
          maxItems: 5,
          description: 'What to book, in this order. Needed without `booking_id`.',
        },
      ),
    ),
    booking_id: Type.Optional(idOf('bk', 'booking to be moved')),
  }),
  view: 'search',
  result: strictObject({
    ...answeredRange,
    availabilities: Type.Array(Availability, {
      description: 'By start, then by resource of the first service.',
    }),
  }),
  clientSecretMember: 'booking_id',
  safe: true,
  refusals: {
    range_too_wide: {
      when: `The range is longer than ${longestRangeDays} days, or there are more than ${mostSlotsText} starts.`,
      example: {
        body: { from: '2026-04-20', to: '2026-07-20', services: [{ service_id: 'svc_consult_30' }] },
      },
    },
    invalid_state_transition: {
      when: 'The booking is checked in, or has come to its end.',
      example: {
        body: { from: '2026-05-27', to: '2026-05-28', booking_id: 'bk_checkup_01' },
        after: [{ operation: 'cancelBooking', params: { booking_id: 'bk_checkup_01' }, body: {} }],
      },
    },
  },
  examples: [
    {
      title: 'Search a check-up that is followed by a consultation',
      body: {
        from: '2026-04-20',
        to: '2026-04-21',
        services: [
          { service_id: 'svc_checkup_20', resources: { any: ['res_dr_asha', 'res_dr_niket'] } },
          { service_id: 'svc_consult_30', resources: { none: ['res_dr_asha'] } },
        ],
      },
    },
    {
      title: 'Search where a booking could be moved',
      body: { from: '2026-05-27', to: '2026-05-29', booking_id: 'bk_checkup_01' },
    },
  ],
})
