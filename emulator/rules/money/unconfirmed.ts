import type { PaymentRow } from '../../store/schema.ts'

/** What a payment holds that nobody has confirmed: no method, no money, none of its times. */
export const unconfirmed = {
  captured_amount: 0,
  refunded_amount: 0,
  refunding_amount: 0,
  status: 'requires_confirmation',
  method_id: null,
  failure: null,
  expires_at: null,
  authorized_at: null,
  captured_at: null,
  refunded_at: null,
  disputed_at: null,
  cancelled_at: null,
  dispute_status: null,
} satisfies Partial<PaymentRow>
