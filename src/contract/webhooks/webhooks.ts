import { Type } from 'typebox'
import { type EventType, events } from './events.ts'
import { severalOf } from './filters.ts'
import {
  Delivery,
  Webhook,
  webhookDescription,
  webhookEvents,
  webhookStatus,
  webhookUrl,
} from './objects/webhook.ts'
import { defineList, defineOperation } from './operation.ts'
import { idOf, metadata, optional, strictObject } from './schema.ts'

const webhookId = strictObject({ webhook_id: idOf('wh', 'webhook endpoint') })
const example = { webhook_id: 'wh_example_01' }

export const createWebhook = defineOperation({
  id: 'createWebhook',
  group: 'webhooks',
  method: 'POST',
  path: '/v2/webhooks',
  command: 'webhooks create',
  scope: 'secret',
  source: 'reference',
  summary: 'Create a webhook endpoint',
  description:
    'Events that match are posted to the URL, signed by Standard Webhooks. The secret is in this answer only; it ' +
    'follows from the seed of the sandbox, so that it is the same after a reset. The local sandbox sends to this ' +
    'machine only, unless it was started with --webhooks-to.',
  body: strictObject({
    url: webhookUrl,
    events: webhookEvents,
    description: Type.Optional(webhookDescription),
    status: Type.Optional(webhookStatus),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Webhook,
  examples: [
    {
      title: 'Listen to all booking events',
      body: { url: 'http://localhost:3000/webhooks', events: ['booking.*'] },
    },
    {
      title: 'Listen to everything but failed payments',
      body: {
        url: 'http://127.0.0.1:3000/webhooks',
        events: ['*', '!payment.failed'],
        description: 'Ledger',
      },
    },
  ],
})

export const listWebhooks = defineList({
  id: 'listWebhooks',
  group: 'webhooks',
  path: '/v2/webhooks',
  command: 'webhooks list',
  scope: 'secret',
  source: 'reference',
  summary: 'List webhook endpoints',
  description: 'Newest first. Secrets are not shown again.',
  item: Webhook,
  examples: [{ title: 'List the endpoints' }],
})

export const getWebhook = defineOperation({
  id: 'getWebhook',
  group: 'webhooks',
  method: 'GET',
  path: '/v2/webhooks/{webhook_id}',
  command: 'webhooks get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a webhook endpoint',
  description: 'Also tells why it is disabled, if it is.',
  params: webhookId,
  result: Webhook,
  examples: [{ title: 'Retrieve an endpoint', params: example }],
})

export const updateWebhook = defineOperation({
  id: 'updateWebhook',
  group: 'webhooks',
  method: 'PATCH',
  path: '/v2/webhooks/{webhook_id}',
  command: 'webhooks update',
  scope: 'secret',
  source: 'derived',
  summary: 'Change a webhook endpoint',
  description:
    'What is left out stays. Enabling an endpoint forgets its failures; disabling it gives up what is still to be ' +
    'sent. Attempts that wait go to the new URL.',
  params: webhookId,
  body: strictObject(
    optional({
      url: webhookUrl,
      events: webhookEvents,
      description: webhookDescription,
      status: webhookStatus,
      metadata: metadata(),
    }),
  ),
  result: Webhook,
  examples: [
    {
      title: 'Listen to one type more',
      params: example,
      body: { events: ['booking.*', 'customer.created'] },
    },
  ],
})

export const deleteWebhook = defineOperation({
  id: 'deleteWebhook',
  group: 'webhooks',
  method: 'DELETE',
  path: '/v2/webhooks/{webhook_id}',
  command: 'webhooks delete',
  scope: 'secret',
  source: 'derived',
  summary: 'Delete a webhook endpoint',
  description: 'Its deliveries go with it, and what was still to be sent is not sent.',
  params: webhookId,
  result: Webhook,
  destructive: true,
  examples: [{ title: 'Delete an endpoint', params: example }],
})

export const rotateWebhookSecret = defineOperation({
  id: 'rotateWebhookSecret',
  group: 'webhooks',
  method: 'POST',
  path: '/v2/webhooks/{webhook_id}/rotate_secret',
  command: 'webhooks rotate-secret',
  scope: 'secret',
  source: 'derived',
  summary: 'Give a webhook endpoint a new secret',
  description:
    'Deliveries carry the signatures of both secrets until the overlap is over, so that receivers can change over ' +
    'without losing any. The new secret is in this answer only.',
  params: webhookId,
  body: strictObject({
    overlap_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 7 * 86_400,
        default: 86_400,
        description: 'How long the old secret signs too: up to seven days.',
      }),
    ),
  }),
  result: Webhook,
  examples: [{ title: 'Change over within an hour', params: example, body: { overlap_seconds: 3_600 } }],
})

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
