import { sampleEvent } from '../event-samples.ts'
import { type EventType, eventSchema, events } from '../event-types.ts'
import type { Components } from './components.ts'
import type { JsonObject } from './document.ts'
import { publishSchema } from './publish-schema.ts'

/** Headers of a delivery (Standard Webhooks; rules, section 10). */
const deliveryHeaders = {
  WebhookId: {
    name: 'webhook-id',
    in: 'header',
    required: true,
    description: 'Id of the event, the same at every attempt: take each only once.',
    schema: { type: 'string', pattern: '^evt_[A-Za-z0-9_]{1,64}$' },
    'x-source': 'derived',
  },
  WebhookTimestamp: {
    name: 'webhook-timestamp',
    in: 'header',
    required: true,
    description: 'When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    'x-source': 'derived',
  },
  WebhookSignature: {
    name: 'webhook-signature',
    in: 'header',
    required: true,
    description:
      'One or more `v1,` signatures with spaces between: base64 of HMAC-SHA256 over id.timestamp.body.',
    schema: { type: 'string', pattern: '^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$' },
    'x-source': 'derived',
  },
} as const satisfies Record<string, JsonObject>

/** The `webhooks` of the document: what the API sends to endpoints of its users, by event type. */
export function webhooksOf(components: Components): Record<string, JsonObject> {
  const types = Object.keys(events) as EventType[]
  return Object.fromEntries(types.map(type => [type, { post: webhookOf(type, components) }]))
}

function webhookOf(type: EventType, components: Components): JsonObject {
  return {
    summary: type,
    description: `Sent to every webhook endpoint that listens to \`${type}\`, after the change is stored.`,
    parameters: Object.entries(deliveryHeaders).map(([name, header]) =>
      components.share('parameters', name, () => header),
    ),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: publishSchema(eventSchema(type), components),
          examples: { made_up: { summary: 'A made-up event', value: sampleEvent(type) } },
        },
      },
    },
    responses: {
      '2XX': {
        description: 'Received. Anything else, or no answer within 15 seconds, is tried again later.',
      },
      410: { description: 'The endpoint is gone; it is disabled.' },
    },
    // No key is sent: the signature proves the sender.
    security: [],
    'x-source': events[type].source,
  }
}
