import { bookingObject } from '../../objects/booking.ts'
import type { CalendarEntry } from '../../rules/calendar-file/calendar-file.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { bookingsOfSeries, findSeries } from '../../store/booking-series.ts'
import { findBooking } from '../../store/bookings.ts'
import { findCustomer } from '../../store/customers.ts'
import { findLocation } from '../../store/locations.ts'
import { findResource } from '../../store/resources.ts'
import type { BookingRow, SeriesRow } from '../../store/schema.ts'
import { findService } from '../../store/services.ts'

export const getBookingIcs: Handler<'getBookingIcs'> = async (ctx, { params, query }) => {
  const { trx, tenant } = ctx
  const booking = found(await findBooking(trx, tenant.id, params.booking_id), 'booking', params.booking_id)
  const series =
    query.scope === 'series' && booking.series_id !== null
      ? await findSeries(trx, tenant.id, booking.series_id)
      : undefined
  // Loaded by the first who asks: a start of the sandbox does not wait for it.
  const { calendarFile, seriesFile } = await import('../../rules/calendar-file/calendar-file.ts')
  const rows = series === undefined ? [] : await liveBookings(ctx, series)
  // Of a series of which nothing is left, the booking that was asked for tells that.
  if (series === undefined || rows.length === 0)
    return { text: calendarFile(await entryOf(ctx, booking), ctx.now) }
  const entries: CalendarEntry[] = []
  for (const row of rows) entries.push(await entryOf(ctx, row))
  return { text: seriesFile(entries, series.timezone, ctx.now), name: `${series.id}.ics` }
}

async function liveBookings(ctx: Context, series: SeriesRow): Promise<BookingRow[]> {
  const bookings = await bookingsOfSeries(ctx.trx, ctx.tenant.id, [series])
  return [...bookings.values()]
    .filter(({ status }) => status !== 'cancelled' && status !== 'declined')
    .toSorted((a, b) => (a.start_at < b.start_at ? -1 : 1))
}

async function entryOf(ctx: Context, booking: BookingRow): Promise<CalendarEntry> {
  const { trx, tenant } = ctx
  const customer = await findCustomer(trx, tenant.id, booking.customer_id)
  const service = await findService(trx, tenant.id, booking.service_id)
  const resource = await findResource(trx, tenant.id, booking.resource_id)
  const location =
    booking.location_id === null ? undefined : await findLocation(trx, tenant.id, booking.location_id)
  return {
    booking,
    tenant,
    customer: customer ?? { id: booking.customer_id, name: booking.customer_id, email: null },
    serviceName: service?.name ?? booking.service_id,
    resourceName: resource?.name ?? booking.resource_id,
    place: location === undefined ? null : (location.address ?? location.name),
    joinUrl: bookingObject(booking).join_url,
    isWhole: ctx.key.scope === 'secret',
  }
}
