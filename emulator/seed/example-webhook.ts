import { eventSample } from '../../src/contract/event-samples.ts'
import { connectionFaultText } from '../../src/network/connection-fault.ts'
import { insertDelivery } from '../store/deliveries.ts'
import { appendEvent } from '../store/events.ts'
import type { Trx } from '../store/schema.ts'
import { addSecret, insertWebhook } from '../store/webhooks.ts'
import { common, defaultTenantId, seededAt } from './default-members.ts'

const eventId = 'evt_example_01'
const webhookId = 'wh_example_01'
const url = 'http://localhost:3000/webhooks'

/** An endpoint that is switched off, so that nothing is sent unasked, and an event that it once missed. */
export async function insertExampleWebhook(trx: Trx): Promise<void> {
  await insertWebhook(trx, {
    ...common,
    id: webhookId,
    url,
    events: '["booking.*"]',
    description: 'An example: enable it once something listens there.',
    status: 'disabled',
    disabled_reason: 'example',
    failing_since: null,
  })
  const secret = {
    tenant_id: defaultTenantId,
    webhook_id: webhookId,
    number: 1,
    // A fixed one, like the keys of the example data: worth nothing elsewhere.
    secret: 'whsec_aWRlYWR1bmVzIGV4YW1wbGUgc2VjcmV0IDMyIGJ5dGU=',
    created_at: seededAt,
    expires_at: null,
  }
  await addSecret(trx, secret, seededAt)
  await insertExampleEvent(trx)
}

async function insertExampleEvent(trx: Trx): Promise<void> {
  const type = 'booking.created'
  await appendEvent(trx, {
    tenant_id: defaultTenantId,
    id: eventId,
    // Before the first that a request draws.
    seq: 0,
    type,
    object_id: 'bk_example_01',
    request_id: null,
    created_at: seededAt,
    payload: JSON.stringify({
      id: eventId,
      type,
      created_at: seededAt.replace('.000Z', 'Z'),
      tenant_id: defaultTenantId,
      request_id: null,
      data: eventSample(type),
    }),
  })
  await insertDelivery(trx, {
    tenant_id: defaultTenantId,
    id: 'dlv_example_01',
    created_at: seededAt,
    updated_at: seededAt,
    revision: 2,
    webhook_id: webhookId,
    event_id: eventId,
    event_seq: 0,
    sample: null,
    attempt: 1,
    step: 1,
    status: 'failed',
    ready: 0,
    due_at: seededAt,
    url,
    request_headers: '{"content-type":"application/json"}',
    response_status: null,
    response_headers: null,
    response_body: null,
    latency_ms: 1,
    error: connectionFaultText({ code: 'ECONNREFUSED' }, new URL(url)),
    attempted_at: seededAt,
    next_attempt_at: null,
    claimed_until: null,
  })
}
