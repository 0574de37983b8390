import { Type } from 'typebox'
import { type EventType, events } from '../event-types.ts'
import { severalOf } from '../filters.ts'
import { Delivery } from '../objects/webhook.ts'
import { defineList, defineOperation } from '../operation.ts'
import { webhookId } from '../parts/path-ids.ts'
import { idOf, strictObject } from '../schema.ts'

const example = { webhook_id: 'wh_example_01' }

export const testWebhook = defineOperation({
  id: 'testWebhook',
  group: 'webhooks',
  method: 'POST',
  path: '/v2/webhooks/{webhook_id}/test',
  command: 'webhooks test',
  scope: 'secret',
  source: 'derived',
  summary: 'Send a sample event to a webhook endpoint',
  description:
    'One attempt with a made-up event of a type, to this endpoint only, even if it is disabled or does not listen ' +
    'to the type. The event is in no log, and the attempt is not repeated.',
  params: webhookId,
  body: strictObject({
    type: Type.Optional(
      Type.Enum(Object.keys(events) as EventType[], {
        default: 'booking.created',
        description: 'Type of the event.',
      }),
    ),
  }),
  status: 202,
  result: Delivery,
  examples: [{ title: 'Send a sample', params: example, body: { type: 'booking.confirmed' } }],
})

export const listWebhookDeliveries = defineList({
  id: 'listWebhookDeliveries',
  group: 'webhooks',
  path: '/v2/webhooks/{webhook_id}/deliveries',
  command: 'webhooks deliveries list',
  scope: 'secret',
  source: 'derived',
  summary: 'List the deliveries of a webhook endpoint',
  description:
    'Every attempt with what was sent and answered, newest first; and those that are still to be made.',
  params: webhookId,
  filters: {
    status: Type.Optional(
      severalOf(['pending', 'succeeded', 'failed', 'abandoned'], 'Only attempts in this state.'),
    ),
    event_id: Type.Optional(idOf('evt', 'event', { description: 'Only attempts to send this event.' })),
  },
  item: Delivery,
  fill: () => ({ operation: 'testWebhook', params: example, body: {} }),
  examples: [{ title: 'List failed attempts', params: example, query: { status: 'failed' } }],
})

export const redeliverWebhook = defineOperation({
  id: 'redeliverWebhook',
  group: 'webhooks',
  method: 'POST',
  path: '/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver',
  command: 'webhooks deliveries redeliver',
  scope: 'secret',
  source: 'derived',
  summary: 'Deliver an event again',
  description:
    'Another attempt with the same event id and bytes, at once, whatever became of the attempts before. Receivers ' +
    'that take each event id once will take it as seen.',
  params: strictObject({
    webhook_id: idOf('wh', 'webhook endpoint'),
    delivery_id: idOf('dlv', 'delivery'),
  }),
  status: 202,
  result: Delivery,
  examples: [{ title: 'Deliver it again', params: { ...example, delivery_id: 'dlv_example_01' } }],
})
