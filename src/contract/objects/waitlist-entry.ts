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

/** A slot that is offered to somebody on the waitlist; it is held until the offer ends. */
export const WaitlistOffer = strictObject({
  hold_id: idOf('hold', 'hold that keeps the slot'),
  start_at: instant('Start of the slot.'),
  resource_id: idOf('res', 'resource'),
  expires_at: instant('Until when the offer can be accepted.'),
})

/** Somebody who waits for a slot. */
export const WaitlistEntry = component(
  'WaitlistEntry',
  {
    id: idOf('wl', 'waitlist entry'),
    ...commonMembers,
    customer_id: idOf('cust', 'customer'),
    service_id: idOf('svc', 'service'),
    resource_id: nullable(Type.String(), { description: 'The only resource that will do; null: any.' }),
    windows: Type.Array(
      strictObject({ from: instant('Start of the window.'), to: instant('End of the window.') }),
      {
        description: 'When the customer has time.',
      },
    ),
    party_size: Type.Integer({ minimum: 1, description: 'Units of capacity that are wanted.' }),
    priority: Type.Integer({ description: 'Higher comes first.', ...hiddenFromPublishable }),
    status: Type.Enum(['waiting', 'offered', 'accepted', 'expired', 'removed'], {
      description: 'State of the entry.',
    }),
    offer: nullable(WaitlistOffer, { description: 'The open offer; null without one.' }),
    lapses: Type.Integer({ minimum: 0, description: 'Offers that were not accepted in time.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'service_id', 'customer_id', 'priority'] },
)
