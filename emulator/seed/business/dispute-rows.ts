import { evidenceMs, reviewMs } from '../../rules/money/dispute-moves.ts'
import { testProvider } from '../../rules/money/test-provider.ts'
import { dayMs } from '../../scheduling/zones.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { DisputeRow, PaymentRow } from '../../store/schema.ts'
import { secondBetween } from './fate-steps.ts'
import { type JobRow, jobRow } from './job-row.ts'
import type { Random } from './random.ts'

/** A payment as its dispute left it, and what the clock is to do with that. */
export interface Disputed {
  readonly payment: PaymentRow
  readonly dispute: DisputeRow
  readonly jobs: readonly JobRow[]
}

/** Tells of one captured balance after the other whether the customer disputed it, and how that went. */
export type DisputeOf = (payment: PaymentRow) => Disputed | undefined

/** Share of balances that are disputed. */
const share = 0.02

interface Day {
  /** The beginning of the present day. */
  readonly nowMs: number
  readonly tomorrowMs: number
}

/**
 * Disputes as they stand at the beginning of the present day; nothing about them is due in that day. The first that
 * can be unanswered or at the bank is, most probably: few are as young.
 */
export function disputes({ nowMs, tomorrowMs }: Day, random: Random): DisputeOf {
  const seen = new Set<string>()
  return payment => {
    if (payment.kind !== 'balance' || payment.captured_at === null) return undefined
    const openedMs = fromStored(payment.captured_at) + dayMs
    if (openedMs > nowMs) return undefined
    const missing =
      openedMs + evidenceMs >= tomorrowMs
        ? ['needs_response', 'under_review'].find(status => !seen.has(status))
        : undefined
    if (!random.chance(missing === undefined ? share : 0.9)) return undefined
    const disputed = disputeOf(payment, openedMs, { nowMs, tomorrowMs, random, missing })
    seen.add(disputed.dispute.status)
    return disputed
  }
}

interface Circumstances extends Day {
  readonly random: Random
  /** A state that there is no dispute in yet, and that this one can have. */
  readonly missing: string | undefined
}

function disputeOf(captured: PaymentRow, openedMs: number, circumstances: Circumstances): Disputed {
  const { random, tomorrowMs } = circumstances
  const method_id = random.chance(0.6) ? 'pm_test_dispute_won' : 'pm_test_dispute_lost'
  const { tenant_id, currency } = captured
  const at = toStored(openedMs)
  const opened: DisputeRow = {
    tenant_id,
    id: random.id('dp', openedMs),
    created_at: at,
    updated_at: at,
    revision: 1,
    metadata: '{}',
    payment_id: captured.id,
    amount: captured.captured_amount,
    currency,
    reason: testProvider.disputeAfter(method_id)?.reason ?? '',
    status: 'needs_response',
    due_by: toStored(openedMs + evidenceMs),
    evidence: null,
    outcome: null,
  }
  const { dispute, dueMs } = answered(opened, method_id, circumstances)
  return {
    dispute,
    payment: {
      ...captured,
      method_id,
      // Each change of the dispute is one of the payment, which shows its state.
      revision: captured.revision + dispute.revision,
      updated_at: dispute.updated_at,
      disputed_at: opened.created_at,
      dispute_status: dispute.status,
    },
    jobs: dueMs >= tomorrowMs ? [jobRow(dispute, 'dispute.decide', dueMs)] : [],
  }
}

/** What the business and the bank made of a dispute, and when the bank decides it or did. */
function answered(
  opened: DisputeRow,
  methodId: string,
  { nowMs, tomorrowMs, random, missing }: Circumstances,
): { readonly dispute: DisputeRow; readonly dueMs: number } {
  const openedMs = fromStored(opened.created_at)
  const dueMs = openedMs + evidenceMs
  const answer = missing ?? random.weighted(['under_review', 'needs_response', 'accepted'], likelihood)
  // Whoever is to be at the bank now has answered since yesterday.
  const fromMs = missing === 'under_review' ? Math.max(openedMs, nowMs - dayMs) : openedMs
  const answeredMs = secondBetween(fromMs, Math.min(dueMs - dayMs, nowMs), random)
  const isToday = (ms: number) => ms > nowMs && ms < tomorrowMs
  if (answer === 'needs_response' && !isToday(dueMs))
    return {
      dispute: dueMs > nowMs ? opened : closed(opened, dueMs, testProvider.decide(methodId, false)),
      dueMs,
    }
  const decidedMs = answeredMs + reviewMs
  if (answer === 'under_review' && !isToday(decidedMs)) {
    const atBank = changed(opened, answeredMs, { status: 'under_review', evidence: evidenceOf(opened) })
    const isDecided = decidedMs <= nowMs
    const dispute = isDecided ? closed(atBank, decidedMs, testProvider.decide(methodId, true)) : atBank
    return { dispute, dueMs: decidedMs }
  }
  return { dispute: closed(opened, answeredMs, 'accepted'), dueMs: answeredMs }
}

const likelihood = (answer: string) => ({ under_review: 5, needs_response: 3 })[answer] ?? 2

/** The customer came: the balance was paid on the day of the appointment. */
function evidenceOf({ created_at }: DisputeRow): string {
  const service_date = toStored(fromStored(created_at) - dayMs).slice(0, 10)
  return JSON.stringify({ service_date, note: 'The customer came, and was checked in by the front desk' })
}

function closed(dispute: DisputeRow, atMs: number, outcome: 'won' | 'lost' | 'accepted'): DisputeRow {
  return changed(dispute, atMs, { status: outcome === 'won' ? 'won' : 'lost', outcome })
}

function changed(dispute: DisputeRow, atMs: number, changes: Partial<DisputeRow>): DisputeRow {
  return { ...dispute, updated_at: toStored(atMs), revision: dispute.revision + 1, ...changes }
}
