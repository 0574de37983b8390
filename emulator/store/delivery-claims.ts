import type { LaneName, SentDelivery } from './deliveries.ts'
import { isSqlite } from './dialect.ts'
import { prepared } from './prepared.ts'
import type { Trx } from './schema.ts'

/** From when until when attempts are claimed: stored instants of real time, for a sandbox's clock may stand still. */
export interface Lease {
  readonly now: string
  readonly leaseUntil: string
  /** The `leaseUntil` of the claim before, for whoever goes on at an endpoint: it keeps what it has. */
  readonly heldUntil?: string | undefined
  /** Ids of attempts that were made and are still to be written down: they are passed over. */
  readonly made?: ReadonlySet<string> | undefined
}

/** Attempts of one endpoint for whoever is going to make them, in the order of their events. */
export interface Claim {
  readonly deliveries: readonly SentDelivery[]
  /**
   * The number of the first event that waits; null when none does. With no `deliveries`, another process is serving
   * the endpoint.
   */
  readonly firstWaiting: number | null
  /** Until when nobody else gets them, in real time; null where there is nobody else. */
  readonly until: string | null
}

const readyOfLane = prepared<{ tenantId: string; webhookId: string; limit: number }, SentDelivery>(
  (db, hole) =>
    db
      .selectFrom('deliveries')
      .leftJoin('events', join =>
        join
          .onRef('events.tenant_id', '=', 'deliveries.tenant_id')
          .onRef('events.id', '=', 'deliveries.event_id'),
      )
      .selectAll('deliveries')
      .select(({ fn }) => fn.coalesce('deliveries.sample', 'events.payload').as('body'))
      .where('deliveries.status', '=', 'pending')
      .where('deliveries.ready', '=', 1)
      .where('deliveries.tenant_id', '=', hole('tenantId'))
      .where('deliveries.webhook_id', '=', hole('webhookId'))
      .orderBy('deliveries.event_seq')
      .orderBy('deliveries.attempt')
      .limit(hole('limit')),
)

/**
 * The next attempts to make at one endpoint, for whoever is going to make them. Where several processes share a
 * database, nobody else gets an attempt of this endpoint until these are written down or let go, or the lease has
 * ended. On SQLite the lock of the data folder sees to that: this only reads there, and elsewhere it writes.
 */
export async function claimDeliveries(trx: Trx, lane: LaneName, limit: number, lease: Lease): Promise<Claim> {
  const { made = new Set<string>() } = lease
  const longest = limit + made.size
  const isToMake = ({ id }: { readonly id: string }) => !made.has(id)
  if (isSqlite(trx)) {
    const ready = await readyOfLane(trx, {
      tenantId: lane.tenant_id,
      webhookId: lane.webhook_id,
      limit: longest,
    })
    const deliveries = ready.filter(isToMake).slice(0, limit)
    return { deliveries, firstWaiting: deliveries[0]?.event_seq ?? null, until: null }
  }
  const next = (await nextOfLane(trx, lane, longest)).filter(isToMake).slice(0, limit)
  const firstWaiting = next[0]?.event_seq ?? null
  const ids = new Set(await lockFree(trx, lane, next, lease))
  if (ids.size === 0) return { deliveries: [], firstWaiting, until: null }
  await setClaim(trx, lane.tenant_id, [...ids], lease.leaseUntil)
  const ready = await readyOfLane(trx, {
    tenantId: lane.tenant_id,
    webhookId: lane.webhook_id,
    limit: longest,
  })
  return { deliveries: ready.filter(({ id }) => ids.has(id)), firstWaiting, until: lease.leaseUntil }
}

/** Lets others have what was claimed at an endpoint until an instant, and not made. */
export async function letGo(trx: Trx, { tenant_id, webhook_id }: LaneName, until: string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ claimed_until: null })
    .where('tenant_id', '=', tenant_id)
    .where('webhook_id', '=', webhook_id)
    .where('status', '=', 'pending')
    .where('ready', '=', 1)
    .where('claimed_until', '=', until)
    .execute()
}

interface Next {
  readonly id: string
  readonly event_seq: number
  readonly claimed_until: string | null
}

async function nextOfLane(trx: Trx, { tenant_id, webhook_id }: LaneName, limit: number): Promise<Next[]> {
  return await trx
    .selectFrom('deliveries')
    .select(['id', 'event_seq', 'claimed_until'])
    .where('status', '=', 'pending')
    .where('ready', '=', 1)
    .where('tenant_id', '=', tenant_id)
    .where('webhook_id', '=', webhook_id)
    .orderBy('event_seq')
    .orderBy('attempt')
    .limit(limit)
    .execute()
}

/**
 * Ids of the next attempts, locked, up to the first that somebody else is about to take: what comes behind it must
 * wait, or events would overtake each other. None while somebody else has one of them.
 */
async function lockFree(
  trx: Trx,
  { tenant_id }: LaneName,
  next: readonly Next[],
  { now, heldUntil }: Lease,
): Promise<string[]> {
  const isFree = ({ claimed_until }: Pick<Next, 'claimed_until'>) =>
    claimed_until === null || claimed_until <= now || claimed_until === heldUntil
  if (next.length === 0 || !next.every(isFree)) return []
  const ids = next.map(({ id }) => id)
  const rows = await trx
    .selectFrom('deliveries')
    .select(['id', 'claimed_until'])
    .where('tenant_id', '=', tenant_id)
    .where('id', 'in', ids)
    .where('status', '=', 'pending')
    .where('ready', '=', 1)
    // Always in the same order, and those that somebody has locked are passed over.
    .orderBy('event_seq')
    .orderBy('attempt')
    .forUpdate()
    .skipLocked()
    .execute()
  // They are read again once they are locked: somebody may have claimed them in between.
  const free = new Set(rows.filter(isFree).map(({ id }) => id))
  const firstTaken = ids.findIndex(id => !free.has(id))
  return firstTaken === -1 ? ids : ids.slice(0, firstTaken)
}

async function setClaim(trx: Trx, tenantId: string, ids: readonly string[], until: string): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({ claimed_until: until })
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
}
