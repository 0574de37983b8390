import type { IdempotencyRow, Trx } from './schema.ts'

/** What one idempotency key is unique within. */
export type IdempotencyScope = Pick<
  IdempotencyRow,
  'tenant_id' | 'key_id' | 'method' | 'path' | 'idempotency_key'
>

/** The record of this key that has not expired, or undefined. */
export async function findIdempotencyRecord(
  trx: Trx,
  scope: IdempotencyScope,
  now: string,
): Promise<IdempotencyRow | undefined> {
  return await trx
    .selectFrom('idempotency_records')
    .selectAll()
    .where('tenant_id', '=', scope.tenant_id)
    .where('key_id', '=', scope.key_id)
    .where('method', '=', scope.method)
    .where('path', '=', scope.path)
    .where('idempotency_key', '=', scope.idempotency_key)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Keeps an answer for replays, in place of an expired record of the same key. */
export async function saveIdempotencyRecord(trx: Trx, record: IdempotencyRow): Promise<void> {
  await trx
    .insertInto('idempotency_records')
    .values(record)
    .onConflict(conflict =>
      conflict.columns(['tenant_id', 'key_id', 'method', 'path', 'idempotency_key']).doUpdateSet(record),
    )
    .execute()
}
