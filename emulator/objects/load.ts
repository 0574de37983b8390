import { rowsWithIds } from '../store/rows-with-ids.ts'
import type { Trx } from '../store/schema.ts'
import { accessReviewObject } from './access-review.ts'
import { bookingObject } from './booking.ts'
import { customerObject } from './customer.ts'
import { disputeObject } from './dispute.ts'
import { eventObject } from './event.ts'
import { locationObject } from './location.ts'
import { paymentObject, refundObject } from './payment.ts'
import { resourceObject } from './resource.ts'
import { serviceObject } from './service.ts'
import { skillObject } from './skill.ts'
import { waitlistEntryObject } from './waitlist-entry.ts'

const kinds = {
  booking: { table: 'bookings', toObject: bookingObject },
  customer: { table: 'customers', toObject: customerObject },
  service: { table: 'services', toObject: serviceObject },
  resource: { table: 'resources', toObject: resourceObject },
  location: { table: 'locations', toObject: locationObject },
  skill: { table: 'skills', toObject: skillObject },
  payment: { table: 'payments', toObject: paymentObject },
  refund: { table: 'refunds', toObject: refundObject },
  dispute: { table: 'disputes', toObject: disputeObject },
  waitlist_entry: { table: 'waitlist_entries', toObject: waitlistEntryObject },
  access_review: { table: 'access_reviews', toObject: accessReviewObject },
  event: { table: 'events', toObject: eventObject },
} as const

/** Kinds of objects that others name by their id. */
export type LoadedKind = keyof typeof kinds

/** Whether objects of a kind, such as `waitlist_entry`, are made of their rows alone. */
export function isLoaded(kind: string): kind is LoadedKind {
  return Object.hasOwn(kinds, kind)
}

export type LoadedObject<Kind extends LoadedKind> = ReturnType<(typeof kinds)[Kind]['toObject']>

/**
 * Many objects of one kind at once, by id: one statement, whatever their number. Ids that this tenant has not are
 * left out; deleted and archived objects are found, because others still name them.
 */
export async function load<Kind extends LoadedKind>(
  trx: Trx,
  tenantId: string,
  kind: Kind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LoadedObject<Kind>>> {
  const { table, toObject } = kinds[kind]
  const rows = await rowsWithIds(trx, table, tenantId, [...new Set(ids)])
  return new Map(rows.map(row => [row.id, (toObject as (row: unknown) => LoadedObject<Kind>)(row)]))
}
