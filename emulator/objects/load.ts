import { rowsWithIds } from '../store/rows-with-ids.ts'
import type { Trx } from '../store/schema.ts'
import { bookingObject } from './booking.ts'
import { customerObject } from './customer.ts'
import { locationObject } from './location.ts'
import { resourceObject } from './resource.ts'
import { serviceObject } from './service.ts'
import { skillObject } from './skill.ts'

const kinds = {
  booking: { table: 'bookings', toObject: bookingObject },
  customer: { table: 'customers', toObject: customerObject },
  service: { table: 'services', toObject: serviceObject },
  resource: { table: 'resources', toObject: resourceObject },
  location: { table: 'locations', toObject: locationObject },
  skill: { table: 'skills', toObject: skillObject },
} as const

/** Kinds of objects that others name by their id. */
export type LoadedKind = keyof typeof kinds

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
