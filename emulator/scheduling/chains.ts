import type { Busy, Demand, ResourceCalendar, Terms } from './calendar.ts'
import { checkDemand, type DemandCheck } from './demand-check.ts'
import type { Bound } from './earliest.ts'
import type { Interval } from './intervals.ts'
import { eachStart, type Start } from './starts.ts'
import { minuteMs } from './zones.ts'

/** One resource with which a link can be served, and on which terms. */
export interface ChainOption {
  readonly demand: Demand
  readonly terms: Terms
}

/** One of several services that follow each other. */
export interface ChainLink {
  /** The resources of its first group, the preferred ones first. */
  readonly options: readonly ChainOption[]
  /** Whether these resources, one of each group, are as they were asked for. */
  readonly accepts: (resourceIds: readonly string[]) => boolean
}

/** A link at its place: the resource of each group, the booking's own first. */
export interface ChainPart extends Start {
  readonly resourceIds: readonly string[]
}

// Resources that exclude each other could make the search try every combination.
const mostTries = 1000

/**
 * All starts in the half-open window at which the links can be booked one after the other, each right at the end of the
 * one before; by start, then in the order of the first link's options. Every part can be booked as it stands once those
 * before it are booked: they count as taken, with their buffers. A resource goes on with the next link if it can,
 * otherwise the first option that leads to the end is taken. Where a start leaves more than a thousand places to try,
 * it counts as not bookable.
 */
export function listChains(window: Interval, links: readonly ChainLink[]): ChainPart[][] {
  const chains = [...eachChain(window, links)].filter(chain => chain !== null)
  return chains.sort((a, b) => startOfChain(a) - startOfChain(b))
}

/** When the first part of a chain starts. */
export function startOfChain([first]: readonly ChainPart[]): number {
  return first?.startMs ?? 0
}

/**
 * The same one by one, not in order yet, with null for each step that gave none: whoever works on through many can let
 * others go first at any of them. Leaves out what starts at the bound or later, which may come nearer meanwhile.
 */
export function* eachChain(
  window: Interval,
  links: readonly ChainLink[],
  bound: Bound = { untilMs: window.endMs },
): Generator<ChainPart[] | null> {
  const prepared: PreparedLink[] = []
  for (const [index, link] of links.entries()) {
    const options: PreparedOption[] = []
    for (const option of link.options) {
      options.push(prepare(option, startsOf(window, links.slice(0, index))))
      yield null
    }
    prepared.push({ ...link, options })
  }
  const [first, ...rest] = prepared
  for (const option of first?.options ?? []) {
    for (const start of eachStart(window, option.demand, option.terms, bound)) {
      yield start === null ? null : chainFrom(start.startMs, option, first, rest)
    }
  }
}

function chainFrom(
  startMs: number,
  option: PreparedOption,
  first: PreparedLink | undefined,
  rest: readonly PreparedLink[],
): ChainPart[] | null {
  const part = partAt(option, startMs, option.check)
  if (part === undefined || first?.accepts(part.resourceIds) !== true) return null
  const further = follow(rest, [{ part, option }], { left: mostTries })
  return further === undefined ? null : [part, ...further]
}

interface PreparedOption extends ChainOption {
  readonly check: DemandCheck
  readonly calendars: readonly ResourceCalendar[]
}

interface PreparedLink extends Omit<ChainLink, 'options'> {
  readonly options: readonly PreparedOption[]
}

interface Placed {
  readonly part: ChainPart
  readonly option: PreparedOption
}

/** Later links start when all before them have ended, at the latest. */
function startsOf(window: Interval, before: readonly ChainLink[]): Interval {
  const longest = ({ options }: ChainLink) => options.reduce((ms, one) => Math.max(ms, durationMs(one)), 0)
  return { startMs: window.startMs, endMs: before.reduce((ms, link) => ms + longest(link), window.endMs) }
}

function prepare(option: ChainOption, starts: Interval): PreparedOption {
  return {
    ...option,
    check: checkDemand(option.demand, option.terms, starts),
    calendars: [option.demand.first.calendar, ...option.demand.others.flatMap(({ calendars }) => calendars)],
  }
}

function follow(
  links: readonly PreparedLink[],
  placed: readonly Placed[],
  tries: { left: number },
): ChainPart[] | undefined {
  const [link, ...rest] = links
  const last = placed.at(-1)?.part
  if (link === undefined || last === undefined) return []
  const goesOn = (option: PreparedOption) => option.demand.first.calendar.id === last.resourceIds[0]
  const options = [...link.options.filter(goesOn), ...link.options.filter(option => !goesOn(option))]
  for (const option of options) {
    if (tries.left-- <= 0) return undefined
    const part = partAfter(option, last.endMs, placed)
    if (part === undefined || !link.accepts(part.resourceIds)) continue
    const further = follow(rest, [...placed, { part, option }], tries)
    if (further !== undefined) return [part, ...further]
  }
  return undefined
}

/** The question is asked anew only where what is placed already may matter: most parts end where the next begins. */
function partAfter(
  option: PreparedOption,
  startMs: number,
  placed: readonly Placed[],
): ChainPart | undefined {
  if (option.check.conflictsAt(startMs).next().done !== true) return undefined
  if (!placed.some(earlier => mayMatter(earlier, option, startMs)))
    return partAt(option, startMs, option.check)
  const demand = withTaken(option.demand, placed)
  const check = checkDemand(demand, option.terms, { startMs, endMs: startMs + 1 })
  return check.conflictsAt(startMs).next().done === true ? partAt(option, startMs, check) : undefined
}

/** Whether the part takes resources of the option while they are needed again, or counts for their days. */
function mayMatter({ part, option: { terms } }: Placed, option: PreparedOption, startMs: number): boolean {
  const shared = option.calendars.filter(({ id }) => part.resourceIds.includes(id))
  const isLimited = shared.some(({ maxBookingsPerDay }) => maxBookingsPerDay !== null)
  const { service } = option.terms
  const blockedUntilMs = part.endMs + terms.service.bufferAfterMin * minuteMs
  const isNeededBefore = blockedUntilMs > startMs - service.bufferBeforeMin * minuteMs
  return shared.length > 0 && (isNeededBefore || isLimited || service.maxPerDay !== null)
}

/** The part at a start that has no conflicts. */
function partAt(option: ChainOption, startMs: number, check: DemandCheck): ChainPart | undefined {
  const free = check.freeResourcesAt(startMs)
  if (free === undefined) return undefined
  return {
    startMs,
    endMs: startMs + durationMs(option),
    seatsLeft: check.unitsLeftAt(startMs),
    resourceIds: [option.demand.first.calendar.id, ...free],
  }
}

function withTaken(demand: Demand, placed: readonly Placed[]): Demand {
  const taken = (calendar: ResourceCalendar): ResourceCalendar => ({
    ...calendar,
    busy: [
      ...calendar.busy,
      ...placed.filter(({ part }) => part.resourceIds.includes(calendar.id)).map(busyFrom),
    ],
  })
  return {
    ...demand,
    first: { ...demand.first, calendar: taken(demand.first.calendar) },
    others: demand.others.map(other => ({ ...other, calendars: other.calendars.map(taken) })),
  }
}

function busyFrom({ part, option }: Placed, index: number): Busy {
  const { service } = option.terms
  return {
    id: `part ${index}`,
    kind: 'booking',
    startMs: part.startMs,
    endMs: part.endMs,
    bufferBeforeMs: service.bufferBeforeMin * minuteMs,
    bufferAfterMs: service.bufferAfterMin * minuteMs,
    units: option.demand.units,
    serviceId: service.id,
  }
}

function durationMs({ terms }: ChainOption): number {
  return terms.service.durationMin * minuteMs
}
