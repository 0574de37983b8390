import type { Expression } from 'kysely'
import { amongBeside } from './among.ts'
import { fetchFew, fetchParts } from './list-parts.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow, prepared } from './prepared.ts'
import type { RefundRow, Trx } from './schema.ts'

/** Which refunds a list shows; every given filter must hold. */
export interface RefundFilter {
  readonly paymentIds?: readonly string[]
  readonly statuses?: readonly string[]
}

const refundById = prepared<{ tenantId: string; id: string }, RefundRow>((db, hole) =>
  db.selectFrom('refunds').selectAll().where('tenant_id', '=', hole('tenantId')).where('id', '=', hole('id')),
)

/** Adds a refund. */
export async function insertRefund(trx: Trx, row: RefundRow): Promise<void> {
  await insertRow(trx, 'refunds', row)
}

/** The refund of this tenant, or undefined. */
export async function findRefund(trx: Trx, tenantId: string, id: string): Promise<RefundRow | undefined> {
  const [row] = await refundById(trx, { tenantId, id })
  return row
}

/** One page of the tenant's refunds. */
export async function pageRefunds(
  trx: Trx,
  tenantId: string,
  { paymentIds, statuses }: RefundFilter,
  page: PageRequest,
): Promise<Page<RefundRow>> {
  let query = trx.selectFrom('refunds').where('tenant_id', '=', tenantId)
  const lists = [
    ['payment_id', paymentIds],
    ['status', statuses],
  ] as const
  // A payment has few refunds; whatever else is asked for is looked up in their rows.
  const [driving, ...others] = lists.filter(list => list[1] !== undefined)
  for (const [column, values = []] of others) query = query.where(amongBeside(column, values))
  if (driving === undefined) return await fetchPage(query.selectAll(), page)
  const [column, values = []] = driving
  if (column === 'payment_id')
    return await fetchFew(trx, tenantId, { table: 'refunds', column, values }, query, page)
  const part = (value: Expression<string>) => query.where(column, '=', value)
  return await fetchParts<'refunds', RefundRow>(trx, tenantId, { table: 'refunds', values, part }, page)
}

/** Writes a refund's row in place of the one before. */
export async function updateRefund(trx: Trx, row: RefundRow): Promise<void> {
  const { tenant_id, id, ...members } = row
  await trx
    .updateTable('refunds')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
