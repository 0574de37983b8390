import { seriesObject } from '../../objects/booking-series.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { survivorId } from '../../rules/customers/survivor.ts'
import { conflictObjects } from '../../rules/placing/availability.ts'
import { storeBooking } from '../../rules/placing/book.ts'
import { filterSeries } from '../../rules/search/series-filter.ts'
import { choosePlan, refusedDate, seriesUnavailable } from '../../rules/series/choose-plan.ts'
import { readSeriesRequest } from '../../rules/series/series-request.ts'
import {
  bookingsOfSeries,
  findSeries,
  insertSeries,
  pageSeries,
  type SeriesBooking,
} from '../../store/booking-series.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import type { SeriesRow } from '../../store/schema.ts'

export const createBookingSeries: Handler<'createBookingSeries'> = async (ctx, { body }) => {
  const { rrule, start_local, on_conflict = 'fail', party_size: units = 1 } = body
  const request = await readSeriesRequest(ctx, body)
  const plan = await choosePlan(ctx, request, units, on_conflict === 'nearest')
  const { resource, planned, refused } = plan
  if (planned.length === 0 || (on_conflict === 'fail' && refused.length > 0)) throw seriesUnavailable(plan)
  const customerId = await survivorId(ctx, body.customer_id)
  const common = await newRow(ctx, 'series', body.metadata)
  const occurrences: SeriesBooking[] = []
  for (const { occurrence, startMs, placement, avoided } of planned) {
    const booking = await storeBooking(ctx, {
      service: request.service,
      candidates: [resource],
      units,
      startMs,
      placement,
      customerId,
      body: { ...body, start_at: toAnswer(toStored(startMs)) },
      series: { id: common.id, originalMs: occurrence.startMs },
    })
    await ctx.emit('booking.created', booking)
    if (booking.status === 'confirmed') await ctx.emit('booking.confirmed', booking)
    occurrences.push({
      booking_id: booking.id,
      local_start: occurrence.local,
      ...(avoided.length > 0 && { conflicts: conflictObjects(avoided, true) }),
    })
  }
  const row: SeriesRow = {
    ...common,
    customer_id: customerId,
    service_id: request.service.id,
    resource_id: resource.id,
    rrule,
    start_local: `${start_local.slice(0, 16)}:00`,
    timezone: resource.timezone,
    on_conflict,
    occurrences: JSON.stringify(occurrences),
    skipped: JSON.stringify(refused.map(refusedDate)),
    status: 'active',
  }
  await insertSeries(ctx.trx, row)
  ctx.changed('booking_series', null, row)
  return await withBookings(ctx, row)
}

export const getBookingSeries: Handler<'getBookingSeries'> = async (ctx, { params }) => {
  const row = found(await findSeries(ctx.trx, ctx.tenant.id, params.series_id), 'series', params.series_id)
  return await withBookings(ctx, row)
}

export const listBookingSeries: Handler<'listBookingSeries'> = async (ctx, { query }) => {
  const page = await pageSeries(ctx.trx, ctx.tenant.id, await filterSeries(ctx, query), ctx.page)
  const rows = page.items.map(({ value }) => value)
  const bookings = await bookingsOfSeries(ctx.trx, ctx.tenant.id, rows)
  return mapPage(page, row => seriesObject(row, bookings))
}

async function withBookings(ctx: Context, row: SeriesRow) {
  return seriesObject(row, await bookingsOfSeries(ctx.trx, ctx.tenant.id, [row]))
}
