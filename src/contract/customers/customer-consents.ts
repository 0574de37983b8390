import { Type } from 'typebox'
import { Consent, CustomerConsents, consentPurpose, consentSource } from '../objects/compliance.ts'
import { defineOperation } from '../operation.ts'
import { idOf, metadata, strictObject } from '../schema.ts'

export const listCustomerConsents = defineOperation({
  id: 'listCustomerConsents',
  group: 'customers',
  method: 'GET',
  path: '/v2/customers/{customer_id}/consents',
  command: 'customers consents list',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve what a customer agrees to',
  description:
    'The newest record of each purpose, and how many records the ledger has of the customer. A purpose that is not there ' +
    'was never asked about: it is not agreed to.',
  params: strictObject({ customer_id: idOf('cust', 'customer') }),
  result: CustomerConsents,
  examples: [{ title: 'Retrieve the consents of a customer', params: { customer_id: 'cust_priya_01' } }],
})

export const putCustomerConsent = defineOperation({
  id: 'putCustomerConsent',
  group: 'customers',
  method: 'PUT',
  path: '/v2/customers/{customer_id}/consents/{purpose}',
  command: 'customers consents set',
  scope: 'secret',
  source: 'derived',
  summary: 'Grant or withdraw a consent',
  description:
    'Appends a record to the ledger, which never changes what it says. Where the customer has said the same already, ' +
    'nothing is written, nothing is emitted, and the record of then is answered.',
  params: strictObject({ customer_id: idOf('cust', 'customer'), purpose: consentPurpose }),
  body: strictObject({
    granted: Type.Boolean({ description: 'Whether the customer agrees.' }),
    source: consentSource,
    metadata: Type.Optional(metadata()),
  }),
  result: Consent,
  emits: ['customer.consent_changed', 'consent.changed'],
  examples: [
    {
      title: 'Withdraw the consent to e-mails',
      params: { customer_id: 'cust_priya_01', purpose: 'marketing_email' },
      body: { granted: false, source: 'unsubscribe_link' },
    },
    {
      title: 'Grant a purpose of your own',
      params: { customer_id: 'cust_priya_01', purpose: 'birthday_card' },
      body: { granted: true, source: 'front_desk' },
    },
  ],
})
