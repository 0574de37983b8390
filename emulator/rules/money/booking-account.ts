import { largest } from '../../../src/lists/extremes.ts'
import type { BookingRow, PaymentRow } from '../../store/schema.ts'
import { storedMoney, sumOf } from './amounts.ts'

// What a booking owes and has paid, from its row and its payments. Pure, and in minor units throughout.

type Owing = Pick<BookingRow, 'status' | 'price' | 'deposit'>

/** What is left of a payment that was captured: refunds count from the moment they are asked for. */
export function leftOf({ captured_amount, refunded_amount, refunding_amount }: PaymentRow): number {
  return captured_amount - refunded_amount - refunding_amount
}

/** What a refund may take: money at the bank, or lost to the customer, cannot be paid back. */
export function refundableOf(payment: PaymentRow): number {
  return payment.status !== 'succeeded' || isDisputed(payment) ? 0 : leftOf(payment)
}

/** Whether a payment is disputed, or the customer has won the dispute. */
export function isDisputed({ dispute_status }: Pick<PaymentRow, 'dispute_status'>): boolean {
  return dispute_status !== null && dispute_status !== 'won'
}

const isOfPrice = ({ kind }: PaymentRow) => kind !== 'fee'

const isOpen = ({ status }: PaymentRow) =>
  ['requires_confirmation', 'requires_action', 'failed'].includes(status)

/** What is paid or authorised towards the price. */
function securedBy(payments: readonly PaymentRow[]): number {
  return sumOf(
    payments.filter(isOfPrice).map(payment => {
      if (payment.status === 'authorized') return payment.amount
      return payment.status === 'succeeded' ? leftOf(payment) : 0
    }),
  )
}

/**
 * Whether the deposit of a booking is met: by what is captured, together with one authorisation at most. Several
 * that are only authorised may lapse one by one, and do not add up.
 */
export function isDepositMet({ deposit }: Owing, payments: readonly PaymentRow[]): boolean {
  const due = storedMoney(deposit)?.amount ?? 0
  const ofPrice = payments.filter(isOfPrice)
  const captured = sumOf(ofPrice.filter(({ status }) => status === 'succeeded').map(leftOf))
  const authorized = ofPrice.filter(({ status }) => status === 'authorized').map(({ amount }) => amount)
  return captured + largest(authorized, 0) >= due
}

/** The most that a deposit or balance may take; null where no price says so. */
export function payableAs(
  kind: string,
  { price, deposit }: Owing,
  payments: readonly PaymentRow[],
): number | null {
  const whole = kind === 'deposit' && deposit !== null ? storedMoney(deposit) : storedMoney(price)
  return whole === null ? null : Math.max(0, whole.amount - securedBy(payments))
}

/** What is to be paid next: the deposit until it is met, then the price; open fees once there is no appointment. */
export function amountDue(booking: Owing, payments: readonly PaymentRow[]): number {
  if (['cancelled', 'declined', 'no_show'].includes(booking.status)) {
    const fees = payments.filter(payment => !isOfPrice(payment) && isOpen(payment))
    return sumOf(fees.map(({ amount }) => amount))
  }
  const isAwaited = ['pending', 'awaiting_payment'].includes(booking.status)
  return payableAs(isAwaited ? 'deposit' : 'balance', booking, payments) ?? 0
}

/** The booking's `payment` as it is stored: JSON of one summary of all its payments; null without any. */
export function paymentSummary(booking: Owing, payments: readonly PaymentRow[]): string | null {
  const shown = payments.findLast(({ status }) => status !== 'cancelled') ?? payments.at(-1)
  if (shown === undefined) return null
  return JSON.stringify({
    id: shown.id,
    status: shown.status,
    amount_paid: sumOf(payments.map(payment => payment.captured_amount - payment.refunded_amount)),
    amount_due: amountDue(booking, payments),
    currency: shown.currency,
  })
}
