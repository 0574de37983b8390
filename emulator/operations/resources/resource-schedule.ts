import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { loadCalendar, noMargin } from '../../rules/placing/calendars.ts'
import { readTimeRange, requireRangeLength } from '../../rules/search/search-range.ts'
import type { Interval } from '../../scheduling/intervals.ts'
import { resourceTimes } from '../../scheduling/resource-schedule.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { findResource } from '../../store/resources.ts'

export const getResourceSchedule: Handler<'getResourceSchedule'> = async (ctx, { params, query }) => {
  const id = params.resource_id
  const row = found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
  const { range: window, faults } = readTimeRange(ctx, query, [row])
  refuseFaults(faults)
  requireRangeLength(query, window)
  const { open, busy, free } = resourceTimes(await loadCalendar(ctx, row, noMargin, window), window)
  const isArchived = row.status === 'archived'
  return {
    resource_id: row.id,
    timezone: row.timezone,
    capacity: row.capacity,
    from: toAnswer(toStored(window.startMs)),
    to: toAnswer(toStored(window.endMs)),
    // Archived resources take no bookings, whatever their hours.
    open: isArchived ? [] : open.map(asTimes),
    busy: busy.map(({ cause, id: causeId, units, ...interval }) => ({
      ...asTimes(interval),
      cause,
      id: causeId,
      units,
    })),
    free: isArchived
      ? []
      : free.map(({ unitsLeft, ...interval }) => ({ ...asTimes(interval), seats_left: unitsLeft })),
  }
}

function asTimes({ startMs, endMs }: Interval) {
  return { start_at: toAnswer(toStored(startMs)), end_at: toAnswer(toStored(endMs)) }
}
