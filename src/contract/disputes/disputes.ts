import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
import { Dispute, disputeStatuses } from '../objects/payment.ts'
import { defineList, defineOperation } from '../operation.ts'
import { disputeId } from '../parts/path-ids.ts'
import { paidFee } from '../parts/payments.ts'
import { strictObject } from '../schema.ts'
import { ownWord } from '../texts.ts'

const open = { params: { dispute_id: 'dp_fraud_01' } }

export const listDisputes = defineList({
  id: 'listDisputes',
  group: 'disputes',
  path: '/v2/disputes',
  command: 'disputes list',
  scope: 'secret',
  source: 'derived',
  summary: 'List disputes',
  description: 'Newest first. Filters narrow the list together.',
  filters: {
    payment_id: Type.Optional(idsOf('pay', 'Only disputes of these payments.')),
    status: Type.Optional(severalOf(disputeStatuses, 'Only disputes in this state.')),
  },
  item: Dispute,
  fill: () => [...paidFee('pm_test_dispute_won'), { advance: '1d' }],
  examples: [
    { title: 'Show what needs an answer', query: { status: 'needs_response' } },
    { title: 'Show the disputes of a payment', query: { payment_id: 'pay_disputed_01' } },
  ],
})

export const getDispute = defineOperation({
  id: 'getDispute',
  group: 'disputes',
  method: 'GET',
  path: '/v2/disputes/{dispute_id}',
  command: 'disputes get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a dispute',
  description: 'The dispute, what it is about, and until when evidence counts.',
  params: disputeId,
  result: Dispute,
  examples: [{ title: 'Retrieve an open dispute', ...open }],
})

/** What the answers to a dispute have in common. */
const answer = {
  group: 'disputes',
  method: 'POST',
  scope: 'secret',
  source: 'derived',
  params: disputeId,
  result: Dispute,
  conditional: true,
} as const

export const submitDisputeEvidence = defineOperation({
  ...answer,
  id: 'submitDisputeEvidence',
  path: '/v2/disputes/{dispute_id}/evidence',
  command: 'disputes submit-evidence',
  summary: 'Submit evidence',
  description:
    'Sends evidence to the bank, once. It decides three days later, as the payment method says that it does.',
  body: strictObject({
    evidence: Type.Record(Type.String({ pattern: ownWord }), Type.String({ minLength: 1, maxLength: 5000 }), {
      minProperties: 1,
      maxProperties: 20,
      additionalProperties: false,
      description: 'What speaks for you, by names of your own: `service_date`, `customer_signature`.',
    }),
  }),
  refusals: {
    invalid_state_transition: {
      when: 'Evidence was submitted before, or the dispute is over.',
      example: {
        ...open,
        body: { evidence: { note: 'Again' } },
        after: [
          { operation: 'submitDisputeEvidence', ...open, body: { evidence: { note: 'The customer came' } } },
        ],
      },
    },
  },
  examples: [
    {
      title: 'Show that the customer came',
      ...open,
      body: { evidence: { service_date: '2026-04-14', note: 'Checked in at 09:28 by the front desk' } },
    },
  ],
})

export const acceptDispute = defineOperation({
  ...answer,
  id: 'acceptDispute',
  path: '/v2/disputes/{dispute_id}/accept',
  command: 'disputes accept',
  summary: 'Accept a dispute',
  description: 'Concedes: the dispute is lost, and the customer keeps the money.',
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'The dispute is over.',
      example: { ...open, after: [{ operation: 'acceptDispute', ...open }] },
    },
  },
  emits: ['payment.dispute_closed'],
  examples: [{ title: 'Concede', ...open }],
})
