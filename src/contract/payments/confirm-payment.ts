import { Type } from 'typebox'
import { Payment } from '../objects/payment.ts'
import { defineOperation } from '../operation.ts'
import { paymentId } from '../parts/path-ids.ts'
import { madeBefore, paidDeposit, unpaidDeposit } from '../parts/payments.ts'
import { strictObject } from '../schema.ts'
import { testPaymentMethodIds } from '../test-payment-methods.ts'

export const confirmPayment = defineOperation({
  id: 'confirmPayment',
  group: 'payments',
  method: 'POST',
  path: '/v2/payments/{payment_id}/confirm',
  command: 'payments confirm',
  scope: 'publishable',
  source: 'derived',
  summary: 'Confirm a payment',
  description:
    'Pays with a test payment method, which chooses the outcome (docs/payments.md). A paid deposit confirms its booking, and ' +
    'so does an authorisation of at least the deposit. In requires_action, confirming again is the way back from the ' +
    'authentication. A failed payment may be confirmed again, for a deposit until `pay_by`. Publishable keys send the ' +
    'client_secret of the payment as X-Client-Secret.',
  params: paymentId,
  body: strictObject({
    payment_method: Type.Optional(
      Type.Enum([...testPaymentMethodIds], {
        description: 'A test payment method; left out only on the way back from the authentication.',
        'x-example': 'pm_test_ok',
      }),
    ),
  }),
  result: Payment,
  needsClientSecret: true,
  conditional: true,
  refusals: {
    card_declined: {
      when: 'The payment method is declined; the payment has failed, and may be confirmed again.',
      example: { ...unpaidDeposit, body: { payment_method: 'pm_test_insufficient_funds' } },
    },
    invalid_state_transition: {
      when: 'The payment is authorised, paid or voided already.',
      example: { ...paidDeposit, body: { payment_method: 'pm_test_ok' } },
    },
    booking_not_payable: {
      when: 'The deposit was not paid in time, or the booking was cancelled, declined or missed.',
      example: {
        ...unpaidDeposit,
        body: { payment_method: 'pm_test_ok' },
        after: [{ advance: '10d' }],
      },
    },
    amount_exceeds_due: {
      when: 'Something else was paid meanwhile, and less is due than this payment takes.',
      example: {
        ...unpaidDeposit,
        body: { payment_method: 'pm_test_ok' },
        after: [
          {
            operation: 'createPayment',
            body: {
              booking_id: 'bk_deposit_01',
              kind: 'deposit',
              amount: { amount: 20_000, currency: 'INR' },
            },
          },
          { operation: 'confirmPayment', params: madeBefore, body: { payment_method: 'pm_test_ok' } },
        ],
      },
    },
  },
  emits: [
    {
      type: 'payment.authorized',
      example: {
        params: madeBefore,
        body: { payment_method: 'pm_test_ok' },
        after: [
          {
            operation: 'createPayment',
            body: {
              customer_id: 'cust_priya_01',
              kind: 'fee',
              amount: { amount: 15_000, currency: 'INR' },
              capture: 'manual',
            },
          },
        ],
      },
    },
    'payment.succeeded',
    {
      type: 'payment.failed',
      example: { ...unpaidDeposit, body: { payment_method: 'pm_test_stolen_card' } },
    },
    'booking.payment_received',
    'booking.confirmed',
  ],
  examples: [
    {
      title: 'Pay a deposit, which confirms the booking',
      ...unpaidDeposit,
      body: { payment_method: 'pm_test_ok' },
    },
    {
      title: 'Be asked to authenticate first',
      ...unpaidDeposit,
      body: { payment_method: 'pm_test_action_ok' },
    },
  ],
})
