import { beside } from './among.ts'
import { lastDrawn } from './ids.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { AuditEventRow, Trx } from './schema.ts'
import { remembered, sessionOf } from './session.ts'

/** The end of a tenant's chain. */
export type ChainEnd = Pick<AuditEventRow, 'seq' | 'hash'>

/** The stream from which the places in a tenant's chain are drawn. */
export const auditStream = (tenantId: string) => `audit ${tenantId}`

/** How many rows a tenant's chain ever had, and the place of the newest that is there. */
export async function chainLength(trx: Trx, tenantId: string): Promise<{ recorded: number; newest: number }> {
  const [end] = await lastLink(trx, { tenantId })
  const newest = end?.seq ?? 0
  return { recorded: Math.max(newest, await lastDrawn(trx, auditStream(tenantId))), newest }
}

const lastLink = prepared<{ tenantId: string }, ChainEnd>((db, hole) =>
  db
    .selectFrom('audit_events')
    .select(['seq', 'hash'])
    .where('tenant_id', '=', hole('tenantId'))
    .orderBy('seq', 'desc')
    .limit(1),
)

/** The end of a tenant's chain, or undefined. Whoever goes on from it has drawn an id before: others wait there. */
export async function chainEnd(trx: Trx, tenantId: string): Promise<ChainEnd | undefined> {
  const kept = sessionOf(trx)?.kept(`audit ${tenantId}`)
  if (kept !== undefined) return kept as ChainEnd
  const [row] = await lastLink(trx, { tenantId })
  return row
}

/** Appends a row to the chain. */
export async function appendAuditEvent(trx: Trx, row: AuditEventRow): Promise<void> {
  await insertRow(trx, 'audit_events', row)
  sessionOf(trx)?.keep(`audit ${row.tenant_id}`, { seq: row.seq, hash: row.hash } satisfies ChainEnd)
}

/** Which rows a list shows; every given filter must hold. */
export interface AuditFilter {
  readonly actor?: string
  readonly objectId?: string
}

/** One page of the tenant's trail: in the order of the chain, which is that of time where nobody sets the clock back. */
export async function pageAuditEvents(
  trx: Trx,
  tenantId: string,
  { actor, objectId }: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEventRow>> {
  const isFiltered = actor !== undefined || objectId !== undefined
  const all = trx.selectFrom('audit_events').selectAll()
  let query = isFiltered
    ? all.where(beside('tenant_id'), '=', tenantId)
    : all.where('tenant_id', '=', tenantId)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (objectId !== undefined) query = query.where('object_id', '=', objectId)
  return await fetchPage(query, { ...page, order: page.order.replace('created_at', 'seq') })
}

/** The key of a customer's digests, made by `make` where there is none. */
export async function auditKeyOf(
  trx: Trx,
  tenantId: string,
  customerId: string,
  make: () => string,
): Promise<string> {
  const found = await remembered(trx, 'audit_keys', `${tenantId}/${customerId}`, async () => {
    const [row] = await keyOfCustomer(trx, { tenantId, customerId })
    return row?.key
  })
  if (found !== undefined) return found
  const key = make()
  await insertRow(trx, 'audit_keys', { tenant_id: tenantId, customer_id: customerId, key })
  return key
}

const keyOfCustomer = prepared<{ tenantId: string; customerId: string }, { key: string }>((db, hole) =>
  db
    .selectFrom('audit_keys')
    .select('key')
    .where('tenant_id', '=', hole('tenantId'))
    .where('customer_id', '=', hole('customerId')),
)
