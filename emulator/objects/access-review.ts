import type { Static } from 'typebox'
import type { AccessReview } from '../../src/contract/objects/compliance.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'
import type { AccessReviewRow } from '../store/schema.ts'

export type AccessReviewObject = Static<typeof AccessReview>
export type ReviewItem = AccessReviewObject['items'][number]

/** The review as the API answers it. */
export function accessReviewObject(row: AccessReviewRow): AccessReviewObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    status: row.status as AccessReviewObject['status'],
    due_at: toAnswer(row.due_at),
    completed_at: toAnswerOrNull(row.completed_at),
    items: reviewItems(row),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

/** Each access that is reviewed. */
export function reviewItems(row: AccessReviewRow): ReviewItem[] {
  return JSON.parse(row.items) as ReviewItem[]
}
