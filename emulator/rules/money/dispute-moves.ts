import { ApiError } from '../../../src/contract/errors/errors.ts'
import { disputeObject } from '../../objects/dispute.ts'
import { dayMs } from '../../scheduling/zones.ts'
import { findDispute, insertDispute, updateDispute } from '../../store/disputes.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { toStored } from '../../store/instants.ts'
import { findPayment } from '../../store/payments.ts'
import type { DisputeRow, PaymentRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'
import { revised } from '../context/revisions.ts'
import { refundableOf } from './booking-account.ts'
import { changePayment } from './payment-moves.ts'
import { testProvider } from './test-provider.ts'

/** How long evidence may be submitted, and how long the bank looks at it. */
export const evidenceMs = 7 * dayMs
export const reviewMs = 3 * dayMs

type DisputeAction = 'submit_evidence' | 'accept'

const legalFrom: Readonly<Record<DisputeAction, readonly string[]>> = {
  submit_evidence: ['needs_response'],
  accept: ['needs_response', 'under_review'],
}

/** Refuses what the state of a dispute does not allow: 409 with what it does. */
export function requireDisputeMove(row: DisputeRow, action: DisputeAction): void {
  if (legalFrom[action].includes(row.status)) return
  const allowed = (Object.keys(legalFrom) as DisputeAction[]).filter(one =>
    legalFrom[one].includes(row.status),
  )
  throw new ApiError('invalid_state_transition', {
    message: `Dispute ${row.id} is ${row.status}, which does not allow ${action}`,
    details: { from: row.status, action, allowed },
  })
}

/** A day after the capture: the customer disputes what is left of a payment, if anything is. */
export async function disputePayment(ctx: Context, paymentId: string): Promise<void> {
  const payment = await findPayment(ctx.trx, ctx.tenant.id, paymentId)
  const dispute = testProvider.disputeAfter(payment?.method_id ?? '')
  if (payment === undefined || dispute === null) return
  const amount = refundableOf(payment)
  if (amount === 0) return
  const dueMs = ctx.now + evidenceMs
  const row: DisputeRow = {
    ...(await newRow(ctx, 'dp')),
    payment_id: payment.id,
    amount,
    currency: payment.currency,
    reason: dispute.reason,
    status: 'needs_response',
    due_by: toStored(dueMs),
    evidence: null,
    outcome: null,
  }
  await insertDispute(ctx.trx, row)
  ctx.changed('dispute', null, row)
  await changePayment(ctx, payment, { disputed_at: row.created_at, dispute_status: row.status })
  await ctx.schedule([{ kind: 'dispute.decide', objectId: row.id, dueMs }])
  await ctx.emit('payment.disputed', disputeObject(row))
}

/** Sends evidence to the bank, which decides some days later. */
export async function submitEvidence(ctx: Context, row: DisputeRow, evidence: object): Promise<DisputeRow> {
  await dropJobs(ctx.trx, ctx.tenant.id, row.id)
  await ctx.schedule([{ kind: 'dispute.decide', objectId: row.id, dueMs: ctx.now + reviewMs }])
  return await changeDispute(ctx, row, { status: 'under_review', evidence: JSON.stringify(evidence) })
}

/** At due_by, or once the bank has looked at the evidence: the dispute ends. */
export async function decideDispute(ctx: Context, disputeId: string): Promise<void> {
  const row = await findDispute(ctx.trx, ctx.tenant.id, disputeId)
  if (row === undefined || !legalFrom.accept.includes(row.status)) return
  const payment = await findPayment(ctx.trx, ctx.tenant.id, row.payment_id)
  const outcome = testProvider.decide(payment?.method_id ?? '', row.evidence !== null)
  await closeDispute(ctx, row, outcome)
}

/** Ends a dispute, and tells of it. Conceding loses it. */
export async function closeDispute(
  ctx: Context,
  row: DisputeRow,
  outcome: 'won' | 'lost' | 'accepted',
): Promise<DisputeRow> {
  await dropJobs(ctx.trx, ctx.tenant.id, row.id)
  const status = outcome === 'won' ? 'won' : 'lost'
  const closed = await changeDispute(ctx, row, { status, outcome })
  await ctx.emit('payment.dispute_closed', disputeObject(closed))
  return closed
}

/** Writes a change of a dispute, and what its payment knows of it. */
async function changeDispute(
  ctx: Context,
  row: DisputeRow,
  changes: Partial<DisputeRow>,
): Promise<DisputeRow> {
  const changed = revised(ctx, row, changes)
  await updateDispute(ctx.trx, changed)
  ctx.changed('dispute', row, changed)
  const payment: PaymentRow | undefined = await findPayment(ctx.trx, ctx.tenant.id, row.payment_id)
  if (payment !== undefined) await changePayment(ctx, payment, { dispute_status: changed.status })
  return changed
}
