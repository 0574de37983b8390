import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, nullable, strictObject } from '../schema.ts'
import { Money } from './money.ts'

export const paymentKinds = ['deposit', 'balance', 'fee'] as const

export const captures = ['automatic', 'manual'] as const

export const paymentStatuses = [
  'requires_confirmation',
  'requires_action',
  'authorized',
  'succeeded',
  'failed',
  'cancelled',
] as const

export const refundStatuses = ['pending', 'succeeded', 'failed'] as const

export const disputeStatuses = ['needs_response', 'under_review', 'won', 'lost'] as const

const minorUnits = (description: string) => Type.Integer({ minimum: 0, description })

/** Money that a customer pays for a booking. */
export const Payment = component(
  'Payment',
  {
    id: idOf('pay', 'payment'),
    ...commonMembers,
    booking_id: nullable(Type.String(), { description: 'The booking that is paid for.' }),
    customer_id: idOf('cust', 'customer'),
    kind: Type.Enum([...paymentKinds], { description: 'What is paid.' }),
    amount: Money,
    capture: Type.Enum([...captures], { description: 'Whether an authorisation is captured at once.' }),
    captured_amount: minorUnits('What was captured, in minor units.'),
    refunded_amount: minorUnits('What was paid back, in minor units.'),
    status: Type.Enum([...paymentStatuses], { description: 'State of the payment.' }),
    method: nullable(
      strictObject({
        type: Type.String({ 'x-example': 'card' }),
        brand: nullable(Type.String({ 'x-example': 'visa' })),
        last4: nullable(Type.String({ 'x-example': '4242' })),
      }),
      { description: 'How it is paid; null until it is confirmed.' },
    ),
    failure: nullable(
      strictObject({
        code: Type.String({ 'x-example': 'card_declined' }),
        decline_code: nullable(Type.String({ 'x-example': 'insufficient_funds' })),
        message: Type.String({ 'x-example': 'The card has insufficient funds' }),
      }),
      { description: 'Why the last try failed; null otherwise.' },
    ),
    expires_at: nullable(instant('When an authorisation lapses; null without one.')),
    authorized_at: nullable(instant('When it was authorised.')),
    captured_at: nullable(instant('When it was captured.')),
    refunded_at: nullable(instant('When something was last paid back.')),
    disputed_at: nullable(instant('When the customer disputed it.')),
    cancelled_at: nullable(instant('When it was voided, or its authorisation lapsed.')),
    client_secret: Type.Optional(Type.String({ description: 'Only in the answer to the create.' })),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'kind', 'amount', 'refunded_amount', 'booking_id', 'customer_id'] },
)

/** Money that is paid back. */
export const Refund = component(
  'Refund',
  {
    id: idOf('ref', 'refund'),
    ...commonMembers,
    payment_id: idOf('pay', 'payment'),
    amount: Money,
    reason: nullable(Type.String(), { description: 'Why it is paid back.' }),
    status: Type.Enum([...refundStatuses], { description: 'State of the refund.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'amount', 'payment_id'] },
)

/** A payment that the customer contests with the bank. */
export const Dispute = component(
  'Dispute',
  {
    id: idOf('dp', 'dispute'),
    ...commonMembers,
    payment_id: idOf('pay', 'payment'),
    amount: Money,
    reason: Type.String({ description: 'What the customer says.', 'x-example': 'fraudulent' }),
    status: Type.Enum([...disputeStatuses], { description: 'State of the dispute.' }),
    due_by: instant('Until when evidence counts.'),
    evidence: nullable(Type.Record(Type.String(), Type.String()), {
      description: 'What was sent to the bank.',
    }),
    outcome: nullable(Type.Enum(['won', 'lost', 'accepted']), { description: 'How it ended.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'amount', 'payment_id', 'due_by'] },
)
