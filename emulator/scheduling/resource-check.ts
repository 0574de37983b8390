import { type BusyConflict, busyConflicts, indexBusy, type Usage, unitsLeft } from './busy.ts'
import type { ResourceCalendar, SkillRequirement } from './calendar.ts'
import { hoursIn } from './hours.ts'
import { contains, type Interval, meets } from './intervals.ts'
import { localDay } from './zones.ts'

/** What one resource has against a usage, apart from skills and daily limits. */
export type ResourceConflict =
  | BusyConflict
  | { readonly type: 'outside_working_hours' | 'resource_offline' | 'location_closed' }
  | { readonly type: 'time_off'; readonly id: string }

/** What a resource is asked for, and where. */
export interface ResourceDemand {
  readonly skills: readonly SkillRequirement[]
  readonly excludeIds: readonly string[]
  /** Daily limit of the service; it binds the booking's resource only. */
  readonly service?: { readonly id: string; readonly maxPerDay: number | null }
}

/** One resource's calendar, made ready for many questions about one window. */
export interface ResourceCheck {
  readonly calendar: ResourceCalendar
  /** When the resource can work: a booking's core has to lie in one of these. */
  readonly open: readonly Interval[]
  conflictsOf(usage: Usage): Generator<ResourceConflict>
  /** Ids of skills that the resource does not have, or not well enough, at the start. */
  missingSkills(startMs: number): string[]
  /** Whether the local day of the start has no room for one more booking. */
  isDayFull(startMs: number): boolean
  unitsLeft(usage: Usage): number
}

/** Prepares a resource. The window has to hold all that will be asked about, buffers included. */
export function checkResource(
  calendar: ResourceCalendar,
  { skills, excludeIds, service }: ResourceDemand,
  window: Interval,
): ResourceCheck {
  const hours = hoursIn(calendar, window)
  const index = indexBusy(calendar.busy, window, excludeIds)
  const counted = calendar.busy.filter(({ id }) => !excludeIds.includes(id))
  const ofService = counted.filter(({ serviceId }) => serviceId === service?.id)
  const isFull = dailyLimit(calendar.timezone, calendar.maxBookingsPerDay, counted)
  const isServiceFull = dailyLimit(calendar.timezone, service?.maxPerDay ?? null, ofService)

  function* conflictsOf(usage: Usage): Generator<ResourceConflict> {
    yield* busyConflicts(index, calendar.capacity, usage)
    // The open hours answer for most starts; the causes are only told apart where they do not.
    if (contains(hours.open, usage.core)) return
    if (!contains(hours.working, usage.core)) yield { type: 'outside_working_hours' }
    for (const { id, set } of hours.timeOff) {
      if (meets(set, usage.core)) yield { type: 'time_off', id }
    }
    if (meets(hours.offline, usage.core)) yield { type: 'resource_offline' }
    if (hours.location && !contains(hours.location, usage.core)) yield { type: 'location_closed' }
  }

  return {
    calendar,
    open: hours.open,
    conflictsOf,
    missingSkills: startMs =>
      skills.filter(needed => !hasSkill(calendar, needed, startMs)).map(({ skillId }) => skillId),
    isDayFull: startMs => isFull(startMs) || isServiceFull(startMs),
    unitsLeft: usage => unitsLeft(index, calendar.capacity, usage),
  }
}

function hasSkill({ skills }: ResourceCalendar, needed: SkillRequirement, startMs: number): boolean {
  return skills.some(
    ({ skillId, level, validUntilMs }) =>
      skillId === needed.skillId &&
      level >= needed.minLevel &&
      (validUntilMs === null || startMs < validUntilMs),
  )
}

/** Whether as many bookings as the limit allows begin on the start's local day. Holds count: they become bookings. */
function dailyLimit(timezone: string, limit: number | null, bookings: readonly Interval[]) {
  if (limit === null) return () => false
  const counts = new Map<number, number>()
  for (const { startMs } of bookings) {
    const day = localDay(timezone, startMs)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return (startMs: number) => (counts.get(localDay(timezone, startMs)) ?? 0) >= limit
}
