import { eventSample } from '../../../src/contract/event-samples.ts'
import { requestedAttempt } from '../../events/outbox.ts'
import { deliveryObject } from '../../objects/delivery.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import {
  findDelivery,
  insertDelivery,
  lastAttempt,
  pageDeliveries,
  readyDelivery,
} from '../../store/deliveries.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import { webhookWithId } from './webhooks.ts'

export const testWebhook: Handler<'testWebhook'> = async (ctx, { params, body }) => {
  const webhook = await webhookWithId(ctx, params.webhook_id)
  const type = body.type ?? 'booking.created'
  const created = toStored(ctx.now)
  // An id of a stream of its own, so that a sample shifts no id of a real event.
  const { id, number } = await ctx.ids.draw('evt_sample')
  const sample = JSON.stringify({
    id,
    type,
    created_at: toAnswer(created),
    tenant_id: ctx.tenant.id,
    request_id: null,
    data: eventSample(type),
  })
  const event = { tenant_id: ctx.tenant.id, id, seq: number, created_at: created }
  const row = { ...requestedAttempt(event, webhook, await ctx.ids.next('dlv'), 1), sample }
  await insertDelivery(ctx.trx, row)
  ctx.changed('delivery', null, row)
  return deliveryObject({ ...row, body: sample })
}

export const listWebhookDeliveries: Handler<'listWebhookDeliveries'> = async (ctx, { params, query }) => {
  const webhook = await webhookWithId(ctx, params.webhook_id)
  const filter = {
    ...(query.status !== undefined && { statuses: query.status.split(',') }),
    ...(query.event_id !== undefined && { eventId: query.event_id }),
  }
  return mapPage(await pageDeliveries(ctx.trx, webhook, filter, ctx.page), deliveryObject)
}

export const redeliverWebhook: Handler<'redeliverWebhook'> = async (ctx, { params }) => {
  const webhook = await webhookWithId(ctx, params.webhook_id)
  const before = await findDelivery(ctx.trx, ctx.tenant.id, params.delivery_id)
  const delivery = found(
    before?.webhook_id === webhook.id ? before : undefined,
    'delivery',
    params.delivery_id,
  )
  const event = {
    tenant_id: ctx.tenant.id,
    id: delivery.event_id,
    seq: delivery.event_seq,
    created_at: toStored(ctx.now),
  }
  const number = (await lastAttempt(ctx.trx, webhook, delivery.event_id)) + 1
  const row = {
    ...requestedAttempt(event, webhook, await ctx.ids.next('dlv'), number),
    sample: delivery.sample,
  }
  await insertDelivery(ctx.trx, row)
  ctx.changed('delivery', null, row)
  return deliveryObject({ ...row, body: delivery.body })
}

/** The job of a retry: it may be made from now on. One that was given up meanwhile stays so. */
export async function readyWebhookRetry(ctx: Context, deliveryId: string): Promise<void> {
  await readyDelivery(ctx.trx, ctx.tenant.id, deliveryId)
}
