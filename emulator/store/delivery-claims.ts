import { type LaneName, readyDeliveries, type SentDelivery } from './deliveries.ts'
import { isSqlite } from './dialect.ts'
import type { Trx } from './schema.ts'

/** From when until when attempts are claimed: stored instants of real time, for a sandbox's clock may stand still. */
export interface Lease {
  readonly now: string
  readonly leaseUntil: string
  /** The `leaseUntil` of the claim before, for whoever goes on at an endpoint: it keeps what it has. */
  readonly heldUntil?: string
}

/**
 * The next attempts to make at one endpoint, in the order of their events, for whoever is going to make them. Where
 * several processes share a database, nobody else gets an attempt of this endpoint until these are written down or the
 * lease has ended. On SQLite the lock of the data folder sees to that: this only reads there, and elsewhere it writes.
 */
export async function claimDeliveries(
  trx: Trx,
  lane: LaneName,
  limit: number,
  lease: Lease,
): Promise<SentDelivery[]> {
  if (isSqlite(trx)) return await readyDeliveries(trx, lane, limit)
  const ids = await freeInOrder(trx, lane, limit, lease)
  if (ids.length === 0) return []
  await trx
    .updateTable('deliveries')
    .set({ claimed_until: lease.leaseUntil })
    .where('tenant_id', '=', lane.tenant_id)
    .where('id', 'in', ids)
    .execute()
  return (await readyDeliveries(trx, lane, limit)).filter(({ id }) => ids.includes(id))
}

/**
 * Ids of the next attempts, up to the first that somebody else has or is about to take: what comes behind it must wait,
 * or events would overtake each other.
 */
async function freeInOrder(
  trx: Trx,
  { tenant_id, webhook_id }: LaneName,
  limit: number,
  { now, heldUntil }: Lease,
): Promise<string[]> {
  const rows = await trx
    .with('next', db =>
      db
        .selectFrom('deliveries')
        .select(({ fn }) => [
          'id as next_id',
          // Its place tells whether one before it was passed over, because somebody has locked it.
          fn
            .agg<number>('row_number')
            .over(over => over.orderBy('event_seq').orderBy('attempt'))
            .as('place'),
        ])
        .where('status', '=', 'pending')
        .where('ready', '=', 1)
        .where('tenant_id', '=', tenant_id)
        .where('webhook_id', '=', webhook_id)
        .orderBy('event_seq')
        .orderBy('attempt')
        .limit(limit),
    )
    .selectFrom('next')
    .innerJoin('deliveries', 'deliveries.id', 'next.next_id')
    .select(['id', 'claimed_until', 'place'])
    .where('tenant_id', '=', tenant_id)
    .where('status', '=', 'pending')
    .where('ready', '=', 1)
    .orderBy('place')
    .forUpdate('deliveries')
    .skipLocked()
    .execute()
  const firstTaken = rows.findIndex(
    // PostgreSQL counts in 64 bits and may answer text.
    ({ claimed_until, place }, i) =>
      Number(place) !== i + 1 ||
      !(claimed_until === null || claimed_until <= now || claimed_until === heldUntil),
  )
  return rows.slice(0, firstTaken === -1 ? rows.length : firstTaken).map(({ id }) => id)
}
