import { type Expression, sql } from 'kysely'
import { amongBeside } from './among.ts'
import { insertRows } from './bulk-insert.ts'
import { fetchParts } from './list-parts.ts'
import type { Page, PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import { fetchRememberedPage } from './remembered-page.ts'
import type { CustomerRow, Trx } from './schema.ts'
import { fetchSearchedPage, type ReadPiece } from './searched-page.ts'
import { remembered } from './session.ts'

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
  await insertRow(trx, 'customers', withSearchText(row))
}

/** Adds many customers, several with each statement. */
export async function insertCustomers(trx: Trx, rows: readonly CustomerRow[]): Promise<void> {
  await insertRows(trx, 'customers', rows.map(withSearchText))
}

/** Never in what somebody looks for, so that no text is found in two members together. */
const separator = '\u001f'

/** A text is found in upper and lower case, of all letters: SQLite's own functions know A to Z only. */
function withSearchText(row: CustomerRow): CustomerRow & { search_text: string } {
  const texts = [row.name, row.email ?? '', row.phone ?? '']
  return { ...row, search_text: texts.join(separator).toLowerCase() }
}

const customerById = prepared<{ tenantId: string; id: string }, CustomerRow>((db, hole) =>
  db
    .selectFrom('customers')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

/** The customer of this tenant, or undefined; deleted ones are not there. */
export async function findCustomer(trx: Trx, tenantId: string, id: string): Promise<CustomerRow | undefined> {
  const row = await findCustomerOrDeleted(trx, tenantId, id)
  return row?.deleted_at === null ? row : undefined
}

/** The customer that an id means: itself, or the one that it was merged into. Undefined when that is deleted. */
export async function findSurvivor(trx: Trx, tenantId: string, id: string): Promise<CustomerRow | undefined> {
  const row = await findCustomer(trx, tenantId, id)
  return row === undefined || row.merged_into === null
    ? row
    : await findCustomer(trx, tenantId, row.merged_into)
}

/** The customer of this tenant, or undefined; deleted ones are there too. */
export async function findCustomerOrDeleted(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<CustomerRow | undefined> {
  return await remembered(trx, 'customers', `${tenantId} ${id}`, async () => {
    const [row] = await customerById(trx, { tenantId, id })
    return row
  })
}

/** The customer that an id means, also where it was deleted: what is kept of a person is still theirs to ask for. */
export async function findSurvivorOrDeleted(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<CustomerRow | undefined> {
  const row = await findCustomerOrDeleted(trx, tenantId, id)
  return row === undefined || row.merged_into === null
    ? row
    : await findCustomerOrDeleted(trx, tenantId, row.merged_into)
}

/** The customers that were merged into this one. */
export async function customersMergedInto(trx: Trx, tenantId: string, id: string): Promise<CustomerRow[]> {
  return await trx
    .selectFrom('customers')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('merged_into', '=', id)
    .orderBy('id')
    .execute()
}

/**
 * One page of the tenant's customers: those that are there, each once. A text alone is looked for piece by piece, each in
 * a transaction of its own; everything else is one.
 */
export async function pageCustomers(
  read: ReadPiece,
  tenantId: string,
  { emails, phones, externalRefs, text }: CustomerFilter,
  page: PageRequest,
): Promise<Page<CustomerRow>> {
  const ofTenant = (trx: Trx) => trx.selectFrom('customers').where('tenant_id', '=', tenantId)
  const there = (rows: ReturnType<typeof ofTenant>) =>
    rows.where('deleted_at', 'is', null).where('merged_into', 'is', null)
  const among = (trx: Trx) => there(ofTenant(trx))
  const lists = [
    ['email', emails],
    ['external_ref', externalRefs],
    ['phone', phones],
  ] as const
  // Few customers share one of these; the others are looked up in their rows.
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  if (driving === undefined) {
    if (text === undefined) {
      const readPage = (trx: Trx) =>
        fetchRememberedPage<'customers', CustomerRow>(
          { trx, table: 'customers', tenantId, rows: among(trx) },
          page,
        )
      const key = JSON.stringify([tenantId, page])
      return await read(trx => remembered(trx, 'customers', key, () => readPage(trx), 'pages'))
    }
    const matching = (rows: ReturnType<typeof ofTenant>) => there(rows.where(contains(text)))
    return await fetchSearchedPage(read, { among: ofTenant, matching }, page)
  }
  const [column, values = []] = driving
  return await read(async trx => {
    let query = among(trx)
    if (text !== undefined) query = query.where(contains(text))
    for (const [name, wanted = []] of others) query = query.where(amongBeside(name, wanted))
    const part = (value: Expression<string>) => query.where(column, '=', value)
    return await fetchParts<'customers', CustomerRow>(
      trx,
      tenantId,
      { table: 'customers', values, part },
      page,
    )
  })
}

function contains(text: string) {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`search_text like ${pattern} escape '\\'`
}

/** Writes all members of a customer, and its revision. */
export async function saveCustomer(trx: Trx, row: CustomerRow): Promise<void> {
  const { tenant_id, id, ...members } = withSearchText(row)
  await trx
    .updateTable('customers')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
