import type { DeclineCode } from '../../../src/contract/test-payment-methods.ts'

/**
 * What a payment provider does, as the rules ask it. The sandbox has one, which reads its test payment methods; nobody
 * else knows what becomes of money. Times are milliseconds from now.
 */
export interface PaymentProvider {
  /**
   * Reserves an amount with a method: for the customer who is there (`first`), is back from the authentication
   * (`returned`), or for the business alone (`later`), as fees are charged.
   */
  authorize(methodId: string, who: 'first' | 'returned' | 'later'): Authorization
  /** Takes what was reserved. */
  capture(methodId: string): Charged
  /** Pays back: when it is settled, and how. */
  refund(methodId: string): { readonly settlesInMs: number; readonly succeeds: boolean }
  /** Whether the customer will dispute a captured payment, and when. */
  disputeAfter(methodId: string): { readonly inMs: number; readonly reason: string } | null
  /** How the bank decides a dispute. */
  decide(methodId: string, hasEvidence: boolean): 'won' | 'lost'
}

export type Authorization = Charged | { readonly kind: 'action' }

export type Charged = { readonly kind: 'done' } | { readonly kind: 'declined'; readonly code: DeclineCode }
