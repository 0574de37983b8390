import { Type } from 'typebox'
import { Booking, channel } from '../objects/booking.ts'
import { WaitlistEntry } from '../objects/waitlist-entry.ts'
import { defineOperation } from '../operation.ts'
import { waitlistEntryId } from '../parts/path-ids.ts'
import { fromReference, idOf, instant, strictObject } from '../schema.ts'

/** The entries of the default data set: the one with an open offer, and the one that waits behind it. */
const offered = { params: { waitlist_entry_id: 'wl_priya_01' } }
const waiting = { params: { waitlist_entry_id: 'wl_arjun_01' } }

export const offerWaitlistSlot = defineOperation({
  id: 'offerWaitlistSlot',
  group: 'waitlist',
  method: 'POST',
  path: '/v2/waitlist_entries/{waitlist_entry_id}/offer',
  command: 'waitlist offer',
  scope: 'secret',
  source: 'derived',
  summary: 'Offer a slot',
  description:
    'Offers a free start to somebody who waits, whoever is next, and also outside of the windows. A hold keeps it for ' +
    '`policy.offer_min`, at most until the start. What the customer has let lapse once is never offered again.',
  params: waitlistEntryId,
  body: strictObject({
    start_at: instant('Start, on the grid of the service.'),
    resource_id: Type.Optional(
      idOf('res', 'resource; left out, that of the entry, or the least busy one that is free'),
    ),
  }),
  result: WaitlistEntry,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The entry does not wait any more, has an open offer already, or its service is archived.',
      example: { ...offered, body: { start_at: '2026-04-20T05:00:00Z' } },
    },
    resource_unavailable: {
      when: 'The start is taken, closed, past, too soon, too late or off the grid.',
      example: { ...waiting, body: { start_at: '2026-05-27T05:10:00Z', resource_id: 'res_dr_asha' } },
    },
  },
  emits: ['waitlist.offer_made'],
  examples: [
    {
      title: 'Offer a check-up with one doctor',
      ...waiting,
      body: { start_at: '2026-04-20T05:10:00Z', resource_id: 'res_dr_asha' },
    },
  ],
})

export const acceptWaitlistOffer = defineOperation({
  id: 'acceptWaitlistOffer',
  group: 'waitlist',
  method: 'POST',
  path: '/v2/waitlist_entries/{waitlist_entry_id}/accept',
  command: 'waitlist accept',
  scope: 'publishable',
  source: 'derived',
  summary: 'Accept an offer',
  description:
    'Turns the open offer into a booking, confirmed at once or pending by the policy of the service. All rules are asked ' +
    'again but notice and horizon, which it has met. Publishable keys send the client_secret of the entry as X-Client-Secret.',
  params: waitlistEntryId,
  body: strictObject({
    channel: Type.Optional(channel),
    notes: Type.Optional(
      Type.String({ maxLength: 5000, description: 'Notes for the staff.', ...fromReference }),
    ),
    send_confirmation: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether to tell the customer.', ...fromReference }),
    ),
  }),
  status: 201,
  result: Booking,
  needsClientSecret: true,
  conditional: true,
  refusals: {
    offer_expired: {
      when: 'The offer was not accepted in time.',
      example: {
        ...waiting,
        body: {},
        after: [
          {
            operation: 'offerWaitlistSlot',
            ...waiting,
            body: { start_at: '2026-04-20T05:10:00Z', resource_id: 'res_dr_asha' },
          },
          { advance: '15m' },
        ],
      },
    },
    invalid_state_transition: {
      when: 'The entry has no offer yet, was accepted before, or was removed.',
      example: { ...waiting, body: {} },
    },
    resource_unavailable: {
      when: 'The resource has become unavailable since the offer was made.',
      example: {
        ...offered,
        body: {},
        after: [{ operation: 'takeResourceOffline', params: { resource_id: 'res_dr_asha' }, body: {} }],
      },
    },
  },
  emits: ['booking.created', 'booking.confirmed'],
  examples: [{ title: 'Accept the open offer', ...offered, body: {} }],
})
