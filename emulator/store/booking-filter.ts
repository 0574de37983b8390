import type { SelectQueryBuilder } from 'kysely'
import { amongBeside } from './among.ts'
import type { DayColumn } from './booking-days.ts'
import type { Database, Trx } from './schema.ts'

/** Which bookings a list shows; every given filter must hold. Instants are stored text. */
export interface BookingFilter {
  readonly seriesIds?: readonly string[]
  readonly customerIds?: readonly string[]
  readonly resourceIds?: readonly string[]
  readonly serviceIds?: readonly string[]
  readonly locationIds?: readonly string[]
  readonly statuses?: readonly string[]
  readonly startFrom?: string
  readonly startTo?: string
  readonly updatedSince?: string
}

/** Bookings of which nothing is selected yet. */
export type BookingQuery = SelectQueryBuilder<Database, 'bookings', object>

/** The columns whose values can be listed; those that fewest bookings share first. */
const listed = [
  ['series_id', 'seriesIds'],
  ['customer_id', 'customerIds'],
  ['resource_id', 'resourceIds'],
  ['service_id', 'serviceIds'],
  ['location_id', 'locationIds'],
  ['status', 'statuses'],
] as const

/** A filter by the values of a column; indexes have each value, by creation and by start. */
export interface ValuesDriver {
  readonly kind: 'values'
  readonly column: (typeof listed)[number][0]
  readonly values: readonly string[]
}

/** A filter by a period; an index has each of its days. */
export interface DaysDriver {
  readonly kind: 'days'
  readonly column: DayColumn
}

/** The filter by which a list is read; the others are looked up in the rows that it finds. */
export type Driver = ValuesDriver | DaysDriver

/** The filters by values among those of a list. */
export function valuesDrivers(filter: BookingFilter): ValuesDriver[] {
  return listed.flatMap(([column, name]) => {
    const values = filter[name]
    return values === undefined ? [] : [{ kind: 'values', column, values: [...new Set(values)] } as const]
  })
}

/** A tenant's bookings that match, but for what the driver says itself. */
export function bookingsBeside(
  trx: Trx,
  tenantId: string,
  filter: BookingFilter,
  driver: Driver | undefined,
): BookingQuery {
  let query = withinPeriod(bookingsOf(trx, tenantId), filter)
  for (const { column, values } of valuesDrivers(filter)) {
    if (column !== driver?.column) query = query.where(amongBeside(column, values))
  }
  const { updatedSince } = filter
  return updatedSince === undefined ? query : query.where('updated_at', '>=', updatedSince)
}

/** Those that start in the period of the filter. */
export function withinPeriod(query: BookingQuery, { startFrom, startTo }: BookingFilter): BookingQuery {
  const from = startFrom === undefined ? query : query.where('start_at', '>=', startFrom)
  return startTo === undefined ? from : from.where('start_at', '<', startTo)
}

/** Whether the list is of those that start in a period. */
export function hasPeriod({ startFrom, startTo }: BookingFilter): boolean {
  return startFrom !== undefined || startTo !== undefined
}

/** All bookings of a tenant. */
export function bookingsOf(trx: Trx, tenantId: string): BookingQuery {
  return trx.selectFrom('bookings').where('tenant_id', '=', tenantId)
}
