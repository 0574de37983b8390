import { refuseFaults } from '../../src/contract/errors/errors.ts'
import { requestedAttempt } from '../events/outbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { insertDelivery, lastAttempt } from '../store/deliveries.ts'
import { idsInTransaction } from '../store/ids.ts'
import { toStored } from '../store/instants.ts'
import type { EventRow } from '../store/schema.ts'
import { findWebhook } from '../store/webhooks.ts'

/**
 * Plans one more attempt to send an event to each of these endpoints, whether or not they listen to its type. Throws
 * `validation_failed` that names every endpoint that is not there, and plans none then.
 */
export async function redeliverTo(
  sandbox: Sandbox,
  event: EventRow,
  webhookIds: readonly string[],
): Promise<{ id: string; webhook_id: string }[]> {
  const now = sandbox.clock.now()
  const planned = await sandbox.store.write(async trx => {
    const ids = [...new Set(webhookIds)]
    const webhooks = await Promise.all(ids.map(id => findWebhook(trx, event.tenant_id, id)))
    const missing = ids.filter((_, at) => webhooks[at] === undefined)
    refuseFaults(missing.map(id => unknown(id, event)))
    const drawn = idsInTransaction(trx, sandbox.seed, now)
    const deliveries: { id: string; webhook_id: string }[] = []
    for (const webhook of webhooks) {
      if (webhook === undefined) continue
      const id = await drawn.next('dlv')
      const attempt = (await lastAttempt(trx, webhook, event.id)) + 1
      await insertDelivery(
        trx,
        requestedAttempt({ ...event, created_at: toStored(now) }, webhook, id, attempt),
      )
      deliveries.push({ id, webhook_id: webhook.id })
    }
    return deliveries
  })
  sandbox.committed()
  return planned
}

function unknown(id: string, { tenant_id }: EventRow) {
  return { path: '/webhook_ids', code: 'not_found', message: `names no endpoint of ${tenant_id}: ${id}` }
}
