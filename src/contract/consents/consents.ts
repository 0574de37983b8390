import { Type } from 'typebox'
import { idsOf } from '../filters.ts'
import { Consent, consentPurpose } from '../objects/compliance.ts'
import { defineList } from '../operation.ts'

export const listConsents = defineList({
  id: 'listConsents',
  group: 'consents',
  path: '/v2/consents',
  command: 'consents list',
  scope: 'secret',
  source: 'derived',
  summary: 'List the consent ledger',
  description:
    'Every record of every customer, newest first. Records are only ever added. Those of an id that was merged are found ' +
    'by the id of the survivor too.',
  filters: {
    customer_id: Type.Optional(idsOf('cust', 'Only records of these customers.')),
    purpose: Type.Optional(consentPurpose),
  },
  item: Consent,
  fill: index => ({
    operation: 'putCustomerConsent',
    params: { customer_id: 'cust_priya_01', purpose: 'photos' },
    body: { granted: index % 2 === 0, source: `front_desk ${index}` },
  }),
  examples: [
    { title: 'List what customers said lately' },
    { title: 'List what one customer said', query: { customer_id: 'cust_priya_01' } },
  ],
})
