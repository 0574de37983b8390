import { Type } from 'typebox'
import { BookingPolicyChanges } from '../objects/policy-changes.ts'
import { Tenant, tenantMembers } from '../objects/tenant.ts'
import { defineOperation } from '../operation.ts'
import { metadata, optional, strictObject } from '../schema.ts'

export const getTenant = defineOperation({
  id: 'getTenant',
  group: 'tenant',
  method: 'GET',
  path: '/v2/tenant',
  command: 'tenant get',
  scope: 'publishable',
  source: 'derived',
  summary: 'Retrieve the tenant',
  description:
    'The tenant that the request acts for: name, time zone, currency and the policy of its bookings, defaults included. ' +
    'Publishable keys do not see plan, limits, access_review_days, breach_watch and metadata.',
  result: Tenant,
  examples: [{ title: 'Retrieve the tenant' }],
})

export const updateTenant = defineOperation({
  id: 'updateTenant',
  group: 'tenant',
  method: 'PATCH',
  path: '/v2/tenant',
  command: 'tenant update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update the tenant',
  description:
    'Changes the members that are sent. `policy` is merged member by member; null sets one back to its default. It holds ' +
    'for bookings made from now on, as far as their service does not say otherwise. Plan and limits cannot be changed.',
  body: strictObject({
    ...optional(tenantMembers),
    policy: Type.Optional(BookingPolicyChanges),
    metadata: Type.Optional(metadata()),
  }),
  result: Tenant,
  examples: [
    {
      title: 'Charge half the price of a consultation for no-shows',
      body: { policy: { no_show_fee: 40_000, no_show_grace_min: 10 } },
    },
    { title: 'Review access every thirty days', body: { access_review_days: 30 } },
  ],
})
