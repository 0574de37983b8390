import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
import { Refund, refundStatuses } from '../objects/payment.ts'
import { defineList, defineOperation } from '../operation.ts'
import { refundId } from '../parts/path-ids.ts'
import { paidDeposit } from '../parts/payments.ts'

export const listRefunds = defineList({
  id: 'listRefunds',
  group: 'refunds',
  path: '/v2/refunds',
  command: 'refunds list',
  scope: 'secret',
  source: 'derived',
  summary: 'List refunds',
  description: 'Newest first. Filters narrow the list together.',
  filters: {
    payment_id: Type.Optional(idsOf('pay', 'Only refunds of these payments.')),
    status: Type.Optional(severalOf(refundStatuses, 'Only refunds in this state.')),
  },
  item: Refund,
  fill: index => ({
    operation: 'createRefund',
    ...paidDeposit,
    body: { amount: { amount: index + 1, currency: 'INR' } },
  }),
  examples: [
    { title: 'Show what is still pending', query: { status: 'pending' } },
    { title: 'Show the refunds of a payment', query: { payment_id: 'pay_refunded_01' } },
  ],
})

export const getRefund = defineOperation({
  id: 'getRefund',
  group: 'refunds',
  method: 'GET',
  path: '/v2/refunds/{refund_id}',
  command: 'refunds get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a refund',
  description: 'The refund and where it stands.',
  params: refundId,
  result: Refund,
  examples: [{ title: 'Retrieve a refund', params: { refund_id: 'ref_full_01' } }],
})
