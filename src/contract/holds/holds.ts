import { Type } from 'typebox'
import { bookingOf } from '../errors/hold-refusals.ts'
import { Hold, holdTtl } from '../objects/hold.ts'
import { defineOperation } from '../operation.ts'
import { waitingFor } from '../parts/waiting-for.ts'
import { idOf, instant, metadata, strictObject } from '../schema.ts'

const holdId = strictObject({ hold_id: idOf('hold', 'hold') })

export const createHold = defineOperation({
  id: 'createHold',
  group: 'holds',
  method: 'POST',
  path: '/v2/holds',
  command: 'holds create',
  scope: 'publishable',
  source: 'derived',
  summary: 'Hold a start',
  description:
    'Keeps a start for a short while, so that nobody else books it while a form is filled in. It obeys every rule of ' +
    'availability, and never holds the past. createBooking with its id as `hold_id` turns it into a booking; otherwise ' +
    `it expires by itself. Publishable keys hold for at most ${holdTtl.usual} seconds.`,
  body: strictObject({
    service_id: idOf('svc', 'service'),
    resource_id: Type.Optional(idOf('res', 'resource; left out, the least busy one that is free is held')),
    start_at: instant('Start, on the grid of the service.'),
    party_size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'Units of capacity to hold.' }),
    ),
    ttl_seconds: Type.Optional(
      Type.Integer({
        minimum: holdTtl.shortest,
        maximum: holdTtl.longest,
        default: holdTtl.usual,
        description: 'How long to hold it, in seconds.',
      }),
    ),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Hold,
  seeds: 'holds',
  refusals: {
    resource_unavailable: {
      when: 'The start is taken, closed, past, too soon, too late or off the grid.',
      example: {
        body: {
          service_id: 'svc_consult_30',
          resource_id: 'res_dr_niket',
          start_at: '2026-04-21T05:00:00Z',
        },
      },
    },
  },
  examples: [
    {
      title: 'Hold a consultation for five minutes',
      body: {
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        start_at: '2026-04-20T05:00:00Z',
      },
    },
    {
      title: 'Hold three seats of a class for ten minutes',
      body: {
        service_id: 'svc_yoga_60',
        start_at: '2026-05-27T11:30:00Z',
        party_size: 3,
        ttl_seconds: 600,
      },
    },
  ],
})

export const getHold = defineOperation({
  id: 'getHold',
  group: 'holds',
  method: 'GET',
  path: '/v2/holds/{hold_id}',
  command: 'holds get',
  scope: 'publishable',
  source: 'derived',
  summary: 'Retrieve a hold',
  description:
    'The hold, where it stands, and how long it still has. Publishable keys send its client_secret as X-Client-Secret; ' +
    'without it they get 404.',
  params: holdId,
  result: Hold,
  needsClientSecret: true,
  examples: [{ title: 'Retrieve a hold', params: { hold_id: 'hold_lunch_01' } }],
})

export const releaseHold = defineOperation({
  id: 'releaseHold',
  group: 'holds',
  method: 'DELETE',
  path: '/v2/holds/{hold_id}',
  command: 'holds release',
  scope: 'publishable',
  source: 'derived',
  summary: 'Release a hold',
  description:
    'Frees the start before the hold expires, and answers the released hold. Releasing it again changes nothing. The hold ' +
    'of an offer to the waitlist is released by taking the offer back: the slot goes to whoever is next.',
  params: holdId,
  result: Hold,
  needsClientSecret: true,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The hold has become a booking; cancel that instead.',
      example: {
        params: { hold_id: 'hold_lunch_01' },
        after: [
          {
            operation: 'createBooking',
            body: bookingOf('hold_lunch_01', '2026-05-28T07:10:00Z'),
          },
        ],
      },
    },
    hold_expired: {
      when: 'The hold has expired, so there is nothing left to release.',
      example: { params: { hold_id: 'hold_missed_01' } },
    },
  },
  emits: [
    {
      type: 'waitlist.offer_made',
      example: {
        params: { hold_id: 'hold_lunch_01' },
        after: [waitingFor('svc_checkup_20', '2026-05-28T07:10:00Z', '2026-05-28T07:30:00Z')],
      },
    },
  ],
  examples: [{ title: 'Release a hold', params: { hold_id: 'hold_lunch_01' } }],
})
