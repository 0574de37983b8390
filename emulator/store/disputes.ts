import type { Expression } from 'kysely'
import { amongBeside } from './among.ts'
import { fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { DisputeRow, Trx } from './schema.ts'

/** Which disputes a list shows; every given filter must hold. */
export interface DisputeFilter {
  readonly paymentIds?: readonly string[]
  readonly statuses?: readonly string[]
}

const disputeById = prepared<{ tenantId: string; id: string }, DisputeRow>((db, hole) =>
  db
    .selectFrom('disputes')
    .selectAll()
    .where('tenant_id', '=', hole('tenantId'))
    .where('id', '=', hole('id')),
)

/** Adds a dispute. */
export async function insertDispute(trx: Trx, row: DisputeRow): Promise<void> {
  await insertRow(trx, 'disputes', row)
}

/** The dispute of this tenant, or undefined. */
export async function findDispute(trx: Trx, tenantId: string, id: string): Promise<DisputeRow | undefined> {
  const [row] = await disputeById(trx, { tenantId, id })
  return row
}

/** The dispute of a payment, or undefined; there is one at most. */
export async function disputeOfPayment(
  trx: Trx,
  tenantId: string,
  paymentId: string,
): Promise<DisputeRow | undefined> {
  return await trx
    .selectFrom('disputes')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('payment_id', '=', paymentId)
    .executeTakeFirst()
}

/** One page of the tenant's disputes. */
export async function pageDisputes(
  trx: Trx,
  tenantId: string,
  { paymentIds, statuses }: DisputeFilter,
  page: PageRequest,
): Promise<Page<DisputeRow>> {
  let query = trx.selectFrom('disputes').where('tenant_id', '=', tenantId)
  const lists = [
    ['payment_id', paymentIds],
    ['status', statuses],
  ] as const
  // A payment has few disputes; whatever else is asked for is looked up in their rows.
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  for (const [column, values = []] of others) query = query.where(amongBeside(column, values))
  if (driving === undefined) return await fetchPage(query.selectAll(), page)
  const [column, values = []] = driving
  const part = (value: Expression<string>) => query.where(column, '=', value)
  return await fetchParts<'disputes', DisputeRow>(trx, tenantId, { table: 'disputes', values, part }, page)
}

/** Writes a dispute's row in place of the one before. */
export async function updateDispute(trx: Trx, row: DisputeRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .updateTable('disputes')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
