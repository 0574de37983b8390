import { Type } from 'typebox'
import { moneyFor } from '../objects/money.ts'
import { Payment, Refund } from '../objects/payment.ts'
import { defineOperation } from '../operation.ts'
import { paymentId } from '../parts/path-ids.ts'
import {
  authorizedBalance,
  confirmedPayment,
  disputedFee,
  madeBefore,
  paidDeposit,
  paidFee,
  unpaidDeposit,
} from '../parts/payments.ts'
import { metadata, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'

const half = {
  booking_id: 'bk_deposit_01',
  kind: 'deposit',
  amount: { amount: 10_000, currency: 'INR' },
  capture: 'manual',
}

/** What the operations on one payment have in common. */
const onPayment = {
  group: 'payments',
  method: 'POST',
  scope: 'secret',
  source: 'derived',
  params: paymentId,
} as const

export const capturePayment = defineOperation({
  ...onPayment,
  id: 'capturePayment',
  path: '/v2/payments/{payment_id}/capture',
  command: 'payments capture',
  summary: 'Capture an authorised payment',
  description:
    'Takes the authorised amount, or a part of it: once, for what is left is released. An authorisation lapses after ' +
    'seven days. Where several payments make up the deposit, the capture that completes it confirms the booking.',
  body: strictObject({
    amount: Type.Optional(moneyFor('What to take; all that was authorised by default.')),
  }),
  result: Payment,
  conditional: true,
  refusals: {
    invalid_state_transition: {
      when: 'The payment is not authorised: captured before, voided, or not confirmed yet.',
      example: { ...paidDeposit, body: {} },
    },
    amount_exceeds_authorized: {
      when: 'More is asked for than was authorised.',
      example: { ...authorizedBalance, body: { amount: { amount: 10_001, currency: 'INR' } } },
    },
    card_declined: {
      when: 'The capture fails; the payment stays authorised.',
      example: { params: madeBefore, body: {}, after: paidFee('pm_test_capture_fails', 'manual') },
    },
  },
  emits: [
    'payment.succeeded',
    'booking.payment_received',
    {
      type: 'booking.confirmed',
      example: {
        params: madeBefore,
        body: {},
        after: [...confirmedPayment(half, 'pm_test_ok'), ...confirmedPayment(half, 'pm_test_mastercard')],
      },
    },
  ],
  examples: [
    { title: 'Capture the whole amount', ...authorizedBalance, body: {} },
    {
      title: 'Capture a part of it',
      ...authorizedBalance,
      body: { amount: { amount: 4_000, currency: 'INR' } },
    },
  ],
})

export const cancelPayment = defineOperation({
  ...onPayment,
  id: 'cancelPayment',
  path: '/v2/payments/{payment_id}/cancel',
  command: 'payments cancel',
  summary: 'Void a payment',
  description:
    'Voids a payment that was not captured; an authorisation is released. The booking stays as it is: a deposit can be ' +
    'asked for again until `pay_by`.',
  result: Payment,
  conditional: true,
  destructive: true,
  refusals: {
    invalid_state_transition: { when: 'The payment was captured or voided before.', example: paidDeposit },
  },
  examples: [{ title: 'Release an authorisation', ...authorizedBalance }],
})

export const createRefund = defineOperation({
  ...onPayment,
  id: 'createRefund',
  path: '/v2/payments/{payment_id}/refunds',
  command: 'payments refund',
  summary: 'Refund a payment',
  description:
    'Pays back what is left of the captured amount, an amount, or a percentage of the captured amount (rounded half up to ' +
    'a minor unit). Again and again, as long as something is left; pending refunds count. payment.refunded tells of it ' +
    'once it has succeeded.',
  body: strictObject({
    amount: Type.Optional(moneyFor('What to pay back; all that is left by default.')),
    percent: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'Of the captured amount, in place of `amount`.',
      }),
    ),
    reason: Type.Optional(wording(500, 'Why it is paid back.')),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Refund,
  refusals: {
    invalid_state_transition: { when: 'Nothing was captured.', example: { ...unpaidDeposit, body: {} } },
    amount_exceeds_captured: {
      when: 'More is asked for than is left, or nothing is left.',
      example: { ...paidDeposit, body: { amount: { amount: 20_001, currency: 'INR' } } },
    },
    payment_disputed: {
      when: 'The customer disputes the payment, or has won a dispute of it.',
      example: { ...disputedFee, body: {} },
    },
  },
  emits: ['payment.refunded'],
  examples: [
    { title: 'Refund all that is left', ...paidDeposit, body: {} },
    {
      title: 'Refund a part',
      ...paidDeposit,
      body: { amount: { amount: 5_000, currency: 'INR' }, reason: 'The session began late' },
    },
    { title: 'Refund a third', ...paidDeposit, body: { percent: 33 } },
  ],
})
