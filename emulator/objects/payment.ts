import type { Static } from 'typebox'
import type { Payment } from '../../src/contract/objects/payment.ts'
import { type TestPaymentMethod, testPaymentMethods } from '../../src/contract/test-payment-methods.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'
import type { PaymentRow } from '../store/schema.ts'

export type PaymentObject = Static<typeof Payment>

/** The payment as the API answers it. */
export function paymentObject(row: PaymentRow): PaymentObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    booking_id: row.booking_id,
    customer_id: row.customer_id,
    kind: row.kind as PaymentObject['kind'],
    amount: { amount: row.amount, currency: row.currency },
    capture: row.capture as PaymentObject['capture'],
    captured_amount: row.captured_amount,
    refunded_amount: row.refunded_amount,
    status: row.status as PaymentObject['status'],
    method: methodOf(row),
    failure: row.failure === null ? null : JSON.parse(row.failure),
    expires_at: toAnswerOrNull(row.expires_at),
    authorized_at: toAnswerOrNull(row.authorized_at),
    captured_at: toAnswerOrNull(row.captured_at),
    refunded_at: toAnswerOrNull(row.refunded_at),
    disputed_at: toAnswerOrNull(row.disputed_at),
    cancelled_at: toAnswerOrNull(row.cancelled_at),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

/** Of a method that this release does not know, only that it is a card. */
function methodOf({ method_id }: PaymentRow): PaymentObject['method'] {
  if (method_id === null) return null
  const methods: Readonly<Record<string, TestPaymentMethod>> = testPaymentMethods
  const { brand = null, last4 = null } = methods[method_id] ?? {}
  return { type: 'card', brand, last4 }
}
