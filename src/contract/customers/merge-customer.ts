import { Customer } from '../objects/customer.ts'
import { defineOperation } from '../operation.ts'
import { customerId } from '../parts/path-ids.ts'
import { restrictedArjun } from '../parts/restricted.ts'
import { idOf, strictObject } from '../schema.ts'

const intoArjun = {
  params: { customer_id: 'cust_arjun_02' },
  body: { source_customer_id: 'cust_priya_01' },
}

export const mergeCustomer = defineOperation({
  id: 'mergeCustomer',
  group: 'customers',
  method: 'POST',
  path: '/v2/customers/{customer_id}/merge',
  command: 'customers merge',
  scope: 'secret',
  source: 'derived',
  summary: 'Merge a double into a customer',
  description:
    'Bookings, series and places on the waitlist of the source move to this customer, which keeps its id and its own ' +
    'members; those that are null are taken from the source. Of two consents for one purpose the stricter holds. From then on the id of the source means this customer: it ' +
    'answers with it, and can be booked and looked for with.',
  params: customerId,
  body: strictObject({ source_customer_id: idOf('cust', 'customer that is merged into this one') }),
  result: Customer,
  conditional: true,
  destructive: true,
  refusals: {
    already_merged: {
      when: 'One of the two was merged before.',
      example: { ...intoArjun, after: [{ operation: 'mergeCustomer', ...intoArjun }] },
    },
    processing_restricted: {
      when: 'A data request for restriction was fulfilled for one of the two: what is restricted is only stored.',
      example: { ...intoArjun, after: [restrictedArjun] },
    },
  },
  emits: [
    'customer.merged',
    { type: 'customer.consent_changed', example: 0 },
    { type: 'consent.changed', example: 0 },
  ],
  examples: [{ title: 'Merge a double', ...intoArjun }],
})
