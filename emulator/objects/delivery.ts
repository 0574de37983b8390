import type { Static } from 'typebox'
import type { Delivery } from '../../src/contract/objects/webhook.ts'
import type { SentDelivery } from '../store/deliveries.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'

export type DeliveryObject = Static<typeof Delivery>

/** The attempt as the API answers it. */
export function deliveryObject(row: SentDelivery): DeliveryObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    event_id: row.event_id,
    webhook_id: row.webhook_id,
    attempt: row.attempt,
    status: row.status as DeliveryObject['status'],
    request: {
      url: row.url,
      headers: row.request_headers === null ? {} : JSON.parse(row.request_headers),
      body: row.body ?? '',
    },
    response:
      row.response_status === null
        ? null
        : {
            status: row.response_status,
            headers: JSON.parse(row.response_headers ?? '{}'),
            body: row.response_body ?? '',
          },
    latency_ms: row.latency_ms,
    error: row.error,
    attempted_at: toAnswerOrNull(row.attempted_at),
    next_attempt_at: toAnswerOrNull(row.next_attempt_at),
    metadata: {},
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
