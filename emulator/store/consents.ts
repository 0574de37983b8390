import type { Expression } from 'kysely'
import { fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { ConsentRow, Trx } from './schema.ts'

/** Appends a record to the ledger. */
export async function insertConsent(trx: Trx, row: ConsentRow): Promise<void> {
  await insertRow(trx, 'consents', row)
}

/** All records of a customer, by purpose, oldest first. */
export async function consentsOfCustomer(
  trx: Trx,
  tenantId: string,
  customerId: string,
): Promise<ConsentRow[]> {
  return await trx
    .selectFrom('consents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .orderBy('purpose')
    .orderBy('version')
    .execute()
}

/** The newest record of a customer for one purpose, or undefined. */
export async function latestConsent(
  trx: Trx,
  tenantId: string,
  customerId: string,
  purpose: string,
): Promise<ConsentRow | undefined> {
  return await trx
    .selectFrom('consents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .where('purpose', '=', purpose)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Which records a list shows; every given filter must hold. */
export interface ConsentFilter {
  readonly customerIds?: readonly string[]
  readonly purpose?: string
}

/** One page of the tenant's ledger. */
export async function pageConsents(
  trx: Trx,
  tenantId: string,
  { customerIds, purpose }: ConsentFilter,
  page: PageRequest,
): Promise<Page<ConsentRow>> {
  let query = trx.selectFrom('consents').where('tenant_id', '=', tenantId)
  if (purpose !== undefined) query = query.where('purpose', '=', purpose)
  if (customerIds === undefined) return await fetchPage(query.selectAll(), page)
  const part = (id: Expression<string>) => query.where('customer_id', '=', id)
  return await fetchParts<'consents', ConsentRow>(
    trx,
    tenantId,
    { table: 'consents', values: customerIds, part },
    page,
  )
}
