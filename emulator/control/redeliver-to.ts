import { refuseFaults } from '../../src/contract/errors/errors.ts'
import { commitAct, controlKey } from '../calls/act.ts'
import { requestedAttempt } from '../events/outbox.ts'
import { found } from '../rules/context/found.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { insertDelivery, lastAttempt } from '../store/deliveries.ts'
import { toStored } from '../store/instants.ts'
import type { EventRow, Trx } from '../store/schema.ts'
import { findTenant } from '../store/tenants.ts'
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
  const actorIn = async (trx: Trx) => ({
    tenant: found(await findTenant(trx, event.tenant_id), 'tenant', event.tenant_id),
    key: controlKey,
    requestId: null,
    operation: 'sandbox.redeliver',
  })
  return await commitAct(sandbox, actorIn, async ctx => {
    const { trx } = ctx
    const ids = [...new Set(webhookIds)]
    const webhooks = await Promise.all(ids.map(id => findWebhook(trx, event.tenant_id, id)))
    const missing = ids.filter((_, at) => webhooks[at] === undefined)
    refuseFaults(missing.map(id => unknown(id, event)))
    const deliveries: { id: string; webhook_id: string }[] = []
    for (const webhook of webhooks) {
      if (webhook === undefined) continue
      const id = await ctx.ids.next('dlv')
      const attempt = (await lastAttempt(trx, webhook, event.id)) + 1
      const row = requestedAttempt({ ...event, created_at: toStored(ctx.now) }, webhook, id, attempt)
      await insertDelivery(trx, row)
      ctx.changed('delivery', null, row)
      deliveries.push({ id, webhook_id: webhook.id })
    }
    return deliveries
  })
}

function unknown(id: string, { tenant_id }: EventRow) {
  return { path: '/webhook_ids', code: 'not_found', message: `names no endpoint of ${tenant_id}: ${id}` }
}
