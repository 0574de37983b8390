import { Type } from 'typebox'
import { DataRequest } from '../objects/compliance.ts'
import { customerMembers, customerName } from '../objects/customer.ts'
import { defineOperation } from '../operation.ts'
import { dataRequestId } from '../parts/path-ids.ts'
import { confirmedPayment } from '../parts/payments.ts'
import { optional, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

const fulfilled = (data_request_id: string) => ({
  params: { data_request_id },
  body: { outcome: 'fulfilled' },
})
/** A restriction begins with a request of its own, and ends here. */
const lifted = Type.Literal(false, {
  description: 'Lifts a restriction of processing: edits, merges, deletion and reminders are possible again.',
})

/** Something of theirs that has been paid for a booking ahead. */
const partOfDeposit = confirmedPayment(
  { booking_id: 'bk_deposit_01', kind: 'deposit', amount: { amount: 5_000, currency: 'INR' } },
  'pm_test_ok',
)

const extended = {
  params: { data_request_id: 'dsr_access_01' },
  body: { reason: 'The records of two branches have to be put together' },
}

export const resolveDataRequest = defineOperation({
  id: 'resolveDataRequest',
  group: 'data_requests',
  method: 'POST',
  path: '/v2/data_requests/{data_request_id}/resolve',
  command: 'data-requests resolve',
  scope: 'secret',
  source: 'derived',
  summary: 'Resolve a data request',
  description:
    'Once. Fulfilled, it does what was asked for: access and portability build an export; rectification applies the ' +
    'corrections; restriction forbids edits of the customer, merges, its deletion and reminders, until a rectification lifts it with ' +
    '`processing_restricted: false`; objection withdraws the consent to marketing; ' +
    'erasure cancels what is ahead and scrubs what tells of the person from rows, events, deliveries, stored answers and ' +
    'logs, but for payments and the audit trail. Rejected, it needs its ground.',
  params: dataRequestId,
  body: strictObject({
    outcome: Type.Enum(['fulfilled', 'rejected'], { description: 'How it ends.' }),
    ground: Type.Optional(
      wording(2000, 'Why it is rejected, or what there is to say of how it was fulfilled.'),
    ),
    corrections: Type.Optional(
      strictObject(optional({ name: customerName, ...customerMembers, processing_restricted: lifted }), {
        minProperties: 1,
        description: 'What the customer becomes; for a rectification that is fulfilled only.',
      }),
    ),
  }),
  result: DataRequest,
  conditional: true,
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'The request was resolved before.',
      example: {
        ...fulfilled('dsr_access_01'),
        after: [{ operation: 'resolveDataRequest', ...fulfilled('dsr_access_01') }],
      },
    },
  },
  emits: [
    { type: 'payment.refunded', example: { ...fulfilled('dsr_erasure_01'), after: partOfDeposit } },
    { type: 'booking.cancelled', example: 1 },
    { type: 'customer.updated', example: 2 },
    { type: 'customer.consent_changed', example: fulfilled('dsr_objection_01') },
    { type: 'consent.changed', example: fulfilled('dsr_objection_01') },
    { type: 'customer.deleted', example: 1 },
    'data_request.completed',
  ],
  examples: [
    { title: 'Fulfil a request for access', ...fulfilled('dsr_access_01') },
    { title: 'Erase a person', ...fulfilled('dsr_erasure_01') },
    {
      title: 'Correct a name',
      params: { data_request_id: 'dsr_rectify_01' },
      body: { outcome: 'fulfilled', corrections: { name: 'Priya Sharma-Iyer' } },
    },
    {
      title: 'Reject a request',
      params: { data_request_id: 'dsr_access_01' },
      body: { outcome: 'rejected', ground: 'The person could not be identified' },
    },
  ],
})

export const extendDataRequest = defineOperation({
  id: 'extendDataRequest',
  group: 'data_requests',
  method: 'POST',
  path: '/v2/data_requests/{data_request_id}/extend',
  command: 'data-requests extend',
  scope: 'secret',
  source: 'derived',
  summary: 'Extend the deadline of a data request',
  description:
    'Once, and before it is due: to the end of the local date three calendar months after it was received. The person has ' +
    'to be told why; the reason is recorded.',
  params: dataRequestId,
  body: strictObject({ reason: wording(2000, 'What the person was told.') }),
  result: DataRequest,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The request was extended or resolved before.',
      example: { ...extended, after: [{ operation: 'extendDataRequest', ...extended }] },
    },
    deadline_passed: {
      when: 'The request is late already.',
      example: { ...extended, after: [{ advance: '40d' }] },
    },
  },
  examples: [{ title: 'Extend the deadline', ...extended }],
})
