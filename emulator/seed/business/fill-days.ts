import { dayMs, minuteMs } from '../../scheduling/zones.ts'
import type { Business, RequirementSpec, ResourceSpec, ServiceSpec } from './business.ts'
import { type OpenHours, openHours } from './open-hours.ts'
import type { Random } from './random.ts'
import { Taken } from './taken.ts'

/** A time that is taken: what a booking is made of, whatever becomes of it. */
export interface Slot {
  readonly service: ServiceSpec
  /** The resource of each requirement group. */
  readonly taken: readonly { readonly group: string; readonly resource: ResourceSpec }[]
  readonly startMs: number
  readonly endMs: number
  readonly units: number
}

/** Which days are filled, and how many bookings they get. Days are numbers of local dates. */
export interface Season {
  readonly firstDay: number
  readonly lastDay: number
  /** How many bookings should begin on the day; fractions are carried on. */
  readonly wanted: (day: number) => number
}

/**
 * Fills the days of a business with bookings that the rules allow: in hours, on the grid, within capacity, buffers
 * and daily limits. Gives one after the other, day by day. What does not fit into a day comes on the next.
 */
export function* fillDays(business: Business, season: Season, random: Random): Generator<Slot> {
  const places = placesOf(business)
  let wanted = 0
  for (let day = season.firstDay; day <= season.lastDay; day++) {
    wanted += season.wanted(day)
    wanted -= yield* fillDay(places, day, Math.floor(wanted + 1e-6), random)
  }
}

/** What is booked, with whom, and what of it is taken already. */
interface Places {
  readonly hours: OpenHours
  readonly offers: readonly Offer[]
  readonly taken: ReadonlyMap<ResourceSpec, Taken>
  /** Who may serve each group of a service. */
  readonly eligible: ReadonlyMap<ServiceSpec, readonly (readonly ResourceSpec[])[]>
}

interface Offer {
  readonly resource: ResourceSpec
  readonly services: readonly ServiceSpec[]
}

function placesOf({ locations, resources, services }: Business): Places {
  const eligible = new Map(
    services.map(service => [service, service.requirements.map(need => whoMayServe(resources, need))]),
  )
  const offers = resources
    .filter(({ perDay }) => perDay > 0)
    .map(resource => ({
      resource,
      services: services.filter(service => eligible.get(service)?.[0]?.includes(resource)),
    }))
  return {
    hours: openHours(locations),
    offers: offers.filter(offer => offer.services.length > 0),
    taken: new Map(resources.map(resource => [resource, new Taken(resource.capacity ?? 1)])),
    eligible,
  }
}

/** Those that a group names, or all that have its skills well enough; by id, as the API prefers them. */
function whoMayServe(resources: readonly ResourceSpec[], need: RequirementSpec): readonly ResourceSpec[] {
  const found = resources.filter(({ id, skills = [] }) => {
    if (need.resource_ids !== undefined && !need.resource_ids.includes(id)) return false
    return (need.skills ?? []).every(({ skill_id, min_level }) =>
      skills.some(skill => skill.skill_id === skill_id && skill.level >= min_level),
    )
  })
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Gives the slots of a day, and at the end how many they were. */
function* fillDay(places: Places, day: number, wanted: number, random: Random): Generator<Slot, number> {
  // Three days ahead nothing is taken yet, and what was ten days earlier is of no use.
  for (const one of places.taken.values()) one.forget((day + 3) * dayMs, (day + 4) * dayMs)
  const counts = new Map<string, number>()
  let filled = 0
  // A full or closed day must not be searched for ever; what is left comes on the next.
  for (let tries = 12 * wanted + 40; tries > 0 && filled < wanted; tries--) {
    const slot = tryOne(places, day, counts, random)
    if (slot === undefined) continue
    filled += 1
    yield slot
  }
  return filled
}

function tryOne(
  { hours, offers, taken, eligible }: Places,
  day: number,
  counts: Map<string, number>,
  random: Random,
): Slot | undefined {
  const { resource, services } = random.weighted(offers, offer => offer.resource.perDay)
  const service = random.weighted(services, one => one.share)
  const durationMin = durationOf(service, resource)
  const starts = hours.starts(resource, service, durationMin, day)
  if (starts.length === 0) return undefined
  const startMs = random.one(starts)
  const endMs = startMs + durationMin * minuteMs
  const units = random.whole(...(service.parties ?? ([1, 1] as const)))
  const limits = [
    [resource.id, 1, resource.max_bookings_per_day],
    [`${resource.id} ${service.id}`, 1, service.max_per_day],
    [`${resource.id} ${service.id} ${startMs}`, units, service.capacity ?? 1],
  ] as const
  const isFull = limits.some(
    ([key, more, limit]) => limit !== undefined && (counts.get(key) ?? 0) + more > limit,
  )
  const [fromMs, toMs] = blockOf(service, startMs, endMs)
  const isFree = (one: ResourceSpec) => taken.get(one)?.fits(fromMs, toMs, units) === true
  if (isFull || !isFree(resource)) return undefined
  const chosen = [resource]
  for (const group of eligible.get(service)?.slice(1) ?? []) {
    const along = group.find(
      one =>
        !chosen.includes(one) &&
        isFree(one) &&
        hours.open(one, day).some(open => open.startMs <= startMs && endMs <= open.endMs),
    )
    if (along === undefined) return undefined
    chosen.push(along)
  }
  for (const one of chosen) taken.get(one)?.take(fromMs, toMs, units)
  for (const [key, more] of limits) counts.set(key, (counts.get(key) ?? 0) + more)
  return {
    service,
    taken: chosen.map((one, i) => ({ group: service.requirements[i]?.group ?? '', resource: one })),
    startMs,
    endMs,
    units,
  }
}

/** How long a service takes with a resource. */
function durationOf({ requirements: [first], duration_min }: ServiceSpec, { id }: ResourceSpec): number {
  return first?.overrides?.find(override => override.resource_id === id)?.duration_min ?? duration_min
}

/** What a service costs with a resource, in minor units. */
export function priceOf({ requirements: [first], price }: ServiceSpec, id: string): number {
  return first?.overrides?.find(override => override.resource_id === id)?.price ?? price
}

/** The interval that a booking blocks: with its buffers. */
export function blockOf(
  { buffer_before_min = 0, buffer_after_min = 0 }: ServiceSpec,
  startMs: number,
  endMs: number,
): readonly [fromMs: number, toMs: number] {
  return [startMs - buffer_before_min * minuteMs, endMs + buffer_after_min * minuteMs]
}
