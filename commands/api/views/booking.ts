import { writeRecord } from '../../../src/output/record.ts'
import type { View } from '../view.ts'

interface Summary {
  readonly id: string
  readonly status: string
  readonly amount_paid: number
  readonly amount_due: number
  readonly currency: string
}

/** A booking: for people with what is paid, what is due and until when, in minor units; piped as any other answer. */
export const renderBooking: View = async (answer, entry, { terminal: { stdout } }) => {
  const payment = answer.payment as Summary | null
  if (!stdout.isTty || payment == null) return await writeRecord(stdout, answer, entry.columns)
  const { amount_paid: paid, amount_due: due, currency } = payment
  const isAwaited = answer.status === 'awaiting_payment' && typeof answer.pay_by === 'string'
  const { payment: _, pay_by: __, ...members } = answer
  const money = {
    payment: `${payment.id}, ${payment.status}`,
    paid: `${paid} ${currency}`,
    due: `${due} ${currency}${isAwaited ? `, until ${answer.pay_by}` : ''}`,
  }
  await writeRecord(stdout, { ...members, ...money }, [...entry.columns, ...Object.keys(money)])
}
