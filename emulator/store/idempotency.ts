import { sql } from 'kysely'
import { isSqlite } from './dialect.ts'
import { prepared } from './prepared.ts'
import type { IdempotencyRow, Trx } from './schema.ts'

/** What one idempotency key is unique within. */
export type IdempotencyScope = Pick<
  IdempotencyRow,
  'tenant_id' | 'key_id' | 'method' | 'path' | 'idempotency_key'
>

/** What a claim says before its operation has ended. */
export type IdempotencyClaim = IdempotencyScope &
  Pick<IdempotencyRow, 'fingerprint' | 'request_id' | 'created_at' | 'expires_at'>

/** What is kept of the end: status, body, and the revision of what was answered. */
export type IdempotencyOutcome = Pick<IdempotencyRow, 'status' | 'body' | 'revision'>

const scopeColumns = ['tenant_id', 'key_id', 'method', 'path', 'idempotency_key'] as const

const recordOfKey = prepared<IdempotencyScope, IdempotencyRow>((db, hole) =>
  scopeColumns.reduce(
    (query, column) => query.where(column, '=', hole(column)),
    db.selectFrom('idempotency_records').selectAll(),
  ),
)

const claimColumns = [
  ...scopeColumns,
  'fingerprint',
  'request_id',
  'created_at',
  'expires_at',
] as const satisfies readonly (keyof IdempotencyClaim)[]

const insertClaim = prepared<IdempotencyClaim, { request_id: string }>((db, hole) => {
  const values = Object.fromEntries(claimColumns.map(column => [column, hole(column)]))
  return db
    .insertInto('idempotency_records')
    .values(({ lit }) => ({ ...values, status: lit(0), body: sql.lit(''), revision: lit(null) }) as never)
    .onConflict(conflict => conflict.columns([...scopeColumns]).doNothing())
    .returning('request_id')
})

const writeRecord = prepared<IdempotencyClaim & IdempotencyOutcome>((db, hole) => {
  const columns = [...claimColumns, 'status', 'body', 'revision'] as const
  const values = Object.fromEntries(columns.map(column => [column, hole(column)])) as never
  return db
    .insertInto('idempotency_records')
    .values(values)
    .onConflict(conflict => conflict.columns([...scopeColumns]).doUpdateSet(values))
})

const replaceClaim = prepared<IdempotencyClaim>((db, hole) =>
  scopeColumns.reduce(
    (query, column) => query.where(column, '=', hole(column)),
    db.updateTable('idempotency_records').set({
      fingerprint: hole('fingerprint'),
      request_id: hole('request_id'),
      created_at: hole('created_at'),
      expires_at: hole('expires_at'),
    }),
  ),
)

const writeOutcome = prepared<IdempotencyScope & IdempotencyOutcome>((db, hole) =>
  scopeColumns.reduce(
    (query, column) => query.where(column, '=', hole(column)),
    db
      .updateTable('idempotency_records')
      .set({ status: hole('status'), body: hole('body'), revision: hole('revision') }),
  ),
)

/**
 * Claims a key before its operation runs. Gives the record that stands in the way and has not expired, else undefined.
 * On PostgreSQL the claim is a row of this transaction, at which others wait; it commits with the outcome or goes with
 * everything else. The one process that has a SQLite database knows what it runs: nothing is written before the outcome.
 */
export async function claimIdempotencyKey(
  trx: Trx,
  claim: IdempotencyClaim,
): Promise<IdempotencyRow | undefined> {
  if (isSqlite(trx)) return await findIdempotencyRecord(trx, claim, claim.created_at)
  const [claimed] = await insertClaim(trx, claim)
  if (claimed !== undefined) return undefined
  const record = await findIdempotencyRecord(trx, claim, claim.created_at)
  if (record === undefined) await replaceClaim(trx, claim)
  return record
}

/** The record of this key that has not expired by a stored instant, or undefined. */
export async function findIdempotencyRecord(
  trx: Trx,
  scope: IdempotencyScope,
  now: string,
): Promise<IdempotencyRow | undefined> {
  const [record] = await recordOfKey(trx, scope)
  return record !== undefined && record.expires_at > now ? record : undefined
}

/** Keeps the outcome of a claimed key for replays, in place of an expired one. */
export async function keepIdempotencyOutcome(
  trx: Trx,
  claim: IdempotencyClaim,
  outcome: IdempotencyOutcome,
): Promise<void> {
  const record = { ...claim, ...outcome }
  if (isSqlite(trx)) await writeRecord(trx, record)
  else await writeOutcome(trx, record)
}

/**
 * Whether nobody else runs a request with this key now. On SQLite the process knows it, because it alone has the
 * database; on PostgreSQL a lock tells, which ends with the transaction.
 */
export async function lockIdempotencyKey(trx: Trx, scope: IdempotencyScope): Promise<boolean> {
  if (isSqlite(trx)) return true
  const name = JSON.stringify(scopeColumns.map(column => scope[column]))
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as free`.execute(trx)
  return rows[0]?.free === true
}

const deleteExpired = prepared<{ now: string }>((db, hole) =>
  db.deleteFrom('idempotency_records').where('expires_at', '<=', hole('now')),
)

/** Deletes the records that no query answers any more. Through an index: it costs nothing when there are none. */
export async function deleteExpiredRecords(trx: Trx, now: string): Promise<void> {
  await deleteExpired(trx, { now })
}
