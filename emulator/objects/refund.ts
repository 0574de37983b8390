import type { Static } from 'typebox'
import type { Refund } from '../../src/contract/objects/payment.ts'
import { toAnswer } from '../store/instants.ts'
import type { RefundRow } from '../store/schema.ts'

export type RefundObject = Static<typeof Refund>

/** The refund as the API answers it. */
export function refundObject(row: RefundRow): RefundObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    payment_id: row.payment_id,
    amount: { amount: row.amount, currency: row.currency },
    reason: row.reason,
    status: row.status as RefundObject['status'],
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
