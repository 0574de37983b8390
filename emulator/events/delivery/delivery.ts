import { createWebhookSender, type WebhookSenderOptions } from '../../../src/webhooks/post-webhook.ts'
import type { RetryProfile } from '../../../src/webhooks/retry-profiles.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { type LaneOptions, Lanes } from './lanes.ts'

export interface DeliveryOptions extends Partial<Pick<LaneOptions, 'graceMs' | 'restMs' | 'leaseMs'>> {
  readonly profile: RetryProfile
  readonly sending?: WebhookSenderOptions | undefined
  /** Told of errors that nobody foresaw. */
  readonly reportBug: (error: unknown) => void
}

/** Sends the events of one sandbox to its endpoints. */
export interface Delivery {
  /** Settles when every attempt that may be made by now has been made. */
  settle(): Promise<void>
  /** Sends nothing while `change` puts other data in the place of all that is there; then begins anew. */
  pausedFor<T>(change: () => Promise<T>): Promise<T>
  /** Starts no further attempt. Those that run have a moment to end; what was broken off is sent again next time. */
  stop(): Promise<void>
}

/**
 * Starts to deliver: what waits already, and from now on whatever commits. An event leaves with the stored bytes,
 * after the commit, at least once, and in order for each endpoint as far as retries allow.
 */
export function startDelivery(sandbox: Sandbox, options: DeliveryOptions): Delivery {
  // Senders and lanes are new after a pause: an attempt of before must not be taken for one of what is there now.
  const begin = () =>
    new Lanes(sandbox, {
      profile: options.profile,
      sender: createWebhookSender(sandbox.webhooksTo, options.sending),
      graceMs: options.graceMs ?? 250,
      restMs: options.restMs ?? 30_000,
      // More than twice the longest attempt, which ends after 15 s.
      leaseMs: options.leaseMs ?? 60_000,
      reportBug: options.reportBug,
    })
  let lanes = begin()
  const stopListening = sandbox.onCommit(({ mayHaveWritten }) => {
    // Most commits plan no delivery, and to ask the database costs more than to know it.
    if (mayHaveWritten('deliveries', 'webhooks', 'webhook_secrets')) lanes.wake()
  })
  lanes.wake()
  return {
    settle: () => lanes.settle(),
    async pausedFor(change) {
      await lanes.stop()
      try {
        return await change()
      } finally {
        lanes = begin()
        lanes.wake()
      }
    },
    async stop() {
      stopListening()
      await lanes.stop()
    },
  }
}
