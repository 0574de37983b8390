import { ApiError } from '../../../src/contract/errors/errors.ts'
import { paymentObject } from '../../objects/payment.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { toStored } from '../../store/instants.ts'
import { findPayment, insertPayment, updatePayment } from '../../store/payments.ts'
import type { PaymentRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { found } from '../context/found.ts'
import { newRow } from '../context/new-row.ts'
import { requireRevision, revised } from '../context/revisions.ts'
import type { Money } from './amounts.ts'
import { unconfirmed } from './unconfirmed.ts'

export type PaymentAction = 'confirm' | 'capture' | 'cancel' | 'refund'

/** From which states something can be done with a payment (rules, section 7). */
const legalFrom: Readonly<Record<PaymentAction, readonly string[]>> = {
  confirm: ['requires_confirmation', 'requires_action', 'failed'],
  capture: ['authorized'],
  cancel: ['requires_confirmation', 'requires_action', 'authorized', 'failed'],
  refund: ['succeeded'],
}

/** The payment that a path names, at the revision that If-Match names. */
export async function paymentToMove(ctx: Context, id: string): Promise<PaymentRow> {
  const row = found(await findPayment(ctx.trx, ctx.tenant.id, id), 'payment', id)
  requireRevision(ctx, row)
  return row
}

/** Refuses what the state of a payment does not allow: 409 with what it does allow this key. */
export function requirePaymentMove(ctx: Context, row: PaymentRow, action: PaymentAction): void {
  if (legalFrom[action].includes(row.status)) return
  const actions = Object.keys(legalFrom) as PaymentAction[]
  const allowed = actions.filter(
    one => legalFrom[one].includes(row.status) && (ctx.key.scope === 'secret' || one === 'confirm'),
  )
  throw new ApiError('invalid_state_transition', {
    message: `Payment ${row.id} is ${row.status}, which does not allow ${action}`,
    details: { from: row.status, action, allowed },
  })
}

/** What a payment is made of. */
export interface NewPayment {
  readonly bookingId: string | null
  readonly customerId: string
  readonly kind: 'deposit' | 'balance' | 'fee'
  readonly amount: Money
  readonly capture?: 'automatic' | 'manual'
  readonly metadata?: Readonly<Record<string, string>>
}

/** Adds a payment that waits to be confirmed. */
export async function addPayment(ctx: Context, payment: NewPayment): Promise<PaymentRow> {
  const { bookingId, customerId, kind, amount, capture = 'automatic', metadata } = payment
  const row: PaymentRow = {
    ...(await newRow(ctx, 'pay', metadata)),
    booking_id: bookingId,
    customer_id: customerId,
    kind,
    amount: amount.amount,
    currency: amount.currency,
    capture,
    ...unconfirmed,
  }
  await insertPayment(ctx.trx, row)
  ctx.changed('payment', null, row)
  return row
}

/** Writes a change of a payment. A summary that the booking has of it is the caller's. */
export async function changePayment(
  ctx: Context,
  row: PaymentRow,
  changes: Partial<PaymentRow>,
): Promise<PaymentRow> {
  const changed = revised(ctx, row, changes)
  await updatePayment(ctx.trx, changed)
  ctx.changed('payment', row, changed)
  return changed
}

/** Voids a payment that was not captured; an authorisation is released. */
export async function voidPayment(ctx: Context, row: PaymentRow): Promise<PaymentRow> {
  await dropJobs(ctx.trx, ctx.tenant.id, row.id)
  return await changePayment(ctx, row, {
    status: 'cancelled',
    expires_at: null,
    cancelled_at: toStored(ctx.now),
  })
}

/** The payment as its create answers it. */
export function createdPayment(ctx: Context, row: PaymentRow) {
  return { ...paymentObject(row), client_secret: ctx.clientSecretOf(row.id) }
}
