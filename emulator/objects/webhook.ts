import type { Static } from 'typebox'
import type { Webhook } from '../../src/contract/objects/webhook.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'
import type { WebhookRow, WebhookSecretRow } from '../store/schema.ts'
import { isValidAt } from '../store/webhooks.ts'

export type WebhookObject = Static<typeof Webhook>

/** The endpoint as the API answers it: of secrets, only the ends of those that sign now. */
export function webhookObject(
  row: WebhookRow,
  secrets: readonly WebhookSecretRow[],
  now: string,
): WebhookObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    url: row.url,
    events: JSON.parse(row.events),
    description: row.description,
    status: row.status as WebhookObject['status'],
    disabled_reason: row.disabled_reason as WebhookObject['disabled_reason'],
    secrets: secrets
      .filter(secret => isValidAt(secret, now))
      .map(({ secret, expires_at }) => ({
        hint: `whsec_…${secret.slice(-4)}`,
        expires_at: toAnswerOrNull(expires_at),
      })),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
