import type { Expression } from 'kysely'
import { amongBeside, beside } from './among.ts'
import { toStored } from './instants.ts'
import { fetchParts, fetchSorted } from './list-parts.ts'
import { fetchPage, mapPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { DeliveryRow, Trx, WebhookRow } from './schema.ts'

/** An attempt with the bytes that it sends: null when their event is gone. */
export interface SentDelivery extends DeliveryRow {
  readonly body: string | null
}

/** All that goes to one endpoint. */
export interface LaneName {
  readonly tenant_id: string
  readonly webhook_id: string
}

/** How an attempt ended, as it is written into its row; `claimed_until` is that of the claim with which it was made. */
export type DeliveryResult = Pick<
  DeliveryRow,
  | 'tenant_id'
  | 'id'
  | 'updated_at'
  | 'status'
  | 'url'
  | 'request_headers'
  | 'response_status'
  | 'response_headers'
  | 'response_body'
  | 'latency_ms'
  | 'error'
  | 'attempted_at'
  | 'next_attempt_at'
  | 'claimed_until'
>

const lanesWithWork = prepared<object, LaneName>((db, _hole) =>
  db
    .selectFrom('webhooks')
    .select(['tenant_id', 'id as webhook_id'])
    // One look into the index for each endpoint, however long its backlog is.
    .where(({ exists, selectFrom, lit }) =>
      exists(
        selectFrom('deliveries')
          .select(lit(1).as('one'))
          .where('deliveries.status', '=', 'pending')
          .where('deliveries.ready', '=', 1)
          .whereRef('deliveries.tenant_id', '=', 'webhooks.tenant_id')
          .whereRef('deliveries.webhook_id', '=', 'webhooks.id'),
      ),
    )
    .orderBy('tenant_id')
    .orderBy('id'),
)

const writeResult = prepared<DeliveryResult, { id: string }>((db, hole) =>
  db
    .updateTable('deliveries')
    .set(({ eb, lit }) => ({
      updated_at: hole('updated_at'),
      revision: eb('revision', '+', lit(1)),
      status: hole('status'),
      ready: lit(0),
      url: hole('url'),
      request_headers: hole('request_headers'),
      response_status: hole('response_status'),
      response_headers: hole('response_headers'),
      response_body: hole('response_body'),
      latency_ms: hole('latency_ms'),
      error: hole('error'),
      attempted_at: hole('attempted_at'),
      next_attempt_at: hole('next_attempt_at'),
      claimed_until: lit(null),
    }))
    .where('tenant_id', '=', hole('tenant_id'))
    .where('id', '=', hole('id'))
    .where('claimed_until', 'is not distinct from', hole('claimed_until'))
    .returning('id'),
)

/** Adds an attempt. It is nobody's yet, also where it repeats one that was claimed. */
export async function insertDelivery(trx: Trx, row: DeliveryRow): Promise<void> {
  await insertRow(trx, 'deliveries', { ...row, claimed_until: null })
}

/** The attempt of this tenant with the bytes that it sends, or undefined. */
export async function findDelivery(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<SentDelivery | undefined> {
  return (await withBody(trx)
    .where('deliveries.tenant_id', '=', tenantId)
    .where('deliveries.id', '=', id)
    .executeTakeFirst()) as SentDelivery | undefined
}

/** The number of the newest attempt to send an event to an endpoint. */
export async function lastAttempt(
  trx: Trx,
  webhook: Pick<WebhookRow, 'tenant_id' | 'id'>,
  eventId: string,
): Promise<number> {
  const row = await trx
    .selectFrom('deliveries')
    .select(({ fn }) => fn.max('attempt').as('attempt'))
    .where('tenant_id', '=', webhook.tenant_id)
    .where('webhook_id', '=', webhook.id)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  return Number(row?.attempt ?? 0)
}

/** One page of what was and is to be sent to an endpoint. */
export async function pageDeliveries(
  trx: Trx,
  webhook: Pick<WebhookRow, 'tenant_id' | 'id'>,
  filter: { readonly statuses?: readonly string[]; readonly eventId?: string },
  page: PageRequest,
): Promise<Page<SentDelivery>> {
  const found = await (filter.eventId === undefined
    ? pageOfWebhook(trx, webhook, filter.statuses, page)
    : pageOfEvent(trx, webhook, { ...filter, eventId: filter.eventId }, page))
  const bodies = await payloadsOf(
    trx,
    webhook.tenant_id,
    found.items.map(({ value }) => value.event_id),
  )
  return mapPage(found, row => ({ ...row, body: row.sample ?? bodies.get(row.event_id) ?? null }))
}

async function pageOfWebhook(
  trx: Trx,
  { tenant_id, id }: Pick<WebhookRow, 'tenant_id' | 'id'>,
  statuses: readonly string[] | undefined,
  page: PageRequest,
): Promise<Page<DeliveryRow>> {
  const all = trx.selectFrom('deliveries').where('tenant_id', '=', tenant_id).where('webhook_id', '=', id)
  if (statuses === undefined) return await fetchPage(all.selectAll(), page)
  const part = (status: Expression<string>) => all.where('status', '=', status)
  return await fetchParts(trx, tenant_id, { table: 'deliveries', values: statuses, part }, page)
}

/** An event has few deliveries. */
async function pageOfEvent(
  trx: Trx,
  { tenant_id, id }: Pick<WebhookRow, 'tenant_id' | 'id'>,
  { eventId, statuses }: { readonly eventId: string; readonly statuses?: readonly string[] },
  page: PageRequest,
): Promise<Page<DeliveryRow>> {
  const all = trx
    .selectFrom('deliveries')
    .where('tenant_id', '=', tenant_id)
    .where('event_id', '=', eventId)
    .where(beside('webhook_id'), '=', id)
  const found = statuses === undefined ? all : all.where(amongBeside('status', statuses))
  return await fetchSorted(trx, tenant_id, { table: 'deliveries', found }, page)
}

function withBody(trx: Trx) {
  return trx
    .selectFrom('deliveries')
    .leftJoin('events', join =>
      join
        .onRef('events.tenant_id', '=', 'deliveries.tenant_id')
        .onRef('events.id', '=', 'deliveries.event_id'),
    )
    .selectAll('deliveries')
    .select(({ fn }) => fn.coalesce('deliveries.sample', 'events.payload').as('body'))
}

async function payloadsOf(trx: Trx, tenantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('events')
    .select(['id', 'payload'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, payload }) => [id, payload]))
}

/** The endpoints for which an attempt may be made now. */
export async function lanesToServe(trx: Trx): Promise<LaneName[]> {
  return await lanesWithWork(trx, {})
}

/** How many attempts are still to be made, now or later, at all endpoints. */
export async function countPending(trx: Trx): Promise<number> {
  const row = await trx
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** What became of an attempt meanwhile, or undefined when it is not there any more. */
export async function deliveryStatus(trx: Trx, tenantId: string, id: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('deliveries')
    .select('status')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.status
}

/**
 * Writes how an attempt ended; nobody has it then any more. False when it is not there any more, or somebody else has
 * claimed it since.
 */
export async function saveResult(trx: Trx, result: DeliveryResult): Promise<boolean> {
  // Receivers answer any bytes, and PostgreSQL keeps no NUL in a text.
  const response_body = result.response_body?.replaceAll('\0', '\ufffd') ?? null
  return (await writeResult(trx, { ...result, response_body })).length > 0
}

/** Lets the attempts that wait be shown with the URL that they will go to. */
export async function redirectPending(trx: Trx, { tenant_id, id, url }: WebhookRow): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ url })
    .where('tenant_id', '=', tenant_id)
    .where('webhook_id', '=', id)
    .where('status', '=', 'pending')
    .execute()
}

/** Lets a retry that waited for its time be made. False when there is no such attempt any more. */
export async function readyDelivery(trx: Trx, tenantId: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('deliveries')
    .set({ ready: 1 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Gives up what is still to be sent to an endpoint, and the jobs that wait for it. */
export async function abandonDeliveries(
  trx: Trx,
  webhook: Pick<WebhookRow, 'tenant_id' | 'id'>,
  nowMs: number,
): Promise<void> {
  const waiting = trx
    .selectFrom('deliveries')
    .select('id')
    .where('tenant_id', '=', webhook.tenant_id)
    .where('webhook_id', '=', webhook.id)
    .where('status', '=', 'pending')
  await trx
    .deleteFrom('due_jobs')
    .where('tenant_id', '=', webhook.tenant_id)
    .where('object_id', 'in', waiting)
    .execute()
  await trx
    .updateTable('deliveries')
    .set(({ eb }) => ({
      status: 'abandoned',
      ready: 0,
      next_attempt_at: null,
      updated_at: toStored(nowMs),
      revision: eb('revision', '+', 1),
    }))
    .where('tenant_id', '=', webhook.tenant_id)
    .where('webhook_id', '=', webhook.id)
    .where('status', '=', 'pending')
    .execute()
}
