import { Type } from 'typebox'
import { eventPatternForm } from '../../webhooks/event-patterns.ts'
import { eventGroups } from '../event-types.ts'
import { commonMembers, component, idOf, instant, metadata, nullable, strictObject } from '../schema.ts'
import { webUrl } from '../texts.ts'

export const webhookUrl = Type.String({
  pattern: webUrl,
  maxLength: 2000,
  description:
    'Where events are posted. The local sandbox sends to this machine only, unless it was started with --webhooks-to.',
})

export const webhookEvents = Type.Array(Type.String({ pattern: eventPatternForm, maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  description: `Which events are sent: types and patterns such as \`booking.*\` or \`*\`; \`!payment.failed\` leaves one out. Types begin with ${eventGroups}.`,
  'x-event-patterns': true,
})

export const webhookDescription = nullable(Type.String({ maxLength: 2000 }), {
  description: 'What the endpoint is for.',
})

export const webhookStatus = Type.Enum(['enabled', 'disabled'], {
  description: 'Whether events are sent. A disabled endpoint misses what happens meanwhile.',
})

/** An endpoint that events are sent to. */
export const Webhook = component(
  'Webhook',
  {
    id: idOf('wh', 'webhook endpoint'),
    ...commonMembers,
    url: webhookUrl,
    events: webhookEvents,
    description: webhookDescription,
    status: webhookStatus,
    disabled_reason: nullable(Type.Enum(['gone', 'failing', 'request', 'forked', 'example']), {
      description:
        'Why it is disabled: it answered 410 (`gone`), failed for five days (`failing`), was asked for (`request`), or was copied into a fork (`forked`).',
    }),
    secrets: Type.Array(
      strictObject({
        hint: Type.String({ description: 'The end of the secret.' }),
        expires_at: nullable(instant('Until when it signs; null for the newest.')),
      }),
      { description: 'The secrets that sign deliveries now: two while a rotation overlaps.' },
    ),
    secret: Type.Optional(
      Type.String({
        pattern: '^whsec_',
        description:
          'Only in the answers to create and rotate_secret: what receivers verify signatures with.',
      }),
    ),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'url', 'events'] },
)

/** One attempt to send an event to an endpoint. */
export const Delivery = component(
  'Delivery',
  {
    id: idOf('dlv', 'delivery'),
    ...commonMembers,
    event_id: idOf('evt', 'event'),
    webhook_id: idOf('wh', 'webhook endpoint'),
    attempt: Type.Integer({ minimum: 1, description: 'Counts the attempts to send this event there.' }),
    status: Type.Enum(['pending', 'succeeded', 'failed', 'abandoned'], {
      description: 'Abandoned: the endpoint was disabled before the attempt was made.',
    }),
    request: strictObject({
      url: Type.String(),
      headers: Type.Record(Type.String(), Type.String(), { description: 'Empty before the attempt.' }),
      body: Type.String({ description: 'The bytes that are sent.' }),
    }),
    response: nullable(
      strictObject({
        status: Type.Integer(),
        headers: Type.Record(Type.String(), Type.String()),
        body: Type.String({ description: 'At most 64 kB of it.' }),
      }),
      { description: 'What the endpoint answered; null without an answer.' },
    ),
    latency_ms: nullable(Type.Integer({ minimum: 0 }), {
      description: 'Real time from sending to the answer.',
    }),
    error: nullable(Type.String(), { description: 'Why there is no answer, or why it counts as a failure.' }),
    attempted_at: nullable(instant('When the attempt was made, on the clock of the sandbox.')),
    next_attempt_at: nullable(instant('When a pending attempt is made, or the one after a failed attempt.')),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'event_id', 'attempt', 'latency_ms', 'next_attempt_at'] },
)
