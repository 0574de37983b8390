import type { RateBucketRow, Trx } from './schema.ts'

/** Writes down how full the buckets of some tenants are. */
export async function saveRateBuckets(trx: Trx, rows: readonly RateBucketRow[]): Promise<void> {
  for (const row of rows) {
    await trx
      .insertInto('rate_buckets')
      .values(row)
      .onConflict(conflict => conflict.column('tenant_id').doUpdateSet(row))
      .execute()
  }
}

/** What was written down of all tenants' buckets. */
export async function readRateBuckets(trx: Trx): Promise<RateBucketRow[]> {
  return await trx.selectFrom('rate_buckets').selectAll().execute()
}
