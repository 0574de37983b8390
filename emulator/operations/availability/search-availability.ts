import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { mostSlots } from '../../../src/contract/parts/search-range.ts'
import { createTurns, type Turns } from '../../../src/time/turns.ts'
import { requireMove } from '../../rules/booking-life/booking-moves.ts'
import type { Context, LongHandler, ReadAgain } from '../../rules/context/context.ts'
import { demandOn, termsFor } from '../../rules/placing/availability.ts'
import type { CalendarWindow } from '../../rules/placing/calendars.ts'
import { longestDurationMin } from '../../rules/placing/service-with.ts'
import { answered, gather } from '../../rules/search/gather.ts'
import { comingPart, longestEndMs, readTimeRange, requireFits } from '../../rules/search/search-range.ts'
import { readSearch, type SearchedService } from '../../rules/search/search-request.ts'
import { slotObject } from '../../rules/search/slot-object.ts'
import { type ChainLink, type ChainPart, eachChain, startOfChain } from '../../scheduling/chains.ts'
import { Earliest } from '../../scheduling/earliest.ts'
import { toAnswer, toStored } from '../../store/instants.ts'

export const searchAvailability: LongHandler<'searchAvailability'> = async (ctx, { body }) => {
  const { value: services, faults, booking } = await readSearch(ctx, body)
  const { range, faults: ofRange } = readTimeRange(ctx, body, services[0]?.candidates ?? [])
  refuseFaults([...faults, ...ofRange])
  if (booking !== undefined) requireMove(booking, 'reschedule', ctx.key.scope)
  const endMs = longestEndMs(body, range)
  return async read => {
    const turns = createTurns()
    const earliest = new Earliest<ChainPart[]>(mostSlots, startOfChain)
    const [first] = services
    const window = first && comingPart(ctx, first.need.service, { ...range, endMs })
    if (window !== undefined && window.startMs < window.endMs) {
      const links = await linksOf(ctx, read, services, window, turns)
      await gather(eachChain(window, links, earliest), earliest, turns)
    }
    const found = earliest.inOrder()
    requireFits(body, range, Math.min(endMs, earliest.untilMs))
    return {
      from: toAnswer(toStored(range.startMs)),
      to: toAnswer(toStored(range.endMs)),
      timezone: range.timezone,
      availabilities: await answered(found, parts => availabilityObject(parts, services), turns),
    }
  }
}

/** Reads all that decides about each service. Later ones may start after the window, when those before them end. */
async function linksOf(
  ctx: Context,
  read: ReadAgain,
  services: readonly SearchedService[],
  window: CalendarWindow,
  turns: Turns,
): Promise<ChainLink[]> {
  const totalMs = services.reduce((sum, { need }) => sum + longestDurationMin(need.service) * 60_000, 0)
  const wide = { startMs: window.startMs, endMs: window.endMs + totalMs }
  const links: ChainLink[] = []
  for (const { need, candidates, accepts } of services) {
    const options = []
    for (const resource of candidates) {
      const demand = await read(again => demandOn(again, need, resource, wide))
      options.push({ demand, terms: termsFor(ctx, need, resource) })
      if (turns.isOver) await turns.pass()
    }
    links.push({ options, accepts })
  }
  return links
}

function availabilityObject(parts: readonly ChainPart[], services: readonly SearchedService[]) {
  return {
    start_at: toAnswer(toStored(parts[0]?.startMs ?? 0)),
    end_at: toAnswer(toStored(parts.at(-1)?.endMs ?? 0)),
    segments: parts.map((part, index) => segmentObject(part, services[index])),
  }
}

function segmentObject(part: ChainPart, service: SearchedService | undefined) {
  const [resourceId] = part.resourceIds
  const resource = service?.candidates.find(({ id }) => id === resourceId)
  if (service === undefined || resource === undefined)
    throw new Error('A part belongs to no searched service.')
  const groups = service.need.service.requirements.map(({ group }) => group)
  const { start_at, end_at, local_start, utc_offset, resource_id, seats_left } = slotObject(part, resource)
  return {
    service_id: service.need.service.id,
    resource_id,
    start_at,
    end_at,
    local_start,
    utc_offset,
    seats_left,
    allocations: part.resourceIds.map((id, index) => ({ group: groups[index] ?? 'staff', resource_id: id })),
  }
}
