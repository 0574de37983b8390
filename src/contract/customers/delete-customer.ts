import { Type } from 'typebox'
import { CustomerTombstone } from '../objects/customer.ts'
import { defineOperation } from '../operation.ts'
import { customerId } from '../parts/path-ids.ts'
import { restrictedArjun } from '../parts/restricted.ts'
import { waitingForCheckup } from '../parts/waiting-for.ts'
import { strictObject } from '../schema.ts'

export const deleteCustomer = defineOperation({
  id: 'deleteCustomer',
  group: 'customers',
  method: 'DELETE',
  path: '/v2/customers/{customer_id}',
  command: 'customers delete',
  scope: 'secret',
  source: 'derived',
  summary: 'Delete a customer',
  description:
    'The customer is not there any more, nor are the ids that were merged into it. Bookings that are over keep the id, as ' +
    'history; live series and places on the waitlist end. Bookings ahead are in the way, unless `force` cancels ' +
    'them: with the reason customer_deleted, without a fee, and with all money back.',
  params: customerId,
  query: strictObject({
    force: Type.Optional(
      Type.Boolean({ default: false, description: 'Cancel the bookings that the customer has ahead.' }),
    ),
  }),
  result: CustomerTombstone,
  conditional: true,
  destructive: true,
  refusals: {
    customer_has_active_bookings: {
      when: 'The customer has bookings that have not ended, and force does not say to cancel them.',
      example: { params: { customer_id: 'cust_priya_01' } },
    },
    already_merged: {
      when: 'The customer was merged into another one; delete that one.',
      example: {
        params: { customer_id: 'cust_priya_01' },
        after: [
          {
            operation: 'mergeCustomer',
            params: { customer_id: 'cust_arjun_02' },
            body: { source_customer_id: 'cust_priya_01' },
          },
        ],
      },
    },
    processing_restricted: {
      when: 'A data request for restriction was fulfilled: what is restricted stays stored, until a data request for erasure.',
      example: { params: { customer_id: 'cust_arjun_02' }, query: { force: true }, after: [restrictedArjun] },
    },
  },
  emits: [
    'payment.refunded',
    'booking.cancelled',
    'customer.deleted',
    {
      type: 'waitlist.offer_made',
      example: {
        params: { customer_id: 'cust_priya_01' },
        query: { force: true },
        after: [waitingForCheckup],
      },
    },
  ],
  examples: [
    {
      title: 'Delete a customer with all bookings ahead',
      params: { customer_id: 'cust_priya_01' },
      query: { force: true },
    },
  ],
})
