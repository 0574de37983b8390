import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { events } from '../../../src/contract/event-types.ts'
import { choosesAny, choosesEvent } from '../../../src/webhooks/event-patterns.ts'
import { derivedSecret } from '../../../src/webhooks/signing.ts'
import { type WebhookObject, webhookObject } from '../../objects/webhook.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { abandonDeliveries, redirectPending } from '../../store/deliveries.ts'
import { toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import type { WebhookRow } from '../../store/schema.ts'
import {
  addSecret,
  deleteWebhookRows,
  findWebhook,
  insertWebhook,
  pageWebhooks,
  saveWebhook,
  secretsOf,
} from '../../store/webhooks.ts'

export const createWebhook: Handler<'createWebhook'> = async (ctx, { body }) => {
  refuseFaults([...urlFaults(ctx, body.url), ...patternFaults(body.events)])
  const status = body.status ?? 'enabled'
  const row: WebhookRow = {
    ...(await newRow(ctx, 'wh', body.metadata)),
    url: body.url,
    events: JSON.stringify(body.events),
    description: body.description ?? null,
    status,
    disabled_reason: status === 'disabled' ? 'request' : null,
    failing_since: null,
  }
  await insertWebhook(ctx.trx, row)
  ctx.changed('webhook', null, row)
  const secret = await giveSecret(ctx, row, 1, 0)
  return { ...(await shown(ctx, row)), secret }
}

export const listWebhooks: Handler<'listWebhooks'> = async ctx =>
  mapPage(await pageWebhooks(ctx.trx, ctx.tenant.id, ctx.page), ({ secrets, ...row }) =>
    webhookObject(row, secrets, toStored(ctx.now)),
  )

export const getWebhook: Handler<'getWebhook'> = async (ctx, { params }) =>
  await shown(ctx, await webhookWithId(ctx, params.webhook_id))

export const updateWebhook: Handler<'updateWebhook'> = async (ctx, { params, body }) => {
  const row = await webhookWithId(ctx, params.webhook_id)
  requireRevision(ctx, row)
  refuseFaults([...urlFaults(ctx, body.url), ...patternFaults(body.events)])
  const { metadata, events: patterns, ...members } = body
  const changed = revised(ctx, row, {
    ...members,
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
    ...(patterns !== undefined && { events: JSON.stringify(patterns) }),
    ...(body.status === 'enabled' && { disabled_reason: null, failing_since: null }),
    ...(body.status === 'disabled' && row.status === 'enabled' && { disabled_reason: 'request' }),
  })
  const before = await shown(ctx, row)
  const after = await shown(ctx, changed)
  if (Object.keys(previousAttributes(before, after)).length === 0) return before
  await saveWebhook(ctx.trx, changed)
  ctx.changed('webhook', row, changed)
  if (changed.url !== row.url) await redirectPending(ctx.trx, changed)
  if (changed.status === 'disabled') await abandonDeliveries(ctx.trx, row, ctx.now)
  return after
}

export const deleteWebhook: Handler<'deleteWebhook'> = async (ctx, { params }) => {
  const row = await webhookWithId(ctx, params.webhook_id)
  const webhook = await shown(ctx, row)
  await abandonDeliveries(ctx.trx, row, ctx.now)
  await deleteWebhookRows(ctx.trx, ctx.tenant.id, row.id)
  ctx.changed('webhook', row, null)
  return webhook
}

export const rotateWebhookSecret: Handler<'rotateWebhookSecret'> = async (ctx, { params, body }) => {
  const before = await webhookWithId(ctx, params.webhook_id)
  const row = revised(ctx, before, {})
  const number = ((await secretsOf(ctx.trx, ctx.tenant.id, row.id)).at(-1)?.number ?? 0) + 1
  const secret = await giveSecret(ctx, row, number, (body.overlap_seconds ?? 86_400) * 1_000)
  await saveWebhook(ctx.trx, row)
  ctx.changed('webhook', before, row)
  return { ...(await shown(ctx, row)), secret }
}

/** The endpoint with this id. Throws 404. */
export async function webhookWithId(ctx: Context, id: string): Promise<WebhookRow> {
  return found(await findWebhook(ctx.trx, ctx.tenant.id, id), 'webhook', id)
}

async function shown(ctx: Context, row: WebhookRow): Promise<WebhookObject> {
  return webhookObject(row, await secretsOf(ctx.trx, ctx.tenant.id, row.id), toStored(ctx.now))
}

async function giveSecret(ctx: Context, row: WebhookRow, number: number, overlapMs: number): Promise<string> {
  const secret = derivedSecret(ctx.seed, `${ctx.tenant.id}:${row.id}:${number}`)
  const made = { tenant_id: ctx.tenant.id, webhook_id: row.id, number, secret }
  await addSecret(
    ctx.trx,
    { ...made, created_at: toStored(ctx.now), expires_at: null },
    toStored(ctx.now + overlapMs),
  )
  return secret
}

function urlFaults(ctx: Context, url: string | undefined): FieldFault[] {
  if (url === undefined) return []
  if (!URL.canParse(url)) return [{ path: '/url', code: 'invalid_url', message: 'must be an absolute URL' }]
  const { hostname, username, password } = new URL(url)
  if (username !== '' || password !== '')
    return [{ path: '/url', code: 'credentials', message: 'must not hold a user name or password' }]
  if (ctx.allowsWebhooksTo(hostname)) return []
  const message = `leads to ${hostname}, and this sandbox sends to this machine only; start it with --webhooks-to ${hostname} to allow it`
  return [{ path: '/url', code: 'host_not_allowed', message }]
}

function patternFaults(patterns: readonly string[] | undefined): FieldFault[] {
  if (patterns === undefined) return []
  const types = Object.keys(events)
  const faults = patterns.flatMap((pattern, i) =>
    choosesAny(pattern, types)
      ? []
      : [{ path: `/events/${i}`, code: 'unknown_event', message: `chooses no event type: ${pattern}` }],
  )
  if (faults.length > 0 || types.some(type => choosesEvent(patterns, type))) return faults
  return [{ path: '/events', code: 'unknown_event', message: 'choose no event type together' }]
}
