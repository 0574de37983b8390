import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { AuditEventRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

const lastLink = prepared<{ tenantId: string }, Pick<AuditEventRow, 'sequence' | 'hash'>>((db, hole) =>
  db
    .selectFrom('audit_events')
    .select(['sequence', 'hash'])
    .where('tenant_id', '=', hole('tenantId'))
    .orderBy('sequence', 'desc')
    .limit(1),
)

/** The end of a tenant's chain, or undefined. Whoever goes on from it has drawn an id before: others wait there. */
export async function lastAuditEvent(
  trx: Trx,
  tenantId: string,
): Promise<Pick<AuditEventRow, 'sequence' | 'hash'> | undefined> {
  const [row] = await lastLink(trx, { tenantId })
  return row
}

/** Appends a row to the chain. */
export async function appendAuditEvent(trx: Trx, row: AuditEventRow): Promise<void> {
  await insertRow(trx, 'audit_events', row)
}

/** Which rows a list shows; every given filter must hold. */
export interface AuditFilter {
  readonly actor?: string
  readonly objectId?: string
}

/** One page of the tenant's trail. */
export async function pageAuditEvents(
  trx: Trx,
  tenantId: string,
  { actor, objectId }: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEventRow>> {
  let query = trx.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId)
  if (actor !== undefined) query = query.where('actor', '=', actor)
  if (objectId !== undefined) query = query.where('object_id', '=', objectId)
  return await fetchPage(query, page)
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
