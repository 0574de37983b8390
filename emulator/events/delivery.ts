import type { Sandbox } from '../host/sandbox.ts'
import { lanesToServe, readyDeliveries } from '../store/deliveries.ts'
import { attemptDelivery } from './attempt-delivery.ts'
import { createWebhookSender } from './post-webhook.ts'
import type { RetryProfile } from './retry-schedule.ts'

export interface DeliveryOptions {
  readonly profile: RetryProfile
  /** Told of errors that nobody foresaw. */
  readonly reportBug: (error: unknown) => void
}

/** Sends the events of one sandbox to its endpoints. */
export interface Delivery {
  /** Settles when every attempt that may be made by now has been made. */
  settle(): Promise<void>
  /** Starts no further attempt, and waits for those that run. */
  stop(): Promise<void>
}

/** As many attempts are read at once; a backlog of any length takes no more memory. */
const batch = 50

/**
 * Starts to deliver: what waits already, and from now on whatever commits. Each endpoint is served by a lane of its
 * own, one attempt at a time and in the order of events, so that one that never answers holds up nobody else.
 */
export function startDelivery(sandbox: Sandbox, options: DeliveryOptions): Delivery {
  const sender = createWebhookSender(sandbox.webhooksTo)
  const lanes = new Map<string, Promise<void>>()
  let looking: Promise<void> | undefined
  let lookAgain = false
  let stopped = false

  async function serve(lane: { tenant_id: string; webhook_id: string }): Promise<void> {
    while (!stopped) {
      const due = await sandbox.store.read(trx => readyDeliveries(trx, lane, batch))
      if (due.length === 0) return
      for (const delivery of due) {
        if (stopped) return
        const goesOn = await attemptDelivery(sandbox, delivery, sender.post, options.profile)
        // Disabled, deleted or changed meanwhile: what was read before is no longer what is to be sent.
        if (!goesOn) break
      }
    }
  }

  async function look(): Promise<void> {
    do {
      lookAgain = false
      for (const lane of await sandbox.store.read(lanesToServe)) {
        const name = `${lane.tenant_id} ${lane.webhook_id}`
        if (lanes.has(name)) continue
        const served = serve(lane)
          .catch(options.reportBug)
          .finally(() => {
            lanes.delete(name)
            // An attempt that became ready while the lane was closing would wait for the next commit.
            wake()
          })
        lanes.set(name, served)
      }
    } while (lookAgain && !stopped)
  }

  function wake(): void {
    if (stopped) return
    lookAgain = true
    looking ??= look()
      .catch(options.reportBug)
      .finally(() => {
        looking = undefined
        if (lookAgain) wake()
      })
  }

  async function settle(): Promise<void> {
    wake()
    while (looking !== undefined || lanes.size > 0) {
      await looking
      await Promise.all(lanes.values())
    }
  }

  const stopListening = sandbox.onCommit(wake)
  wake()
  return {
    settle,
    async stop() {
      stopped = true
      stopListening()
      await looking
      await Promise.all(lanes.values())
      sender.close()
    },
  }
}
