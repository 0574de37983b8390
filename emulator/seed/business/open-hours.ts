import type { ResourceCalendar } from '../../scheduling/calendar.ts'
import { gridStarts } from '../../scheduling/grid.ts'
import { hoursIn } from '../../scheduling/hours.ts'
import type { Interval } from '../../scheduling/intervals.ts'
import { dateOfDay, dayMs, instantsOfDate } from '../../scheduling/zones.ts'
import type { LocationSpec, ResourceSpec, ServiceSpec } from './business.ts'

/** The hours of a business, asked of the same functions that judge bookings. */
export interface OpenHours {
  /** Intervals in which the resource works, beginning on the day or running on from it. */
  open(resource: ResourceSpec, day: number): readonly Interval[]
  /** Starts of a service on the local day at which it ends within the hours. */
  starts(resource: ResourceSpec, service: ServiceSpec, durationMin: number, day: number): readonly number[]
}

/** Bookings that begin on a day may run this far into the next one. */
const overnightMs = dayMs / 2

/** Hours by resource and day; only those of the last day asked about are remembered. */
export function openHours(locations: readonly LocationSpec[]): OpenHours {
  let remembered = Number.NaN
  const days = new Map<string, Interval | null>()
  const opens = new Map<ResourceSpec, readonly Interval[]>()
  const starts = new Map<string, readonly number[]>()
  const turnTo = (day: number) => {
    if (day === remembered) return
    remembered = day
    for (const known of [days, opens, starts]) known.clear()
  }
  /** The local day; null where the zone skips it. */
  const dayIn = (timezone: string, day: number) =>
    recall(days, timezone, () => instantsOfDate(timezone, dateOfDay(day))[0] ?? null)
  const open: OpenHours['open'] = (resource, day) => {
    turnTo(day)
    return recall(opens, resource, () => {
      const local = dayIn(resource.timezone, day)
      if (local === null) return []
      const window = { startMs: local.startMs, endMs: local.endMs + overnightMs }
      return hoursIn(calendarOf(resource, locations), window).open
    })
  }
  return {
    open,
    starts(resource, service, durationMin, day) {
      turnTo(day)
      return recall(starts, `${resource.id} ${service.id}`, () => {
        const local = dayIn(resource.timezone, day)
        if (local === null) return []
        return open(resource, day).flatMap(({ startMs, endMs }) => {
          const window = { startMs, endMs: Math.min(endMs - durationMin * 60_000 + 1, local.endMs) }
          return [...gridStarts(resource.timezone, service.step_min, window)]
        })
      })
    },
  }
}

function recall<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key)
  if (value !== undefined) return value
  const made = make()
  known.set(key, made)
  return made
}

function calendarOf(resource: ResourceSpec, locations: readonly LocationSpec[]): ResourceCalendar {
  const location = locations.find(({ id }) => id === resource.location_id)
  return {
    id: resource.id,
    timezone: resource.timezone,
    capacity: resource.capacity ?? 1,
    weekly: resource.weekly,
    exceptions: (resource.exceptions ?? []).map(({ kind, from, to, intervals = [] }, i) => ({
      id: String(i),
      kind,
      span: { unit: 'dates', from, to },
      intervals,
    })),
    offline: [],
    location:
      location === undefined
        ? null
        : {
            timezone: location.timezone,
            openingHours: location.opening_hours,
            holidays: location.holidays.map(({ date }) => date),
          },
    skills: [],
    maxBookingsPerDay: null,
    busy: [],
  }
}
