import { sql } from 'kysely'
import { smallest } from '../../src/lists/extremes.ts'
import { among } from './among.ts'
import { dayOf } from './booking-days.ts'
import {
  type BookingFilter,
  type BookingQuery,
  bookingsOf,
  type Driver,
  hasPeriod,
  type ValuesDriver,
  valuesDrivers,
  withinPeriod,
} from './booking-filter.ts'
import type { Trx } from './schema.ts'

/** So many are few: to find out, and to read them all, takes less than a millisecond; next, a few milliseconds. */
const steps = [500, 5_000]

/** So many are put into order without an index that has it: about a millisecond. */
const mostSorted = 2_000

/**
 * The filter by which a list is best read: the one that fewest bookings match. Nothing is known of that in advance
 * (the database has no statistics, so that no plan ever changes), so the first of them are counted. Undefined where
 * an index has the whole list.
 */
export async function chooseDriver(
  trx: Trx,
  tenantId: string,
  filter: BookingFilter,
  isByStart: boolean,
): Promise<Driver | undefined> {
  const drivers: Driver[] = valuesDrivers(filter)
  // In the order of starts a period is a stretch of every index.
  if (!isByStart && hasPeriod(filter)) drivers.push({ kind: 'days', column: 'start_at' })
  if (filter.updatedSince !== undefined) drivers.push({ kind: 'days', column: 'updated_at' })
  if (drivers.length < 2) return drivers[0]
  for (const most of steps) {
    const counts: number[] = []
    for (const driver of drivers)
      counts.push(await countUpTo(trx, most, foundBy(bookingsOf(trx, tenantId), filter, driver, isByStart)))
    const fewest = smallest(counts)
    if (fewest < most) return drivers[counts.indexOf(fewest)]
  }
  return drivers[0]
}

/** What has to be read where this filter drives. */
function foundBy(
  query: BookingQuery,
  filter: BookingFilter,
  driver: Driver,
  isByStart: boolean,
): BookingQuery {
  if (driver.kind === 'values') {
    const found = query.where(among(driver.column, driver.values))
    return isByStart ? withinPeriod(found, filter) : found
  }
  if (driver.column === 'start_at') return withinPeriod(query, filter)
  const { updatedSince = '' } = filter
  return query
    .where(dayOf('updated_at'), '>=', updatedSince.slice(0, 10))
    .where('updated_at', '>=', updatedSince)
}

/** The filter whose bookings within the period of starts are so few that they can be put into order; or undefined. */
export async function findSortable(
  trx: Trx,
  tenantId: string,
  filter: BookingFilter,
): Promise<ValuesDriver | undefined> {
  for (const driver of valuesDrivers(filter)) {
    const found = bookingsOf(trx, tenantId).where(among(driver.column, driver.values))
    if ((await countUpTo(trx, mostSorted, withinPeriod(found, filter))) < mostSorted) return driver
  }
  return undefined
}

async function countUpTo(trx: Trx, most: number, query: BookingQuery): Promise<number> {
  const { count } = await trx
    .selectFrom(query.select(sql.lit(1).as('one')).limit(most).as('found'))
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  // PostgreSQL counts in 64 bits and answers text.
  return Number(count)
}
