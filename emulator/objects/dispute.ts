import type { Static } from 'typebox'
import type { Dispute } from '../../src/contract/objects/payment.ts'
import { toAnswer } from '../store/instants.ts'
import type { DisputeRow } from '../store/schema.ts'

export type DisputeObject = Static<typeof Dispute>

/** The dispute as the API answers it. */
export function disputeObject(row: DisputeRow): DisputeObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    payment_id: row.payment_id,
    amount: { amount: row.amount, currency: row.currency },
    reason: row.reason,
    status: row.status as DisputeObject['status'],
    due_by: toAnswer(row.due_by),
    evidence: row.evidence === null ? null : JSON.parse(row.evidence),
    outcome: row.outcome as DisputeObject['outcome'],
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
