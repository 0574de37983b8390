import { prepared } from './prepared.ts'
import type { IdempotencyRow, Trx } from './schema.ts'

/** What one idempotency key is unique within. */
export type IdempotencyScope = Pick<
  IdempotencyRow,
  'tenant_id' | 'key_id' | 'method' | 'path' | 'idempotency_key'
>

const scopeColumns = ['tenant_id', 'key_id', 'method', 'path', 'idempotency_key'] as const

const recordOfKey = prepared<IdempotencyScope & { now: string }, IdempotencyRow>((db, hole) =>
  scopeColumns.reduce(
    (query, column) => query.where(column, '=', hole(column)),
    db.selectFrom('idempotency_records').selectAll().where('expires_at', '>', hole('now')),
  ),
)

const recordColumns = [
  ...scopeColumns,
  'fingerprint',
  'status',
  'headers',
  'body',
  'request_id',
  'created_at',
  'expires_at',
] as const satisfies readonly (keyof IdempotencyRow)[]

const saveRecord = prepared<IdempotencyRow>((db, hole) => {
  const values = Object.fromEntries(recordColumns.map(column => [column, hole(column)])) as never
  return db
    .insertInto('idempotency_records')
    .values(values)
    .onConflict(conflict => conflict.columns([...scopeColumns]).doUpdateSet(values))
})

/** The record of this key that has not expired, or undefined. */
export async function findIdempotencyRecord(
  trx: Trx,
  scope: IdempotencyScope,
  now: string,
): Promise<IdempotencyRow | undefined> {
  const [record] = await recordOfKey(trx, { ...scope, now })
  return record
}

/** Keeps an answer for replays, in place of an expired record of the same key. */
export async function saveIdempotencyRecord(trx: Trx, record: IdempotencyRow): Promise<void> {
  await saveRecord(trx, record)
}

const deleteExpired = prepared<{ now: string }>((db, hole) =>
  db.deleteFrom('idempotency_records').where('expires_at', '<=', hole('now')),
)

/** Deletes the records that no query answers any more. Through an index: it costs nothing when there are none. */
export async function deleteExpiredRecords(trx: Trx, now: string): Promise<void> {
  await deleteExpired(trx, { now })
}
