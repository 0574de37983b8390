import { retryAfterMs } from '../../../src/network/retry-after.ts'
import type { RetryProfile } from '../../../src/webhooks/retry-profiles.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import {
  abandonDeliveries,
  type DeliveryResult,
  deliveryStatus,
  insertDelivery,
  lastAttempt,
  saveResult,
} from '../../store/deliveries.ts'
import { insertJobs } from '../../store/due-jobs.ts'
import { idsInTransaction, ulid } from '../../store/ids.ts'
import { fromStored, toStored } from '../../store/instants.ts'
import type { Trx, WebhookRow } from '../../store/schema.ts'
import { findWebhook, forgetFailures, saveWebhook } from '../../store/webhooks.ts'
import type { MadeAttempt } from './make-attempt.ts'
import { nextWaitMs, seededSpread } from './retry-schedule.ts'

/** An endpoint that has failed for so long, at every attempt, is disabled. */
const longestFailureMs = 5 * 86_400_000

/**
 * Writes down how attempts ended, in the order in which they did, and what follows from each: the next one, or that
 * its endpoint is disabled. False for those after which the others that were planned there may not be made any more.
 */
export async function recordAttempts(
  trx: Trx,
  sandbox: Sandbox,
  attempts: readonly MadeAttempt[],
  profile: RetryProfile,
): Promise<boolean[]> {
  const goOn: boolean[] = []
  // Endpoints whose last attempt in this transaction succeeded: there are no failures to forget.
  const healthy = new Set<string>()
  for (const made of attempts) {
    const { tenant_id, webhook_id } = made.delivery
    const endpoint = `${tenant_id} ${webhook_id}`
    if (!isSuccess(made)) {
      healthy.delete(endpoint)
      goOn.push(await recordFailure(trx, sandbox, made, profile))
      continue
    }
    // The endpoint may have been deleted while the attempt was made, and all its rows with it.
    goOn.push(await saveResult(trx, resultOf(made, null)))
    if (!healthy.has(endpoint)) await forgetFailures(trx, tenant_id, webhook_id)
    healthy.add(endpoint)
  }
  return goOn
}

/** Success is 2xx: a redirect is none. */
export function isSuccess({ outcome: { response } }: MadeAttempt): boolean {
  return response !== null && response.status >= 200 && response.status < 300
}

async function recordFailure(
  trx: Trx,
  sandbox: Sandbox,
  made: MadeAttempt,
  profile: RetryProfile,
): Promise<boolean> {
  const { tenant_id, id, webhook_id } = made.delivery
  const webhook = await findWebhook(trx, tenant_id, webhook_id)
  const before = await deliveryStatus(trx, tenant_id, id)
  if (webhook === undefined || before === undefined) return false
  const failing = { ...webhook, failing_since: webhook.failing_since ?? toStored(made.endedMs) }
  const isEnabled = webhook.status === 'enabled'
  const reason = isEnabled ? reasonToDisable(failing, made) : null
  if (reason !== null) {
    if (await saveResult(trx, resultOf(made, null))) await disable(trx, failing, reason, made.endedMs)
    return false
  }
  // Given up meanwhile: the endpoint was disabled, and perhaps enabled again.
  const isGivenUp = before === 'abandoned' || !isEnabled
  const waitMs = isGivenUp ? null : waitAfter(sandbox, made, profile)
  const nextAt = waitMs === null ? null : toStored(made.endedMs + waitMs)
  // Somebody else may have claimed it since: what follows from it is theirs then.
  if (!(await saveResult(trx, resultOf(made, nextAt)))) return false
  await saveWebhook(trx, failing)
  if (nextAt !== null) await planRetry(trx, sandbox, made, nextAt)
  return true
}

function reasonToDisable({ failing_since }: WebhookRow, made: MadeAttempt): 'gone' | 'failing' | null {
  if (made.outcome.response?.status === 410) return 'gone'
  const sinceMs = fromStored(failing_since ?? toStored(made.endedMs))
  return made.endedMs - sinceMs >= longestFailureMs ? 'failing' : null
}

async function disable(trx: Trx, webhook: WebhookRow, reason: string, nowMs: number): Promise<void> {
  await abandonDeliveries(trx, webhook, nowMs)
  await saveWebhook(trx, {
    ...webhook,
    status: 'disabled',
    disabled_reason: reason,
    updated_at: toStored(nowMs),
    revision: webhook.revision + 1,
  })
}

function resultOf(made: MadeAttempt, nextAt: string | null): DeliveryResult {
  const { delivery, outcome, headers } = made
  const { response } = outcome
  const isGood = isSuccess(made)
  return {
    tenant_id: delivery.tenant_id,
    id: delivery.id,
    updated_at: toStored(made.endedMs),
    status: isGood ? 'succeeded' : 'failed',
    url: made.url,
    request_headers: JSON.stringify(headers),
    response_status: response?.status ?? null,
    response_headers: response === null ? null : JSON.stringify(response.headers),
    response_body: response?.body ?? null,
    latency_ms: outcome.latencyMs,
    error: isGood ? null : (outcome.error ?? `answered ${response?.status}`),
    attempted_at: toStored(made.startedMs),
    next_attempt_at: nextAt,
    claimed_until: delivery.claimed_until,
  }
}

/** How long to wait until the next attempt; null when there is none. */
function waitAfter({ seed }: Sandbox, made: MadeAttempt, profile: RetryProfile): number | null {
  const { event_id, webhook_id, step } = made.delivery
  const { response, timedOut } = made.outcome
  // Step 0 was asked for by somebody, who sees what became of it.
  if (step === 0 || !made.isWorthRepeating) return null
  const failed = {
    attempt: step,
    status: response?.status ?? null,
    timedOut,
    // Receivers count in real time, and so does their date.
    retryAfterMs: retryAfterMs(response?.headers['retry-after'], Date.now()) ?? null,
  }
  return nextWaitMs(profile, failed, seededSpread(seed, event_id, webhook_id, String(step)))
}

/** The next attempt is a row of its own, and a job of the clock that makes it ready in time. */
async function planRetry(trx: Trx, sandbox: Sandbox, made: MadeAttempt, dueAt: string): Promise<void> {
  const { body, ...failed } = made.delivery
  const { tenant_id, webhook_id, event_id, step } = failed
  const now = toStored(made.endedMs)
  const attempt = (await lastAttempt(trx, { tenant_id, id: webhook_id }, event_id)) + 1
  // Follows from what it repeats: attempts end at any time, and must not shift the ids of what requests plan.
  const id = `dlv_${ulid(made.endedMs, sandbox.seed, `dlv:${webhook_id}:${event_id}`, attempt)}`
  await insertDelivery(trx, {
    ...failed,
    id,
    created_at: now,
    updated_at: now,
    revision: 1,
    attempt,
    step: step + 1,
    status: 'pending',
    ready: 0,
    due_at: dueAt,
    url: made.url,
    request_headers: null,
    response_status: null,
    response_headers: null,
    response_body: null,
    latency_ms: null,
    error: null,
    attempted_at: null,
    next_attempt_at: dueAt,
  })
  const number = await idsInTransaction(trx, sandbox.seed, made.endedMs).reserve('job', 1)
  await insertJobs(trx, [
    { number, kind: 'webhook.retry', tenant_id, object_id: id, due_at: dueAt, data: '{}' },
  ])
  sandbox.wake(fromStored(dueAt))
}
