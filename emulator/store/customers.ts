import { sql } from 'kysely'
import { among } from './among.ts'
import { isSqlite } from './dialect.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import type { CustomerRow, Trx } from './schema.ts'

/** Which customers a list shows; every given filter must hold. */
export interface CustomerFilter {
  readonly emails?: readonly string[]
  readonly phones?: readonly string[]
  readonly externalRefs?: readonly string[]
  /** Text in name, e-mail address or phone, in upper or lower case. */
  readonly text?: string
}

/** Adds a customer. */
export async function insertCustomer(trx: Trx, row: CustomerRow): Promise<void> {
  await trx.insertInto('customers').values(row).execute()
}

/** The customer of this tenant, or undefined; deleted ones are not there. */
export async function findCustomer(trx: Trx, tenantId: string, id: string): Promise<CustomerRow | undefined> {
  return await trx
    .selectFrom('customers')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

/** One page of the tenant's customers. */
export async function pageCustomers(
  trx: Trx,
  tenantId: string,
  { emails, phones, externalRefs, text }: CustomerFilter,
  page: PageRequest,
): Promise<Page<CustomerRow>> {
  let query = trx
    .selectFrom('customers')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
  if (emails !== undefined) query = query.where(among('email', emails))
  if (phones !== undefined) query = query.where(among('phone', phones))
  if (externalRefs !== undefined) query = query.where(among('external_ref', externalRefs))
  if (text !== undefined) {
    query = query.where(({ or }) => or(['name', 'email', 'phone'].map(column => contains(trx, column, text))))
  }
  return await fetchPage(query, page)
}

/**
 * `lower` is JavaScript's on SQLite (`sqlite/migrate-connection.ts`): its own would leave all letters but A to Z as they are. So would
 * that of PostgreSQL under the order of bytes that the columns have; Unicode's own rules are JavaScript's.
 */
function contains(trx: Trx, column: string, text: string) {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  const value = isSqlite(trx) ? sql.ref(column) : sql`${sql.ref(column)} collate "und-x-icu"`
  return sql<boolean>`lower(${value}) like ${pattern} escape '\\'`
}

/** Writes all members of a customer, and its revision. */
export async function saveCustomer(trx: Trx, { tenant_id, id, ...members }: CustomerRow): Promise<void> {
  await trx
    .updateTable('customers')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
