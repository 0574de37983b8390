import { Type } from 'typebox'
import { idsOf, severalOf } from '../filters.ts'
import { moneyFor } from '../objects/money.ts'
import { captures, Payment, paymentKinds, paymentStatuses } from '../objects/payment.ts'
import { defineList, defineOperation } from '../operation.ts'
import { paymentId } from '../parts/path-ids.ts'
import { unpaidDeposit } from '../parts/payments.ts'
import { idOf, metadata, strictObject } from '../schema.ts'

/** A fee of a customer's: nothing else has to be there for it. */
const fee = { customer_id: 'cust_priya_01', kind: 'fee', amount: { amount: 15_000, currency: 'INR' } }

export const createPayment = defineOperation({
  id: 'createPayment',
  group: 'payments',
  method: 'POST',
  path: '/v2/payments',
  command: 'payments create',
  scope: 'secret',
  source: 'derived',
  summary: 'Ask for a payment',
  description:
    'Asks for a deposit, the balance of a price or a fee. Nothing is charged before it is confirmed. A deposit or balance ' +
    'is of a booking, in its currency, and not above what is due; a fee may be of a booking, or of a customer alone. With ' +
    '`capture: manual` the confirmation only authorises, and capturePayment takes the money within seven days.',
  body: strictObject({
    booking_id: Type.Optional(idOf('bk', 'booking that is paid for')),
    customer_id: Type.Optional(idOf('cust', 'customer who pays; that of the booking by default')),
    kind: Type.Enum([...paymentKinds], { description: 'What is paid.' }),
    amount: moneyFor('What is to be paid.'),
    capture: Type.Optional(
      Type.Enum([...captures], {
        default: 'automatic',
        description: 'Whether an authorisation is captured at once.',
      }),
    ),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Payment,
  seeds: 'payments',
  refusals: {
    amount_exceeds_due: {
      when: 'A deposit or balance is larger than what is due for the booking.',
      example: {
        body: {
          booking_id: 'bk_deposit_01',
          kind: 'deposit',
          amount: { amount: 20_001, currency: 'INR' },
        },
      },
    },
    booking_not_payable: {
      when: 'A deposit or balance is asked for a booking that was cancelled, declined or missed, or not paid in time.',
      example: {
        body: { booking_id: 'bk_deposit_01', kind: 'deposit', amount: { amount: 20_000, currency: 'INR' } },
        after: [{ operation: 'cancelBooking', params: { booking_id: 'bk_deposit_01' }, body: {} }],
      },
    },
  },
  examples: [
    {
      title: 'Ask for what a booking still costs',
      body: { booking_id: 'bk_paid_01', kind: 'balance', amount: { amount: 10_000, currency: 'INR' } },
    },
    { title: 'Authorise a fee, and capture it later', body: { ...fee, capture: 'manual' } },
  ],
})

export const listPayments = defineList({
  id: 'listPayments',
  group: 'payments',
  path: '/v2/payments',
  command: 'payments list',
  scope: 'secret',
  source: 'derived',
  summary: 'List payments',
  description: 'Newest first. Filters narrow the list together.',
  filters: {
    booking_id: Type.Optional(idsOf('bk', 'Only payments for these bookings.')),
    customer_id: Type.Optional(idsOf('cust', 'Only payments of this customer.')),
    kind: Type.Optional(severalOf(paymentKinds, 'Only of this kind.')),
    status: Type.Optional(severalOf(paymentStatuses, 'Only payments in this state.')),
  },
  item: Payment,
  fill: index => ({ operation: 'createPayment', body: { ...fee, metadata: { index: String(index) } } }),
  examples: [
    { title: 'Show what waits to be captured', query: { status: 'authorized' } },
    { title: 'Show what was paid for a booking', query: { booking_id: 'bk_paid_01' } },
  ],
})

export const getPayment = defineOperation({
  id: 'getPayment',
  group: 'payments',
  method: 'GET',
  path: '/v2/payments/{payment_id}',
  command: 'payments get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a payment',
  description: 'The payment, how it was paid, and what became of it.',
  params: paymentId,
  result: Payment,
  view: 'payment',
  examples: [{ title: 'Retrieve a deposit that is not paid yet', ...unpaidDeposit }],
})
