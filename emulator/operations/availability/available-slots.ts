import { validationFailed } from '../../../src/contract/errors/errors.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { demandOn, type Need, termsFor } from '../../rules/placing/availability.ts'
import { readServiceRequest } from '../../rules/placing/service-request.ts'
import {
  comingPart,
  readTimeRange,
  requireRangeLength,
  type TimeRange,
} from '../../rules/search/search-range.ts'
import { slotObject } from '../../rules/search/slot-object.ts'
import { compareText } from '../../scheduling/order.ts'
import { listStarts, type Start } from '../../scheduling/starts.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { ResourceRow } from '../../store/schema.ts'

export const getAvailableSlots: Handler<'getAvailableSlots'> = async (ctx, { query }) => {
  const { service, candidates, faults } = await readServiceRequest(ctx, query)
  const { range, faults: ofRange } = readTimeRange(ctx, query, candidates)
  const allFaults = [...faults, ...ofRange]
  if (allFaults.length > 0 || service === undefined) throw validationFailed(allFaults)
  requireRangeLength(query, range)
  const need = { service, units: query.party_size ?? 1, neverPast: true }
  const slots = []
  for (const resource of candidates) {
    const starts = await startsOn(ctx, need, resource, range)
    slots.push(...starts.map(start => slotObject(start, resource)))
  }
  return {
    service_id: service.id,
    from: toAnswer(toStored(range.startMs)),
    to: toAnswer(toStored(range.endMs)),
    timezone: range.timezone,
    slots: slots.toSorted(
      (a, b) => compareText(a.start_at, b.start_at) || compareText(a.resource_id, b.resource_id),
    ),
  }
}

async function startsOn(ctx: Context, need: Need, resource: ResourceRow, range: TimeRange): Promise<Start[]> {
  const window = comingPart(ctx, need.service, range)
  if (window.startMs >= window.endMs) return []
  return listStarts(window, await demandOn(ctx, need, resource, window), termsFor(ctx, need, resource))
}
