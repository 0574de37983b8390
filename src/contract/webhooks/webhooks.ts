import { Type } from 'typebox'
import { Webhook, webhookDescription, webhookEvents, webhookStatus, webhookUrl } from '../objects/webhook.ts'
import { defineList, defineOperation } from '../operation.ts'
import { webhookId } from '../parts/path-ids.ts'
import { metadata, optional, strictObject } from '../schema.ts'

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
  seeds: 'webhooks',
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
  fill: index => ({
    operation: 'createWebhook',
    body: { url: `http://localhost:3000/${index}`, events: ['booking.*'] },
  }),
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
