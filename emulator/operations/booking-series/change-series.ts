import { ApiError, type FieldFault, validationFailed } from '../../../src/contract/errors/errors.ts'
import { seriesObject } from '../../objects/booking-series.ts'
import { isAhead } from '../../rules/booking-life/booking-moves.ts'
import { cancelNow } from '../../rules/booking-life/end-booking.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { unknownIdFault } from '../../rules/fields/field-faults.ts'
import { serviceAsBooked } from '../../rules/placing/service-as-booked.ts'
import { eligibilityFaults } from '../../rules/placing/service-request.ts'
import { seriesUnavailable } from '../../rules/series/choose-plan.ts'
import { type Moving, moveAlong, planShift } from '../../rules/series/shift-series.ts'
import {
  bookingsOfSeries,
  findSeries,
  type SeriesBooking,
  storedOccurrences,
  updateSeries,
} from '../../store/booking-series.ts'
import { fromStored } from '../../store/instants.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { BookingRow, SeriesRow } from '../../store/schema.ts'

export const updateBookingSeries: Handler<'updateBookingSeries'> = async (ctx, { params, body }) => {
  const series = await seriesToChange(ctx, params.series_id)
  const members = await membersFrom(ctx, series, body.from_booking_id)
  const ahead = members.filter(({ row }) => isMovable(ctx, row))
  if (ahead.length === 0) throw nothingAhead(series, 'reschedule')
  const moving = await withResources(ctx, ahead, body.resource_id)
  const shift = { days: body.shift_days ?? 0, time: body.start_time }
  const { moved, plan } = await planShift(ctx, series.timezone, moving, shift)
  if (plan !== undefined) throw seriesUnavailable(plan)
  const changing = moved.filter(
    ({ row, resource, date, originalMs }) =>
      date.startMs !== fromStored(row.start_at) ||
      resource.id !== row.resource_id ||
      originalMs !== fromStored(row.original_start_at ?? row.start_at),
  )
  if (changing.length === 0) return await answered(ctx, series)
  for (const one of changing) await moveAlong(ctx, one, body.reason ?? null)
  const locals = new Map(changing.map(({ row, local }) => [row.id, local]))
  const occurrences = storedOccurrences(series).map(made => ({
    ...made,
    local_start: locals.get(made.booking_id) ?? made.local_start,
  }))
  return await saveSeries(ctx, series, {
    occurrences: JSON.stringify(occurrences),
    ...(body.resource_id !== undefined && { resource_id: body.resource_id }),
  })
}

export const cancelBookingSeries: Handler<'cancelBookingSeries'> = async (ctx, { params, body }) => {
  const series = await seriesToChange(ctx, params.series_id)
  const members = await membersFrom(ctx, series, body.from_booking_id)
  const ahead = members.filter(({ row }) => isAhead(ctx, row))
  if (ahead.length === 0) throw nothingAhead(series, 'cancel')
  const { actor = 'staff', reason = null } = body
  for (const { row } of ahead) await cancelNow(ctx, row, { actor, reason, inSeries: true })
  const bookings = await bookingsOfSeries(ctx.trx, ctx.tenant.id, [series])
  const isOver = ![...bookings.values()].some(row => isAhead(ctx, row))
  return await saveSeries(ctx, series, isOver ? { status: 'cancelled' } : {})
}

async function seriesToChange(ctx: Context, id: string): Promise<SeriesRow> {
  const series = found(await findSeries(ctx.trx, ctx.tenant.id, id), 'series', id)
  requireRevision(ctx, series)
  return series
}

interface Member {
  readonly made: SeriesBooking
  readonly row: BookingRow
}

/** The bookings of a series from one of them on, in the order of the rule; all of them by default. */
async function membersFrom(
  ctx: Context,
  series: SeriesRow,
  fromId: string | undefined,
): Promise<readonly Member[]> {
  const bookings = await bookingsOfSeries(ctx.trx, ctx.tenant.id, [series])
  const members = storedOccurrences(series).flatMap(made => {
    const row = bookings.get(made.booking_id)
    return row === undefined ? [] : [{ made, row }]
  })
  if (fromId === undefined) return members
  const first = members.findIndex(({ made }) => made.booking_id === fromId)
  if (first < 0) {
    const message = `names no booking of series ${series.id}: ${fromId}`
    throw validationFailed([{ path: '/from_booking_id', code: 'not_found', message }])
  }
  return members.slice(first)
}

/** Whether it lies ahead, in a state in which bookings are rescheduled. */
function isMovable(ctx: Context, row: BookingRow): boolean {
  return isAhead(ctx, row) && row.status !== 'checked_in' && fromStored(row.start_at) >= ctx.now
}

/** Each with the resource that it goes to: the one that is asked for, or its own. */
async function withResources(
  ctx: Context,
  members: readonly Member[],
  resourceId: string | undefined,
): Promise<Moving[]> {
  const moving: Moving[] = []
  const faults = new Map<string, FieldFault>()
  for (const member of members) {
    const id = resourceId ?? member.row.resource_id
    const [resource] = await resourcesWithIds(ctx.trx, ctx.tenant.id, [id])
    const path = '/resource_id'
    const archived = { path, code: 'required', message: `must name another resource: ${id} is archived` }
    const ofResource =
      resource === undefined
        ? [resourceId === undefined ? archived : unknownIdFault(path, 'resource', id)]
        : id === member.row.resource_id
          ? []
          : eligibilityFaults(await serviceAsBooked(ctx, member.row), id)
    for (const fault of ofResource) faults.set(JSON.stringify(fault), fault)
    if (resource !== undefined) moving.push({ ...member, resource })
  }
  if (faults.size > 0) throw validationFailed([...faults.values()])
  return moving
}

function nothingAhead(series: SeriesRow, action: 'reschedule' | 'cancel'): ApiError {
  return new ApiError('invalid_state_transition', {
    message: `Series ${series.id} has no booking ahead that could be changed; nothing can be done with it any more`,
    details: { from: series.status, action, allowed: [] },
  })
}

async function saveSeries(ctx: Context, series: SeriesRow, changes: Partial<SeriesRow>) {
  const changed = revised(ctx, series, changes)
  await updateSeries(ctx.trx, changed)
  ctx.changed('booking_series', series, changed)
  return await answered(ctx, changed)
}

async function answered(ctx: Context, series: SeriesRow) {
  return seriesObject(series, await bookingsOfSeries(ctx.trx, ctx.tenant.id, [series]))
}
