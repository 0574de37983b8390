import type { Expression } from 'kysely'
import { among } from './among.ts'
import { dayOf, daysWithBookings } from './booking-days.ts'
import { chooseDriver, findSortable } from './booking-drivers.ts'
import {
  type BookingFilter,
  type BookingQuery,
  bookingsBeside,
  type DaysDriver,
  hasPeriod,
  type ValuesDriver,
} from './booking-filter.ts'
import { fetchParts, fetchSorted } from './list-parts.ts'
import { columnOf, type Page, type PageRequest } from './page.ts'
import { fetchRememberedPage } from './remembered-page.ts'
import type { BookingRow, Trx } from './schema.ts'
import { remembered } from './session.ts'

/** A list that is asked for. */
interface List {
  readonly trx: Trx
  readonly tenantId: string
  readonly filter: BookingFilter
  readonly page: PageRequest
}

/** One page of the tenant's bookings. It hangs on bookings alone, and is the same object until somebody writes one. */
export async function pageBookings(
  trx: Trx,
  tenantId: string,
  filter: BookingFilter,
  page: PageRequest,
): Promise<Page<BookingRow>> {
  const list = { trx, tenantId, filter, page }
  const key = JSON.stringify([tenantId, filter, page])
  return await remembered(trx, 'bookings', key, () => readPage(list), 'pages')
}

async function readPage(list: List): Promise<Page<BookingRow>> {
  const { trx, tenantId, filter, page } = list
  const isByStart = columnOf(page) === 'start_at'
  const newest = isByStart ? undefined : await pageOfNewest(list)
  if (newest !== undefined) return newest
  if (!isByStart && hasPeriod(filter)) {
    const sortable = await findSortable(trx, tenantId, filter)
    if (sortable !== undefined) return await pageSorted(list, sortable)
  }
  const driver = await chooseDriver(trx, tenantId, filter, isByStart)
  if (driver?.kind === 'values') return await pageByValues(list, driver)
  if (driver?.kind === 'days') return await pageByDays(list, driver)
  return await fetchRememberedPage(
    { trx, table: 'bookings', tenantId, rows: bookingsBeside(trx, tenantId, filter, undefined) },
    page,
  )
}

/**
 * Of what was changed since an instant, newest first, the beginning is what was made since then: mostly all that is
 * asked for. Undefined where the page goes beyond.
 */
async function pageOfNewest({ trx, tenantId, filter, page }: List): Promise<Page<BookingRow> | undefined> {
  const { updatedSince, ...others } = filter
  if (updatedSince === undefined || (page.from !== null && page.from.position.sort < updatedSince))
    return undefined
  const list = { trx, tenantId, filter: others, page }
  const driver = await chooseDriver(trx, tenantId, others, false)
  if (driver?.kind === 'days') return undefined
  const made = (query: BookingQuery) => query.where('created_at', '>=', updatedSince)
  const found =
    driver === undefined
      ? await fetchRememberedPage<'bookings', BookingRow>(
          { trx, table: 'bookings', tenantId, rows: made(bookingsBeside(trx, tenantId, others, undefined)) },
          page,
        )
      : await pageByValues(list, driver, made)
  // What comes before a place after that instant was made after it too.
  return page.from?.direction === 'before' || found.hasNext ? found : undefined
}

/** By the values of one column: each is a part of which an index has the order. */
async function pageByValues(
  { trx, tenantId, filter, page }: List,
  driver: ValuesDriver,
  narrowed: (query: BookingQuery) => BookingQuery = query => query,
): Promise<Page<BookingRow>> {
  const rest = narrowed(bookingsBeside(trx, tenantId, filter, driver))
  const part = (value: Expression<string>) => rest.where(driver.column, '=', value)
  return await fetchParts(trx, tenantId, { table: 'bookings', values: driver.values, part }, page)
}

/** By the days of a period: each is a part of which an index has the order. */
async function pageByDays(
  { trx, tenantId, filter, page }: List,
  driver: DaysDriver,
): Promise<Page<BookingRow>> {
  const { startFrom, startTo, updatedSince } = filter
  const period = driver.column === 'start_at' ? { from: startFrom, to: startTo } : { from: updatedSince }
  const values = daysWithBookings(tenantId, driver.column, period)
  const rest = bookingsBeside(trx, tenantId, filter, driver)
  const part = (day: Expression<string>) => rest.where(dayOf(driver.column), '=', day)
  return await fetchParts(trx, tenantId, { table: 'bookings', values, part }, page)
}

/** By the values of one column within a period of starts, put into the order of their creation. */
async function pageSorted(
  { trx, tenantId, filter, page }: List,
  driver: ValuesDriver,
): Promise<Page<BookingRow>> {
  const found = bookingsBeside(trx, tenantId, filter, driver).where(among(driver.column, driver.values))
  return await fetchSorted(trx, tenantId, { table: 'bookings', found }, page)
}
