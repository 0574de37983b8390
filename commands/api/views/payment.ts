import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import type { View } from '../view.ts'

interface Payment {
  readonly id: string
  readonly status: string
  readonly kind: string
  readonly amount: { readonly amount: number; readonly currency: string }
  readonly booking_id: string | null
  readonly customer_id: string
  readonly captured_amount: number
  readonly refunded_amount: number
  readonly method: { readonly brand: string | null; readonly last4: string | null } | null
  readonly failure: { readonly message: string } | null
  readonly created_at: string
  readonly updated_at: string
  readonly authorized_at: string | null
  readonly captured_at: string | null
  readonly refunded_at: string | null
  readonly disputed_at: string | null
  readonly cancelled_at: string | null
  readonly expires_at: string | null
}

/**
 * A payment as the line of its life, amounts in minor units.
 *
 *     pay_paid_01  succeeded
 *     deposit of 20000 INR for bk_paid_01 by cust_priya_01, visa 4242
 *       2026-04-14T09:42:11Z  asked for
 *       2026-04-14T09:42:11Z  captured 20000 INR
 */
export const renderPayment: View = async (answer, _, { terminal: { stdout } }) => {
  const payment = answer as unknown as Payment
  const paint = paintFor(stdout)
  const { amount, currency } = payment.amount
  const card =
    payment.method === null ? '' : `, ${payment.method.brand ?? 'card'} ${payment.method.last4 ?? ''}`
  const booking = payment.booking_id === null ? '' : ` for ${payment.booking_id}`
  const what = `${payment.kind} of ${amount} ${currency}${booking} by ${payment.customer_id}${card}`
  const lines = lifeOf(payment).map(([at, event]) => `  ${at}  ${oneLine(event)}\n`)
  const head = `${paint('bold', oneLine(payment.id))}  ${oneLine(payment.status)}\n${oneLine(what)}\n`
  await stdout.write(head + lines.join(''))
}

/** What happened, and what is to come, in the order of time. */
function lifeOf(payment: Payment): readonly (readonly [string, string])[] {
  const { currency } = payment.amount
  const steps: readonly (readonly [string | null, string])[] = [
    [payment.created_at, 'asked for'],
    [payment.captured_at === payment.authorized_at ? null : payment.authorized_at, 'authorised'],
    [payment.captured_at, `captured ${payment.captured_amount} ${currency}`],
    [
      payment.failure === null ? null : payment.updated_at,
      `declined: ${payment.failure?.message ?? 'no reason'}`,
    ],
    [payment.disputed_at, 'disputed by the customer'],
    [payment.refunded_at, `refunded ${payment.refunded_amount} ${currency} by then`],
    [payment.cancelled_at, 'voided'],
    [payment.expires_at, 'its authorisation lapses, unless it is captured before'],
  ]
  const dated = steps.flatMap(([at, event]) => (at === null ? [] : [[at, event] as const]))
  return dated.toSorted(([one], [other]) => (one === other ? 0 : one < other ? -1 : 1))
}
