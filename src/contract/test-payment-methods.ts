/** What becomes of money that is paid with a test payment method. What is left out goes well, and at once. */
export interface TestPaymentMethod {
  /** What it is for, as the documents say it. */
  readonly summary: string
  readonly brand: string
  readonly last4: string
  /** The customer is asked for something more (3-D Secure); a second confirmation is the way back from there. */
  readonly action?: 'succeeds' | 'fails'
  /** Why the first charge is declined. */
  readonly declined?: DeclineCode
  /** Why a later charge without the customer, such as a fee, is declined. */
  readonly declinedLater?: DeclineCode
  /** The authorisation stands, and its capture fails. */
  readonly captureFails?: boolean
  /** Refunds stay pending for a day, and then succeed or fail. */
  readonly refund?: 'slow' | 'fails'
  /** A day after the capture the customer disputes it; with evidence it ends like this. */
  readonly dispute?: 'won' | 'lost'
}

/** Why a payment is declined, and what is said of it. */
export const declineCodes = {
  generic_decline: 'The card was declined',
  insufficient_funds: 'The card has insufficient funds',
  expired_card: 'The card has expired',
  incorrect_cvc: 'The security code of the card is wrong',
  lost_card: 'The card was reported lost',
  stolen_card: 'The card was reported stolen',
  do_not_honor: 'The bank declined the card and does not say why',
  processing_error: 'The card could not be processed; it may work a little later',
  velocity_exceeded: 'The card was used too often, or for too much',
  currency_not_supported: 'The card does not take this currency',
  authentication_failed: 'The customer could not be authenticated',
  capture_failed: 'The authorised amount could not be captured',
} as const

export type DeclineCode = keyof typeof declineCodes

/** A decline for each reason that a card can have by itself. */
const cardFaults = [
  ['generic_decline', '0002'],
  ['insufficient_funds', '9995'],
  ['expired_card', '0069'],
  ['incorrect_cvc', '0127'],
  ['lost_card', '9987'],
  ['stolen_card', '9979'],
  ['do_not_honor', '0005'],
  ['processing_error', '0119'],
  ['velocity_exceeded', '6975'],
  ['currency_not_supported', '0036'],
] as const satisfies readonly (readonly [DeclineCode, string])[]

type CardFault = (typeof cardFaults)[number][0]

function declined(): { readonly [Code in CardFault as `pm_test_${Code}`]: TestPaymentMethod } {
  const methods = cardFaults.map(([code, last4]) => [
    `pm_test_${code}`,
    { summary: `Declined: ${declineCodes[code]}.`, brand: 'visa', last4, declined: code },
  ])
  return Object.fromEntries(methods)
}

/**
 * Every payment method of the sandbox: the one table that the processor, the contract and docs/payments.md are made
 * from. There are no others, and no real ones.
 */
export const testPaymentMethods = {
  pm_test_ok: { summary: 'Everything goes well, at once.', brand: 'visa', last4: '4242' },
  pm_test_mastercard: { summary: 'The same with another brand.', brand: 'mastercard', last4: '4444' },
  ...declined(),
  pm_test_action_ok: {
    summary: 'The customer must authenticate; confirming again is the way back, and succeeds.',
    brand: 'visa',
    last4: '3155',
    action: 'succeeds',
  },
  pm_test_action_fails: {
    summary: 'The customer must authenticate; confirming again is declined.',
    brand: 'visa',
    last4: '3178',
    action: 'fails',
  },
  pm_test_capture_fails: {
    summary: 'Authorised, and then not captured: an automatic payment fails, a manual one stays authorised.',
    brand: 'visa',
    last4: '0341',
    captureFails: true,
  },
  pm_test_fee_declined: {
    summary: 'Goes well with the customer; a fee that is charged later is declined.',
    brand: 'visa',
    last4: '0259',
    declinedLater: 'insufficient_funds',
  },
  pm_test_refund_slow: {
    summary: 'Refunds are pending for a day, then succeed.',
    brand: 'visa',
    last4: '7726',
    refund: 'slow',
  },
  pm_test_refund_fails: {
    summary: 'Refunds are pending for a day, then fail; the amount can be refunded again.',
    brand: 'visa',
    last4: '5126',
    refund: 'fails',
  },
  pm_test_dispute_won: {
    summary: 'Disputed a day after the capture; evidence wins it.',
    brand: 'visa',
    last4: '1976',
    dispute: 'won',
  },
  pm_test_dispute_lost: {
    summary: 'Disputed a day after the capture; lost in spite of evidence.',
    brand: 'visa',
    last4: '2685',
    dispute: 'lost',
  },
} as const satisfies Readonly<Record<string, TestPaymentMethod>>

export type TestPaymentMethodId = keyof typeof testPaymentMethods

/** Their ids, in the order of the table. */
export const testPaymentMethodIds = Object.keys(testPaymentMethods) as TestPaymentMethodId[]
