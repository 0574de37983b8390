import { fetchPage, mapPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { Trx, WebhookRow, WebhookSecretRow } from './schema.ts'
import { remembered } from './session.ts'

const enabledOfTenant = prepared<{ tenantId: string }, Pick<WebhookRow, 'id' | 'url' | 'events'>>(
  (db, hole) =>
    db
      .selectFrom('webhooks')
      .select(['id', 'url', 'events'])
      .where('tenant_id', '=', hole('tenantId'))
      .where('status', '=', 'enabled')
      .orderBy('created_at')
      .orderBy('id'),
)

/** What is asked of an endpoint before each attempt. */
export type Endpoint = Pick<WebhookRow, 'url' | 'revision'> & {
  readonly secrets: readonly WebhookSecretRow[]
}

const endpointById = prepared<{ tenantId: string; id: string }, Pick<WebhookRow, 'url' | 'revision'>>(
  (db, hole) =>
    db
      .selectFrom('webhooks')
      .select(['url', 'revision'])
      .where('tenant_id', '=', hole('tenantId'))
      .where('id', '=', hole('id')),
)

const secretsById = prepared<{ tenantId: string; id: string }, WebhookSecretRow>((db, hole) =>
  db
    .selectFrom('webhook_secrets')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('webhook_id', '=', hole('id'))
    .orderBy('number'),
)

const forgetFailuresOf = prepared<{ tenantId: string; id: string }>((db, hole) =>
  db
    .updateTable('webhooks')
    .set({ failing_since: null })
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id'))
    .where('failing_since', 'is not', null),
)

/** Where attempts at an endpoint go and what signs them, or undefined. Its revision tells whether that is another. */
export async function findEndpoint(trx: Trx, tenantId: string, id: string): Promise<Endpoint | undefined> {
  const [row] = await endpointById(trx, { tenantId, id })
  return row && { ...row, secrets: await secretsById(trx, { tenantId, id }) }
}

/** The revision of an endpoint, or undefined. */
export async function endpointRevision(trx: Trx, tenantId: string, id: string): Promise<number | undefined> {
  const [row] = await endpointById(trx, { tenantId, id })
  return row?.revision
}

/** An attempt at the endpoint succeeded: the row of failures is broken. */
export async function forgetFailures(trx: Trx, tenantId: string, id: string): Promise<void> {
  await forgetFailuresOf(trx, { tenantId, id })
}

/** Adds an endpoint. */
export async function insertWebhook(trx: Trx, row: WebhookRow): Promise<void> {
  await insertRow(trx, 'webhooks', row)
}

/** The endpoint of this tenant, or undefined. */
export async function findWebhook(trx: Trx, tenantId: string, id: string): Promise<WebhookRow | undefined> {
  return await trx
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The endpoints that events of the tenant may go to, oldest first. */
export async function enabledWebhooks(trx: Trx, tenantId: string) {
  return await remembered(trx, 'webhooks', `enabled ${tenantId}`, () => enabledOfTenant(trx, { tenantId }))
}

/** An endpoint with all its secrets, oldest first, expired ones too. */
export interface WebhookWithSecrets extends WebhookRow {
  readonly secrets: readonly WebhookSecretRow[]
}

/** One page of the tenant's endpoints. */
export async function pageWebhooks(
  trx: Trx,
  tenantId: string,
  page: PageRequest,
): Promise<Page<WebhookWithSecrets>> {
  const secrets = await secretsOfTenant(trx, tenantId)
  const query = trx.selectFrom('webhooks').selectAll().where('tenant_id', '=', tenantId)
  return mapPage(await fetchPage(query, page), row => ({
    ...row,
    secrets: secrets.filter(secret => secret.webhook_id === row.id),
  }))
}

/** The secrets of all endpoints of a tenant, the oldest of each first, expired ones too. */
export async function secretsOfTenant(trx: Trx, tenantId: string): Promise<WebhookSecretRow[]> {
  return await trx
    .selectFrom('webhook_secrets')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('webhook_id')
    .orderBy('number')
    .execute()
}

/** Writes all members of an endpoint. */
export async function saveWebhook(trx: Trx, { tenant_id, id, ...members }: WebhookRow): Promise<void> {
  await trx
    .updateTable('webhooks')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}

/** Deletes an endpoint with its secrets and all that was or would be sent to it. */
export async function deleteWebhookRows(trx: Trx, tenantId: string, id: string): Promise<void> {
  for (const table of ['deliveries', 'webhook_secrets'] as const) {
    await trx.deleteFrom(table).where('tenant_id', '=', tenantId).where('webhook_id', '=', id).execute()
  }
  await trx.deleteFrom('webhooks').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
}

/** All secrets of an endpoint, oldest first, expired ones too. */
export async function secretsOf(trx: Trx, tenantId: string, webhookId: string): Promise<WebhookSecretRow[]> {
  return await secretsById(trx, { tenantId, id: webhookId })
}

/** Adds a secret; the ones before end at `othersExpireAt` (stored instant) unless they end earlier. */
export async function addSecret(trx: Trx, row: WebhookSecretRow, othersExpireAt: string): Promise<void> {
  await trx
    .updateTable('webhook_secrets')
    .set({ expires_at: othersExpireAt })
    .where('tenant_id', '=', row.tenant_id)
    .where('webhook_id', '=', row.webhook_id)
    .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', othersExpireAt)]))
    .execute()
  await insertRow(trx, 'webhook_secrets', row)
}

/** Whether a secret still signs at a stored instant. */
export function isValidAt({ expires_at }: WebhookSecretRow, now: string): boolean {
  return expires_at === null || expires_at > now
}

/**
 * Cuts a copied sandbox off from the receivers of the one that it was copied from: its endpoints wait until somebody
 * enables them in the copy, and what was still to be sent is sent by the original only.
 */
export async function severWebhooks(trx: Trx): Promise<void> {
  await trx.deleteFrom('deliveries').where('status', '=', 'pending').execute()
  await trx.deleteFrom('due_jobs').where('kind', '=', 'webhook.retry').execute()
  await trx
    .updateTable('webhooks')
    .set({ status: 'disabled', disabled_reason: 'forked' })
    .where('status', '=', 'enabled')
    .execute()
}
