import { Type } from 'typebox'
import {
  commonMembers,
  component,
  hiddenFromPublishable,
  idOf,
  metadata,
  nullable,
  strictObject,
} from '../schema.ts'
import { wording } from '../texts.ts'
import { BookingPolicy } from './booking.ts'
import { currency } from './money.ts'

/** What is written of a tenant, apart from its policy. Plan and limits are a matter of contract. */
export const tenantMembers = {
  name: wording(200, 'Name that customers see.'),
  timezone: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'IANA time zone of the business: Asia/Kolkata.',
  }),
  currency,
  breach_watch: nullable(
    strictObject({
      denials: Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many refusals of one key.' }),
      window_min: Type.Integer({ minimum: 1, maximum: 1440, description: 'In how many minutes.' }),
    }),
    {
      description:
        'When a key of the account that asks for tenants that are not its own makes a breach of the register; null, as by default: never.',
      ...hiddenFromPublishable,
    },
  ),
  access_review_days: Type.Integer({
    minimum: 1,
    maximum: 3650,
    description: 'Days from one review of who has access to the next.',
    ...hiddenFromPublishable,
  }),
}

/** A business with customers, services, resources and bookings of its own. */
export const Tenant = component(
  'Tenant',
  {
    id: idOf('tnt', 'tenant'),
    ...commonMembers,
    ...tenantMembers,
    plan: Type.String({ description: 'What the rate limits follow from.', ...hiddenFromPublishable }),
    limits: strictObject(
      {
        per_second: Type.Integer({ minimum: 1 }),
        per_minute: Type.Integer({ minimum: 1 }),
        per_day: Type.Integer({ minimum: 1 }),
      },
      { description: 'Requests that the tenant may send in each window.', ...hiddenFromPublishable },
    ),
    policy: BookingPolicy,
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'name', 'timezone', 'currency', 'plan'] },
)
