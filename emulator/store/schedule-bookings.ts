import { beside } from './among.ts'
import { toStored } from './instants.ts'
import type { BookingRow, Trx } from './schema.ts'

/** Some of the bookings that start in a half-open span, in milliseconds. */
interface Starts {
  readonly statuses: readonly string[]
  readonly fromMs: number
  readonly toMs: number
  /** The last of the part before; undefined for the first part. */
  readonly after: Pick<BookingRow, 'start_at' | 'id'> | undefined
  readonly most: number
}

/** Bookings in these states that start in a span, by start and id. */
export async function bookingsStarting(
  trx: Trx,
  tenantId: string,
  { statuses, fromMs, toMs, after, most }: Starts,
): Promise<BookingRow[]> {
  const rows = trx
    .selectFrom('bookings')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('start_at', '>=', after?.start_at ?? toStored(fromMs))
    .where('start_at', '<', toStored(toMs))
    .where('status', 'in', [...statuses])
    .orderBy('start_at')
    .orderBy('id')
    .limit(most)
  if (after === undefined) return await rows.execute()
  return await rows
    .where(later => later(later.refTuple('start_at', 'id'), '>', later.tuple(after.start_at, after.id)))
    .execute()
}

/** Who served customers last, by `customer service`: of what was completed before an instant. */
export async function lastServed(
  trx: Trx,
  tenantId: string,
  customerIds: readonly string[],
  beforeMs: number,
): Promise<ReadonlyMap<string, string>> {
  if (customerIds.length === 0) return new Map()
  const rows = await trx
    .selectFrom('bookings')
    .select(['customer_id', 'service_id', 'resource_id'])
    .where('tenant_id', '=', tenantId)
    .where('customer_id', 'in', [...customerIds])
    // Only the customers drive it: a tenant may have completed any number of bookings.
    .where(beside('status'), '=', 'completed')
    .where(beside('start_at'), '<', toStored(beforeMs))
    .orderBy(beside('start_at'))
    .orderBy('id')
    .execute()
  return new Map(rows.map(row => [servedKey(row), row.resource_id]))
}

/** What `lastServed` finds somebody by. */
export function servedKey({
  customer_id,
  service_id,
}: Pick<BookingRow, 'customer_id' | 'service_id'>): string {
  return `${customer_id} ${service_id}`
}
