import { Type } from 'typebox'
import { textsOf } from '../filters.ts'
import { Customer, customerMembers, customerName } from '../objects/customer.ts'
import { defineList, defineOperation } from '../operation.ts'
import { customerId } from '../parts/path-ids.ts'
import { restrictedArjun } from '../parts/restricted.ts'
import { metadata, optional, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

export const createCustomer = defineOperation({
  id: 'createCustomer',
  group: 'customers',
  method: 'POST',
  path: '/v2/customers',
  command: 'customers create',
  scope: 'secret',
  source: 'derived',
  summary: 'Create a customer',
  description:
    'Always a new customer: e-mail addresses and external_ref may occur several times. Look with the filters of the list ' +
    'first where that matters.',
  body: strictObject({
    name: customerName,
    ...optional(customerMembers),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Customer,
  seeds: 'customers',
  emits: ['customer.created'],
  examples: [
    {
      title: 'Create a customer with an id of your own',
      body: {
        name: 'Meera Iyer',
        email: 'meera@example.com',
        phone: '+91 98765 43212',
        external_ref: 'crm-4711',
        timezone: 'Asia/Kolkata',
        locale: 'ta-IN',
      },
    },
  ],
})

export const listCustomers = defineList({
  id: 'listCustomers',
  group: 'customers',
  path: '/v2/customers',
  command: 'customers list',
  scope: 'secret',
  source: 'derived',
  summary: 'List customers',
  description:
    'Newest first. Filters narrow the list together; email, phone and external_ref match whole values as they are ' +
    'stored, `query` finds parts of them.',
  filters: {
    email: Type.Optional(textsOf('Only customers with this e-mail address.')),
    phone: Type.Optional(textsOf('Only customers with this phone number.')),
    external_ref: Type.Optional(textsOf('Only customers with this id of your own.')),
    query: Type.Optional(
      wording(200, 'Only customers with this text in name, e-mail address or phone; upper or lower case.'),
    ),
  },
  item: Customer,
  fill: index => ({ operation: 'createCustomer', body: { name: `Sharma ${index}` } }),
  examples: [
    { title: 'Find customers by a part of their name', query: { query: 'sharma' } },
    { title: 'Find a customer by e-mail address', query: { email: 'arjun@example.com' } },
  ],
})

export const getCustomer = defineOperation({
  id: 'getCustomer',
  group: 'customers',
  method: 'GET',
  path: '/v2/customers/{customer_id}',
  command: 'customers get',
  scope: 'secret',
  source: 'reference',
  summary: 'Retrieve one customer',
  description:
    'The customer that links.customer of a booking leads to. An id that was merged answers with the surviving customer, ' +
    'and with its id as `merged_into`.',
  params: customerId,
  result: Customer,
  examples: [{ title: 'Retrieve a customer', params: { customer_id: 'cust_priya_01' } }],
})

export const updateCustomer = defineOperation({
  id: 'updateCustomer',
  group: 'customers',
  method: 'PATCH',
  path: '/v2/customers/{customer_id}',
  command: 'customers update',
  scope: 'secret',
  source: 'derived',
  summary: 'Update a customer',
  description:
    'Changes the members that are sent; null clears one. `metadata` is replaced as a whole. Without a real change ' +
    'nothing is written and no event is emitted.',
  params: customerId,
  body: strictObject({
    ...optional({ name: customerName, ...customerMembers }),
    metadata: Type.Optional(metadata()),
  }),
  result: Customer,
  refusals: {
    processing_restricted: {
      when: 'A data request for restriction was fulfilled: nothing of the customer may be edited.',
      example: {
        params: { customer_id: 'cust_arjun_02' },
        body: { notes: 'Prefers mornings' },
        after: [restrictedArjun],
      },
    },
  },
  emits: ['customer.updated'],
  examples: [
    {
      title: 'Change the phone number',
      params: { customer_id: 'cust_priya_01' },
      body: { phone: '+91 98765 43299' },
    },
    {
      title: 'Forget the e-mail address',
      params: { customer_id: 'cust_arjun_02' },
      body: { email: null },
    },
  ],
})
