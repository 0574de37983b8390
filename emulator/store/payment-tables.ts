interface Common {
  tenant_id: string
  id: string
  created_at: string
  updated_at: string
  revision: number
  metadata: string
}

/** Money that a customer pays. Amounts are in minor units of the currency. */
export interface PaymentTable extends Common {
  /** Null for a fee that is of no booking. */
  booking_id: string | null
  customer_id: string
  kind: string
  amount: number
  currency: string
  capture: string
  captured_amount: number
  refunded_amount: number
  /** What refunds that are still pending will pay back. */
  refunding_amount: number
  status: string
  /** The payment method that was tried last. */
  method_id: string | null
  /** JSON {code, decline_code, message}: why the last try failed. */
  failure: string | null
  expires_at: string | null
  authorized_at: string | null
  captured_at: string | null
  refunded_at: string | null
  disputed_at: string | null
  cancelled_at: string | null
  /** The state of its dispute; null without one. */
  dispute_status: string | null
}

/** Money that is paid back. */
export interface RefundTable extends Common {
  payment_id: string
  amount: number
  currency: string
  reason: string | null
  status: string
}

/** A payment that the customer contests. */
export interface DisputeTable extends Common {
  payment_id: string
  amount: number
  currency: string
  reason: string
  status: string
  due_by: string
  /** JSON: what was submitted, by name. */
  evidence: string | null
  outcome: string | null
}
