import { amongBeside } from './among.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { AccessReviewRow, Trx } from './schema.ts'

/** Adds a review. */
export async function insertAccessReview(trx: Trx, row: AccessReviewRow): Promise<void> {
  await insertRow(trx, 'access_reviews', row)
}

/** The review of this tenant, or undefined. */
export async function findAccessReview(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<AccessReviewRow | undefined> {
  return await trx
    .selectFrom('access_reviews')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** One page of the tenant's reviews. */
export async function pageAccessReviews(
  trx: Trx,
  tenantId: string,
  { statuses }: { readonly statuses?: readonly string[] },
  page: PageRequest,
): Promise<Page<AccessReviewRow>> {
  const all = trx.selectFrom('access_reviews').selectAll().where('tenant_id', '=', tenantId)
  return await fetchPage(statuses === undefined ? all : all.where(amongBeside('status', statuses)), page)
}

/** Writes all members of a review, and its revision. */
export async function saveAccessReview(
  trx: Trx,
  { tenant_id, id, ...members }: AccessReviewRow,
): Promise<void> {
  await trx
    .updateTable('access_reviews')
    .set(members)
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', id)
    .execute()
}
