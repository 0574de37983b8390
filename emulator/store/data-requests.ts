import type { Expression } from 'kysely'
import { amongBeside, beside } from './among.ts'
import { fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { DataRequestRow, Trx } from './schema.ts'

/** Adds a data request. */
export async function insertDataRequest(trx: Trx, row: DataRequestRow): Promise<void> {
  await insertRow(trx, 'data_requests', row)
}

/** The data request of this tenant, or undefined. */
export async function findDataRequest(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<DataRequestRow | undefined> {
  return await trx
    .selectFrom('data_requests')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** All data requests of a customer, oldest first. */
export async function dataRequestsOfCustomer(
  trx: Trx,
  tenantId: string,
  customerId: string,
): Promise<DataRequestRow[]> {
  return await trx
    .selectFrom('data_requests')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Which data requests a list shows; every given filter must hold. */
export interface DataRequestFilter {
  readonly kinds?: readonly string[]
  readonly statuses?: readonly string[]
  readonly customerIds?: readonly string[]
  /** Only those that are late at this stored instant, or only those that are not. */
  readonly overdue?: { readonly is: boolean; readonly at: string }
}

const waiting = ['open', 'extended']

/** One page of the tenant's data requests. */
export async function pageDataRequests(
  trx: Trx,
  tenantId: string,
  { kinds, statuses, customerIds, overdue }: DataRequestFilter,
  page: PageRequest,
): Promise<Page<DataRequestRow>> {
  let query = trx.selectFrom('data_requests').where('tenant_id', '=', tenantId)
  if (kinds !== undefined) query = query.where(amongBeside('kind', kinds))
  if (statuses !== undefined) query = query.where(amongBeside('status', statuses))
  if (overdue !== undefined) {
    query = query.where(({ and, eb, not }) => {
      const isLate = and([eb(beside('due_at'), '<', overdue.at), amongBeside('status', waiting)])
      return overdue.is ? isLate : not(isLate)
    })
  }
  if (customerIds === undefined) return await fetchPage(query.selectAll(), page)
  const part = (id: Expression<string>) => query.where('customer_id', '=', id)
  return await fetchParts<'data_requests', DataRequestRow>(
    trx,
    tenantId,
    { table: 'data_requests', values: customerIds, part },
    page,
  )
}

/** Writes all members of a data request, and its revision. */
export async function saveDataRequest(
  trx: Trx,
  { tenant_id, id, ...members }: DataRequestRow,
): Promise<void> {
  await trx
    .updateTable('data_requests')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}

/** Whom an export is of, and what is in it. */
export interface DataExport {
  readonly tenantId: string
  readonly dataRequestId: string
  readonly customerId: string
  readonly createdAt: string
  /** JSON. */
  readonly document: string
}

/** Keeps what a request was fulfilled with. */
export async function insertDataExport(trx: Trx, kept: DataExport): Promise<void> {
  await insertRow(trx, 'data_exports', {
    tenant_id: kept.tenantId,
    data_request_id: kept.dataRequestId,
    customer_id: kept.customerId,
    created_at: kept.createdAt,
    document: kept.document,
  })
}

/** What is of one customer is of another from now on. */
export async function moveDataExports(
  trx: Trx,
  tenantId: string,
  fromId: string,
  toId: string,
): Promise<void> {
  await trx
    .updateTable('data_exports')
    .set({ customer_id: toId })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', fromId)
    .execute()
}

/** The export of a request, or undefined. */
export async function findDataExport(
  trx: Trx,
  tenantId: string,
  dataRequestId: string,
): Promise<DataExport | undefined> {
  const row = await trx
    .selectFrom('data_exports')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('data_request_id', '=', dataRequestId)
    .executeTakeFirst()
  return (
    row && {
      tenantId: row.tenant_id,
      dataRequestId: row.data_request_id,
      customerId: row.customer_id,
      createdAt: row.created_at,
      document: row.document,
    }
  )
}

/** Which of these requests have an export. */
export async function exportedRequests(
  trx: Trx,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await trx
    .selectFrom('data_exports')
    .select('data_request_id')
    .where('tenant_id', '=', tenantId)
    .where('data_request_id', 'in', ids)
    .execute()
  return new Set(rows.map(row => row.data_request_id))
}
