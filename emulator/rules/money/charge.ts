import { ApiError } from '../../../src/contract/errors/errors.ts'
import { type DeclineCode, declineCodes } from '../../../src/contract/test-payment-methods.ts'
import { paymentObject } from '../../objects/payment.ts'
import { dayMs } from '../../scheduling/zones.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { toStored } from '../../store/instants.ts'
import type { PaymentRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import type { MoneyEvent } from './money-events.ts'
import { changePayment } from './payment-moves.ts'
import { testProvider } from './test-provider.ts'

/** How long an authorisation stands. */
export const authorizationMs = 7 * dayMs

/** What became of a charge: the payment, what is to be told, and the refusal if it was declined. */
export interface Charge {
  readonly payment: PaymentRow
  readonly events: readonly MoneyEvent[]
  readonly refusal: ApiError | null
}

/** Charges a payment method: authorises, and captures at once unless the payment is captured by hand. */
export async function charge(
  ctx: Context,
  row: PaymentRow,
  methodId: string,
  who: 'first' | 'returned' | 'later',
): Promise<Charge> {
  const tried = { ...row, method_id: methodId }
  const authorized = testProvider.authorize(methodId, who)
  switch (authorized.kind) {
    case 'action': {
      const changes = { status: 'requires_action', method_id: methodId, failure: null }
      return { payment: await changePayment(ctx, row, changes), events: [], refusal: null }
    }
    case 'declined':
      return await fail(ctx, row, methodId, authorized.code)
    default:
      return row.capture === 'manual' ? await keep(ctx, row, methodId) : await captureAtOnce(ctx, tried, row)
  }
}

/** Takes an authorised amount, or a part of it. A capture that fails leaves the authorisation as it was. */
export async function capture(ctx: Context, row: PaymentRow, amount: number): Promise<Charge> {
  const captured = testProvider.capture(row.method_id ?? '')
  if (captured.kind === 'done') return await succeed(ctx, row, amount)
  const payment = await changePayment(ctx, row, { failure: JSON.stringify(failureOf(captured.code)) })
  return { payment, events: [], refusal: declined(payment, captured.code) }
}

async function captureAtOnce(ctx: Context, tried: PaymentRow, row: PaymentRow): Promise<Charge> {
  const captured = testProvider.capture(tried.method_id ?? '')
  return captured.kind === 'done'
    ? await succeed(ctx, row, row.amount, tried.method_id)
    : await fail(ctx, row, tried.method_id ?? '', captured.code)
}

async function keep(ctx: Context, row: PaymentRow, methodId: string): Promise<Charge> {
  const lapsesMs = ctx.now + authorizationMs
  const payment = await changePayment(ctx, row, {
    status: 'authorized',
    method_id: methodId,
    failure: null,
    authorized_at: toStored(ctx.now),
    expires_at: toStored(lapsesMs),
  })
  await ctx.schedule([{ kind: 'payment.lapse', objectId: row.id, dueMs: lapsesMs }])
  const events: MoneyEvent[] = [{ type: 'payment.authorized', payment: paymentObject(payment) }]
  return { payment, events, refusal: null }
}

async function succeed(
  ctx: Context,
  row: PaymentRow,
  amount: number,
  methodId: string | null = row.method_id,
): Promise<Charge> {
  const now = toStored(ctx.now)
  // It cannot lapse any more.
  await dropJobs(ctx.trx, ctx.tenant.id, row.id)
  const payment = await changePayment(ctx, row, {
    status: 'succeeded',
    method_id: methodId,
    failure: null,
    captured_amount: amount,
    authorized_at: row.authorized_at ?? now,
    captured_at: now,
    expires_at: null,
  })
  const dispute = testProvider.disputeAfter(methodId ?? '')
  if (dispute !== null)
    await ctx.schedule([{ kind: 'payment.dispute', objectId: row.id, dueMs: ctx.now + dispute.inMs }])
  const events: MoneyEvent[] = [
    { type: 'payment.succeeded', payment: paymentObject(payment), received: row.booking_id !== null },
  ]
  return { payment, events, refusal: null }
}

async function fail(ctx: Context, row: PaymentRow, methodId: string, code: DeclineCode): Promise<Charge> {
  const error = failureOf(code)
  const payment = await changePayment(ctx, row, {
    status: 'failed',
    method_id: methodId,
    failure: JSON.stringify(error),
  })
  const events: MoneyEvent[] = [{ type: 'payment.failed', payment: paymentObject(payment), error }]
  return { payment, events, refusal: declined(payment, code) }
}

function failureOf(code: DeclineCode) {
  return { code: 'card_declined', decline_code: code, message: declineCodes[code] }
}

function declined({ id }: PaymentRow, code: DeclineCode): ApiError {
  return new ApiError('card_declined', {
    message: `Payment ${id} was declined: ${declineCodes[code]}`,
    details: { decline_code: code, payment_id: id },
  })
}
