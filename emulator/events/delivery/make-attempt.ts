import type { PostWebhook, WebhookOutcome } from '../../../src/webhooks/post-webhook.ts'
import { signatureHeaders } from '../../../src/webhooks/signing.ts'
import type { SandboxClock } from '../../clock/time/sandbox-clock.ts'
import type { SentDelivery } from '../../store/deliveries.ts'
import { toStored } from '../../store/instants.ts'
import { type Endpoint, isValidAt } from '../../store/webhooks.ts'

/** An attempt that was made, and how it ended; still to be written down. */
export interface MadeAttempt {
  readonly delivery: SentDelivery
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sandbox time, in milliseconds. */
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: WebhookOutcome
  /** Whether a later attempt could end in another way. */
  readonly isWorthRepeating: boolean
}

/** Sends the stored bytes with signatures of now, outside of any transaction. */
export async function makeAttempt(
  clock: SandboxClock,
  delivery: SentDelivery,
  { url, secrets }: Endpoint,
  post: PostWebhook,
): Promise<MadeAttempt> {
  const startedMs = clock.now()
  const { body } = delivery
  if (body === null) return unsent(delivery, url, startedMs, 'the event is not there any more')
  const now = toStored(startedMs)
  const valid = secrets.filter(secret => isValidAt(secret, now)).map(({ secret }) => secret)
  // Receivers compare the timestamp with their own clock, which knows nothing of the sandbox's.
  const timestamp = Math.floor(Date.now() / 1_000)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'IdeaDunes-Webhooks/2 (sandbox)',
    ...signatureHeaders({ id: delivery.event_id, timestamp, body }, valid),
  }
  const outcome = await post({ url, headers, body })
  return { delivery, url, headers, startedMs, endedMs: clock.now(), outcome, isWorthRepeating: true }
}

/** An attempt that could not even be begun; no other will be. */
export function unsent(delivery: SentDelivery, url: string, atMs: number, error: string): MadeAttempt {
  const outcome = { response: null, error, timedOut: false, latencyMs: 0 }
  return { delivery, url, headers: {}, startedMs: atMs, endedMs: atMs, outcome, isWorthRepeating: false }
}
