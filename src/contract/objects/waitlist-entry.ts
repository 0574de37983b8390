import { Type } from 'typebox'
import {
  commonMembers,
  component,
  hiddenFromPublishable,
  idOf,
  instant,
  metadata,
  nullable,
  strictObject,
} from '../schema.ts'

export const waitlistStatuses = ['waiting', 'offered', 'accepted', 'expired', 'removed'] as const

/** So many offers may lapse; with the last of them the entry is over. */
export const mostLapses = 3

/** A slot that is offered to somebody on the waitlist; it is held until the offer ends. */
export const WaitlistOffer = strictObject({
  hold_id: idOf('hold', 'hold that keeps the slot'),
  start_at: instant('Start of the slot.'),
  resource_id: idOf('res', 'resource'),
  expires_at: instant('Until when the offer can be accepted, exclusive.'),
})

/** When a customer has time: the whole service must fit in. */
export const waitlistWindows = Type.Array(
  strictObject({ from: instant('Start of the window.'), to: instant('End of the window, exclusive.') }),
  { minItems: 1, maxItems: 20, description: 'When the customer has time: the whole service fits into one.' },
)

/** Who comes first. */
export const waitlistPriorities = { lowest: -1000, highest: 1000 } as const

const priority = Type.Integer({
  minimum: waitlistPriorities.lowest,
  maximum: waitlistPriorities.highest,
  description: 'Higher comes first; who has waited longer where it is the same.',
  ...hiddenFromPublishable,
})

/** Somebody who waits for a slot. */
export const WaitlistEntry = component(
  'WaitlistEntry',
  {
    id: idOf('wl', 'waitlist entry'),
    ...commonMembers,
    customer_id: idOf('cust', 'customer'),
    service_id: idOf('svc', 'service'),
    resource_id: nullable(idOf('res', 'resource'), {
      description: 'The only resource that will do; null: any.',
    }),
    windows: waitlistWindows,
    party_size: Type.Integer({ minimum: 1, description: 'Units of capacity that are wanted.' }),
    priority,
    status: Type.Enum([...waitlistStatuses], {
      description: `Where the entry stands. It is expired once ${mostLapses} offers have lapsed.`,
    }),
    offer: nullable(WaitlistOffer, { description: 'The open offer; null without one.' }),
    lapses: Type.Integer({ minimum: 0, description: 'Offers that were not accepted in time.' }),
    booking_id: nullable(idOf('bk', 'booking'), {
      description: 'The booking that an accepted offer became; null without one.',
    }),
    metadata: metadata(),
    client_secret: Type.Optional(
      Type.String({
        description: 'Only in the answer to the create: lets a publishable key accept an offer.',
      }),
    ),
  },
  {
    'x-columns': ['id', 'status', 'service_id', 'customer_id', 'priority', 'lapses', 'created_at'],
  },
)
