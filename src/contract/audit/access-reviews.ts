import { Type } from 'typebox'
import { severalOf } from '../filters.ts'
import { AccessReview } from '../objects/compliance.ts'
import { defineList, defineOperation } from '../operation.ts'
import { idOf, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

const accessReviewId = strictObject({ access_review_id: idOf('rev', 'access review') })

const keepAll = {
  params: { access_review_id: 'rev_2026_q1' },
  body: {
    decided_by: 'Dr Niket',
    decisions: [
      { principal: 'key_of_the_front_desk', decision: 'keep' },
      { principal: 'key_of_the_old_website', decision: 'revoke' },
    ],
  },
}

export const listAccessReviews = defineList({
  id: 'listAccessReviews',
  group: 'audit',
  path: '/v2/audit/access_reviews',
  command: 'audit access-reviews list',
  scope: 'secret',
  source: 'derived',
  summary: 'List access reviews',
  description: 'Newest first. One falls due every access_review_days of the tenant.',
  filters: {
    status: Type.Optional(severalOf(['open', 'completed'], 'Only reviews in these states.')),
  },
  item: AccessReview,
  fill: () => [{ operation: 'updateTenant', body: { access_review_days: 1 } }, { advance: '1d' }],
  examples: [{ title: 'List the reviews that wait for decisions', query: { status: 'open' } }],
})

export const getAccessReview = defineOperation({
  id: 'getAccessReview',
  group: 'audit',
  method: 'GET',
  path: '/v2/audit/access_reviews/{access_review_id}',
  command: 'audit access-reviews get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve an access review',
  description:
    'With each key that could act for the tenant when the review fell due, and when it was last used.',
  params: accessReviewId,
  result: AccessReview,
  examples: [{ title: 'Retrieve an access review', params: { access_review_id: 'rev_2026_q1' } }],
})

export const completeAccessReview = defineOperation({
  id: 'completeAccessReview',
  group: 'audit',
  method: 'POST',
  path: '/v2/audit/access_reviews/{access_review_id}/complete',
  command: 'audit access-reviews complete',
  scope: 'secret',
  source: 'derived',
  summary: 'Complete an access review',
  description:
    'Every item has to be decided. A key that is revoked opens nothing from the next request on; the key that sends this ' +
    'request cannot be revoked by it.',
  params: accessReviewId,
  body: strictObject({
    decided_by: Type.Optional(wording(200, 'Who decided; the key that sends this by default.')),
    decisions: Type.Array(
      strictObject({
        principal: wording(200, 'Of the item.'),
        decision: Type.Enum(['keep', 'revoke'], { description: 'What becomes of the access.' }),
      }),
      { maxItems: 10_000, description: 'One for each item.' },
    ),
  }),
  result: AccessReview,
  conditional: true,
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'The review was completed before.',
      example: { ...keepAll, after: [{ operation: 'completeAccessReview', ...keepAll }] },
    },
  },
  emits: ['audit.access_review_completed'],
  examples: [{ title: 'Keep one key and revoke another', ...keepAll }],
})
