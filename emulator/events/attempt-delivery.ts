import { signatureHeaders } from '../../src/webhooks/signing.ts'
import type { Sandbox } from '../host/sandbox.ts'
import {
  abandonDeliveries,
  type DueDelivery,
  findDelivery,
  insertDelivery,
  saveDelivery,
} from '../store/deliveries.ts'
import { insertJobs } from '../store/due-jobs.ts'
import { idsInTransaction } from '../store/ids.ts'
import { fromStored, toStored } from '../store/instants.ts'
import type { DeliveryRow, Trx, WebhookRow } from '../store/schema.ts'
import { findWebhook, isValidAt, saveWebhook, secretsOf } from '../store/webhooks.ts'
import type { PostWebhook, WebhookOutcome } from './post-webhook.ts'
import { nextWaitMs, type RetryProfile, retryAfterMs, seededSpread } from './retry-schedule.ts'

/** An endpoint that has failed for so long, at every attempt, is disabled. */
const longestFailureMs = 5 * 86_400_000

/**
 * Makes one attempt: sends the stored bytes with signatures of now, outside of any transaction, and then writes down
 * how it ended together with what follows from it. False when what is to be sent there may have changed.
 */
export async function attemptDelivery(
  sandbox: Sandbox,
  delivery: DueDelivery,
  post: PostWebhook,
  profile: RetryProfile,
): Promise<boolean> {
  const { body, webhook_url, ...row } = delivery
  const now = toStored(sandbox.clock.now())
  const secrets = await sandbox.store.read(trx => secretsOf(trx, row.tenant_id, row.webhook_id))
  const valid = secrets.filter(secret => isValidAt(secret, now)).map(({ secret }) => secret)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'IdeaDunes-Webhooks/2 (sandbox)',
    ...signatureHeaders({ id: row.event_id, timestamp: Math.floor(Date.now() / 1_000), body }, valid),
  }
  const outcome = await post({ url: webhook_url, headers, body })
  return await sandbox.store.write(trx => {
    const made = { ...row, url: webhook_url, request_headers: JSON.stringify(headers), attempted_at: now }
    return record(trx, sandbox, made, outcome, profile)
  })
}

async function record(
  trx: Trx,
  sandbox: Sandbox,
  made: DeliveryRow,
  outcome: WebhookOutcome,
  profile: RetryProfile,
): Promise<boolean> {
  const nowMs = sandbox.clock.now()
  const webhook = await findWebhook(trx, made.tenant_id, made.webhook_id)
  const stored = await findDelivery(trx, made.tenant_id, made.id)
  // Deleted, or the whole sandbox was reset, while the attempt was made.
  if (webhook === undefined || stored === undefined) return false
  const { response } = outcome
  const isGood = response !== null && response.status >= 200 && response.status < 300
  const ended: DeliveryRow = {
    ...made,
    updated_at: toStored(nowMs),
    revision: made.revision + 1,
    status: isGood ? 'succeeded' : 'failed',
    ready: 0,
    response_status: response?.status ?? null,
    response_headers: response === null ? null : JSON.stringify(response.headers),
    response_body: response?.body ?? null,
    latency_ms: outcome.latencyMs,
    error: isGood ? null : (outcome.error ?? `answered ${response?.status}`),
    next_attempt_at: null,
  }
  if (isGood) {
    await saveDelivery(trx, ended)
    if (webhook.failing_since !== null) await saveWebhook(trx, { ...webhook, failing_since: null })
    return true
  }
  return await recordFailure(trx, sandbox, webhook, ended, outcome, profile)
}

async function recordFailure(
  trx: Trx,
  sandbox: Sandbox,
  webhook: WebhookRow,
  failed: DeliveryRow,
  outcome: WebhookOutcome,
  profile: RetryProfile,
): Promise<boolean> {
  const nowMs = sandbox.clock.now()
  const failingSince = webhook.failing_since ?? toStored(nowMs)
  const isGone = outcome.response?.status === 410
  const isHopeless = nowMs - fromStored(failingSince) >= longestFailureMs
  if (webhook.status === 'enabled' && (isGone || isHopeless)) {
    await saveDelivery(trx, failed)
    await abandonDeliveries(trx, webhook, nowMs)
    await saveWebhook(trx, {
      ...webhook,
      status: 'disabled',
      disabled_reason: isGone ? 'gone' : 'failing',
      failing_since: failingSince,
      updated_at: toStored(nowMs),
      revision: webhook.revision + 1,
    })
    return false
  }
  await saveWebhook(trx, { ...webhook, failing_since: failingSince })
  const waitMs =
    webhook.status === 'enabled' && failed.sample === null
      ? waitAfter(sandbox, failed, outcome, profile)
      : null
  const nextAt = waitMs === null ? null : toStored(nowMs + waitMs)
  await saveDelivery(trx, { ...failed, next_attempt_at: nextAt })
  if (nextAt !== null) await planRetry(trx, sandbox, failed, nextAt)
  return true
}

function waitAfter(
  sandbox: Sandbox,
  failed: DeliveryRow,
  { response, timedOut }: WebhookOutcome,
  profile: RetryProfile,
): number | null {
  const attempt = {
    attempt: failed.attempt,
    status: response?.status ?? null,
    timedOut,
    // Receivers count in real time, and so does their date.
    retryAfterMs: retryAfterMs(response?.headers['retry-after'], Date.now()),
  }
  const spread = seededSpread(sandbox.seed, failed.event_id, failed.webhook_id, String(failed.attempt))
  return nextWaitMs(profile, attempt, spread)
}

/** The next attempt is a row of its own, and a job of the clock that makes it ready in time. */
async function planRetry(trx: Trx, sandbox: Sandbox, failed: DeliveryRow, dueAt: string): Promise<void> {
  const nowMs = sandbox.clock.now()
  const ids = idsInTransaction(trx, sandbox.seed, nowMs)
  const id = await ids.next('dlv')
  await insertDelivery(trx, {
    ...failed,
    id,
    created_at: toStored(nowMs),
    updated_at: toStored(nowMs),
    revision: 1,
    attempt: failed.attempt + 1,
    status: 'pending',
    ready: 0,
    due_at: dueAt,
    request_headers: null,
    response_status: null,
    response_headers: null,
    response_body: null,
    latency_ms: null,
    error: null,
    attempted_at: null,
    next_attempt_at: dueAt,
  })
  const number = await ids.reserve('job', 1)
  await insertJobs(trx, [
    { number, kind: 'webhook.retry', tenant_id: failed.tenant_id, object_id: id, due_at: dueAt, data: '{}' },
  ])
  sandbox.wake(fromStored(dueAt))
}
