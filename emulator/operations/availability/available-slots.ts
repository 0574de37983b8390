import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { mostSlots } from '../../../src/contract/parts/search-range.ts'
import { createTurns } from '../../../src/time/turns.ts'
import type { LongHandler } from '../../rules/context/context.ts'
import { demandOn, termsFor } from '../../rules/placing/availability.ts'
import { readServiceRequest } from '../../rules/placing/service-request.ts'
import { answered, gather } from '../../rules/search/gather.ts'
import { offeredSlots } from '../../rules/search/offered-slots.ts'
import { comingPart, longestEndMs, readTimeRange, requireFits } from '../../rules/search/search-range.ts'
import { slotObject } from '../../rules/search/slot-object.ts'
import { Earliest } from '../../scheduling/earliest.ts'
import { compareText } from '../../scheduling/order.ts'
import { eachStart, type Start } from '../../scheduling/starts.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { ResourceRow } from '../../store/schema.ts'

interface FoundStart extends Start {
  readonly resource: ResourceRow
}

export const getAvailableSlots: LongHandler<'getAvailableSlots'> = async (ctx, { query }) => {
  const { service, candidates, faults } = await readServiceRequest(ctx, query)
  const { range, faults: ofRange } = readTimeRange(ctx, query, candidates)
  const allFaults = [...faults, ...ofRange]
  if (allFaults.length > 0 || service === undefined) throw validationFailed(allFaults)
  const need = { service, units: query.party_size ?? 1, neverPast: true }
  const longestMs = longestEndMs(query, range)
  return async read => {
    const turns = createTurns()
    const earliest = new Earliest<FoundStart>(mostSlots, startOf, byResource)
    for (const resource of candidates) {
      const endMs = Math.min(longestMs, earliest.untilMs)
      const window = comingPart(ctx, service, { ...range, endMs })
      if (window.startMs >= window.endMs) continue
      // One resource at a time is held in memory, and no read keeps others waiting for all of them.
      const demand = await read(again => demandOn(again, need, resource, window))
      const starts = eachStart(window, demand, termsFor(ctx, need, resource), earliest)
      await gather(on(resource, starts), earliest, turns)
    }
    const offered = await read(again => offeredSlots(again, candidates, range))
    const found = earliest.inOrder()
    requireFits(query, range, Math.min(longestMs, earliest.untilMs))
    return {
      service_id: service.id,
      from: toAnswer(toStored(range.startMs)),
      to: toAnswer(toStored(range.endMs)),
      timezone: range.timezone,
      slots: await answered(found, start => slotObject(start, start.resource), turns),
      offered,
    }
  }
}

function* on(resource: ResourceRow, starts: Iterable<Start | null>): Generator<FoundStart | null> {
  for (const start of starts) yield start === null ? null : { ...start, resource }
}

function startOf({ startMs }: Start): number {
  return startMs
}

function byResource(a: FoundStart, b: FoundStart): number {
  return compareText(a.resource.id, b.resource.id)
}
