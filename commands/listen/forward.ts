import type { PostWebhook, WebhookOutcome } from '../../src/webhooks/post-webhook.ts'
import { signatureHeaders } from '../../src/webhooks/signing.ts'
import type { ArrivedEvent } from './arrivals.ts'
import type { Target } from './targets.ts'

/** An event that was sent to a target, and how that ended. */
export interface Forward {
  readonly event: ArrivedEvent
  readonly target: Target
  /** Counts the times that the event was sent there, from 1. */
  readonly attempt: number
  readonly headers: Readonly<Record<string, string>>
  readonly outcome: WebhookOutcome
}

export interface ForwardOptions {
  readonly post: PostWebhook
  readonly secret: string
  readonly extraHeaders: Readonly<Record<string, string>>
  readonly now: () => Date
}

/** Signs the stored bytes of an event as of now, and posts them. */
export async function forwardEvent(
  event: Pick<ArrivedEvent, 'id' | 'body'>,
  url: string,
  { post, secret, extraHeaders, now }: ForwardOptions,
): Promise<Pick<Forward, 'headers' | 'outcome'>> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'IdeaDunes-Webhooks/2 (listen)',
    ...extraHeaders,
    ...signatureHeaders({ id: event.id, timestamp: Math.floor(now().getTime() / 1_000), body: event.body }, [
      secret,
    ]),
  }
  const outcome = await post({ url, headers, body: event.body })
  return { headers, outcome: withHint(outcome) }
}

/** Whether a receiver took an event. */
export function isTaken({ response }: WebhookOutcome): boolean {
  return response !== null && response.status >= 200 && response.status < 300
}

/** What went wrong, or null. */
export function errorOf(outcome: WebhookOutcome): string | null {
  if (isTaken(outcome)) return null
  return outcome.error ?? `answered ${outcome.response?.status}`
}

function withHint(outcome: WebhookOutcome): WebhookOutcome {
  if (outcome.error === null || !/certificate|self.signed/i.test(outcome.error)) return outcome
  // Some versions of Node add an advice of their own, which does not fit here.
  const what = outcome.error.replace(/; if the root CA.*$/, '')
  return { ...outcome, error: `${what} (trust it with --ca FILE, or give --skip-verify)` }
}
