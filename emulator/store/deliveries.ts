import type { Static } from 'typebox'
import type { Delivery } from '../../src/contract/objects/webhook.ts'
import { toAnswer, toAnswerOrNull, toStored } from './instants.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { DeliveryRow, Trx, WebhookRow } from './schema.ts'

export type DeliveryObject = Static<typeof Delivery>

/** An attempt with the bytes that it sends. */
export interface SentDelivery extends DeliveryRow {
  readonly body: string
}

/** An attempt that is to be made, and the URL of its endpoint as it is now. */
export interface DueDelivery extends SentDelivery {
  readonly webhook_url: string
}

interface Lane {
  readonly tenant_id: string
  readonly webhook_id: string
}

const readyOfLane = prepared<{ tenantId: string; webhookId: string; limit: number }, DueDelivery>(
  (db, hole) =>
    db
      .selectFrom('deliveries')
      .innerJoin('webhooks', join =>
        join
          .onRef('webhooks.tenant_id', '=', 'deliveries.tenant_id')
          .onRef('webhooks.id', '=', 'deliveries.webhook_id'),
      )
      .leftJoin('events', join =>
        join
          .onRef('events.tenant_id', '=', 'deliveries.tenant_id')
          .onRef('events.id', '=', 'deliveries.event_id'),
      )
      .selectAll('deliveries')
      .select(({ fn }) => [
        fn.coalesce('deliveries.sample', 'events.payload').as('body'),
        'webhooks.url as webhook_url',
      ])
      .where('deliveries.status', '=', 'pending')
      .where('deliveries.ready', '=', 1)
      .where('deliveries.tenant_id', '=', hole('tenantId'))
      .where('deliveries.webhook_id', '=', hole('webhookId'))
      .orderBy('deliveries.event_seq')
      .orderBy('deliveries.attempt')
      .limit(hole('limit')),
)

/** Adds an attempt. */
export async function insertDelivery(trx: Trx, row: DeliveryRow): Promise<void> {
  await insertRow(trx, 'deliveries', row)
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
): Promise<Page<DeliveryObject>> {
  let query = trx
    .selectFrom('deliveries')
    .selectAll()
    .where('tenant_id', '=', webhook.tenant_id)
    .where('webhook_id', '=', webhook.id)
  if (filter.statuses !== undefined) query = query.where('status', 'in', filter.statuses)
  if (filter.eventId !== undefined) query = query.where('event_id', '=', filter.eventId)
  const found = await fetchPage(query, page, row => row)
  const bodies = await payloadsOf(
    trx,
    webhook.tenant_id,
    found.items.map(({ value }) => value.event_id),
  )
  const shown = (row: DeliveryRow) =>
    deliveryObject({ ...row, body: row.sample ?? bodies.get(row.event_id) ?? '' })
  return { ...found, items: found.items.map(({ value, position }) => ({ value: shown(value), position })) }
}

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
      body: row.body,
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
export async function lanesToServe(trx: Trx): Promise<Lane[]> {
  return await trx
    .selectFrom('deliveries')
    .select(['tenant_id', 'webhook_id'])
    .distinct()
    .where('status', '=', 'pending')
    .where('ready', '=', 1)
    .execute()
}

/** The next attempts to make at one endpoint, in the order of their events. */
export async function readyDeliveries(trx: Trx, lane: Lane, limit: number): Promise<DueDelivery[]> {
  return await readyOfLane(trx, { tenantId: lane.tenant_id, webhookId: lane.webhook_id, limit })
}

/** Writes how an attempt ended. */
export async function saveDelivery(trx: Trx, { tenant_id, id, ...members }: DeliveryRow): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
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
    .set({ status: 'abandoned', updated_at: toStored(nowMs) })
    .where('tenant_id', '=', webhook.tenant_id)
    .where('webhook_id', '=', webhook.id)
    .where('status', '=', 'pending')
    .execute()
}
