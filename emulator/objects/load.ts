import { bookingsOfSeries } from '../store/booking-series.ts'
import { toStored } from '../store/instants.ts'
import { type ObjectTable, rowsWithIds } from '../store/rows-with-ids.ts'
import type { RowsByTable, Trx } from '../store/schema.ts'
import { secretsOfTenant } from '../store/webhooks.ts'
import { accessReviewObject } from './access-review.ts'
import { bookingObject } from './booking.ts'
import { seriesObject } from './booking-series.ts'
import { customerObject } from './customer.ts'
import { disputeObject } from './dispute.ts'
import { eventObject } from './event.ts'
import { holdObject } from './hold.ts'
import { locationObject } from './location.ts'
import { paymentObject, refundObject } from './payment.ts'
import { resourceObject } from './resource.ts'
import { serviceObject } from './service.ts'
import { skillObject } from './skill.ts'
import { waitlistEntryObject } from './waitlist-entry.ts'
import { webhookObject } from './webhook.ts'

/** The objects of one kind with these ids, as they are at an instant: as many statements, whatever their number. */
type Loader<One> = (trx: Trx, tenantId: string, ids: readonly string[], nowMs: number) => Promise<One[]>

function ofTable<Table extends ObjectTable, One>(
  table: Table,
  toObject: (row: RowsByTable[Table], nowMs: number) => One,
): Loader<One> {
  return async (trx, tenantId, ids, nowMs) => {
    const rows = await rowsWithIds(trx, table, tenantId, ids)
    return rows.map(row => toObject(row, nowMs))
  }
}

const kinds = {
  booking: ofTable('bookings', row => bookingObject(row)),
  booking_series: async (trx: Trx, tenantId: string, ids: readonly string[]) => {
    const rows = await rowsWithIds(trx, 'booking_series', tenantId, ids)
    const bookings = await bookingsOfSeries(trx, tenantId, rows)
    return rows.map(row => seriesObject(row, bookings))
  },
  customer: ofTable('customers', row => customerObject(row)),
  service: ofTable('services', row => serviceObject(row)),
  resource: ofTable('resources', row => resourceObject(row)),
  location: ofTable('locations', row => locationObject(row)),
  skill: ofTable('skills', row => skillObject(row)),
  hold: ofTable('holds', holdObject),
  payment: ofTable('payments', row => paymentObject(row)),
  refund: ofTable('refunds', row => refundObject(row)),
  dispute: ofTable('disputes', row => disputeObject(row)),
  waitlist_entry: ofTable('waitlist_entries', row => waitlistEntryObject(row)),
  access_review: ofTable('access_reviews', row => accessReviewObject(row)),
  event: ofTable('events', row => eventObject(row)),
  webhook: async (trx: Trx, tenantId: string, ids: readonly string[], nowMs: number) => {
    const rows = await rowsWithIds(trx, 'webhooks', tenantId, ids)
    const secrets = Map.groupBy(await secretsOfTenant(trx, tenantId), ({ webhook_id }) => webhook_id)
    return rows.map(row => webhookObject(row, secrets.get(row.id) ?? [], toStored(nowMs)))
  },
} as const

/** Kinds of objects that others name by their id. */
export type LoadedKind = keyof typeof kinds

/** Whether many objects of a kind, such as `waitlist_entry`, can be read at once. */
export function isLoaded(kind: string): kind is LoadedKind {
  return Object.hasOwn(kinds, kind)
}

export type LoadedObject<Kind extends LoadedKind> = Awaited<ReturnType<(typeof kinds)[Kind]>>[number]

/**
 * Many objects of one kind at once, by id: as many statements, whatever their number. Ids that this tenant has not are
 * left out; deleted and archived objects are found, because others still name them.
 */
export async function load<Kind extends LoadedKind>(
  trx: Trx,
  tenantId: string,
  kind: Kind,
  ids: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, LoadedObject<Kind>>> {
  if (ids.length === 0) return new Map()
  const one = kinds[kind] as Loader<{ readonly id: string }>
  const objects = await one(trx, tenantId, [...new Set(ids)], nowMs)
  return new Map(objects.map(object => [object.id, object as LoadedObject<Kind>]))
}
