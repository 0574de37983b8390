import { locationObject } from '../../objects/location.ts'
import { storedOffline, storedSkills } from '../../objects/resource.ts'
import type { Service } from '../../objects/service.ts'
import type {
  Busy,
  HoursException,
  LocationCalendar,
  OfflinePeriod,
  ResourceCalendar,
  ServiceTerms,
  WeeklyHours,
} from '../../scheduling/calendar.ts'
import { hoursIn } from '../../scheduling/hours.ts'
import type { Interval } from '../../scheduling/intervals.ts'
import { exceptionsOf, isInDates } from '../../store/exceptions.ts'
import { fromStored } from '../../store/instants.ts'
import { findLocation } from '../../store/locations.ts'
import { occupanciesBetween } from '../../store/occupancies.ts'
import type { ExceptionRow, LocationRow, OccupancyRow, ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'

/** A local day, the clocks going back within it. */
export const longestDayMs = 26 * 3_600_000

/** Where a calendar has to be known: the interval in milliseconds, half-open. */
export interface CalendarWindow {
  readonly startMs: number
  readonly endMs: number
}

/** The margins of a window that is as wide as it has to be. */
export const noMargin = { duration_min: 0, buffer_before_min: 0, buffer_after_min: 0, max_per_day: null }

/** Reads all that decides about a resource in a window. The window is widened by buffers and whole local days. */
export async function loadCalendar(
  ctx: Context,
  resource: ResourceRow,
  service: Pick<Service, 'duration_min' | 'buffer_before_min' | 'buffer_after_min' | 'max_per_day'>,
  window: CalendarWindow,
): Promise<ResourceCalendar> {
  // A daily limit counts the bookings of whole local days, and with a change of the clocks a day is longer than 24 hours.
  const countsDays = resource.max_bookings_per_day !== null || service.max_per_day !== null
  const beforeMs = service.buffer_before_min * 60_000 + (countsDays ? longestDayMs : 0)
  const afterMs = (service.duration_min + service.buffer_after_min) * 60_000 + (countsDays ? longestDayMs : 0)
  const [exceptions, occupancies] = [
    await exceptionsOf(ctx.trx, ctx.tenant.id, resource.id),
    await occupanciesBetween(ctx.trx, resource, {
      fromMs: window.startMs - beforeMs,
      toMs: window.endMs + afterMs,
      nowMs: ctx.now,
    }),
  ]
  return {
    ...hoursOf(resource),
    exceptions: exceptionsFrom(exceptions),
    location: await locationOf(ctx, resource),
    busy: occupancies.map(busyFrom),
  }
}

/** What stands in the calendar of a resource in place of what is stored. */
export interface OtherHours {
  readonly exceptions?: readonly ExceptionRow[]
  readonly location?: LocationRow
}

/** All that decides about a resource but what takes its time. */
export type CalendarTerms = Omit<ResourceCalendar, 'busy'>

/** A resource's calendar without what stands in it, as it is stored or with other exceptions or another location. */
export async function calendarTerms(
  ctx: Context,
  resource: ResourceRow,
  { exceptions, location }: OtherHours = {},
): Promise<CalendarTerms> {
  return {
    ...hoursOf(resource),
    exceptions: exceptionsFrom(exceptions ?? (await exceptionsOf(ctx.trx, ctx.tenant.id, resource.id))),
    location: location === undefined ? await locationOf(ctx, resource) : locationFrom(location),
  }
}

/** When a resource with such a calendar is open in a window. */
export function openHours(terms: CalendarTerms, window: CalendarWindow): readonly Interval[] {
  return hoursIn({ ...terms, busy: [] }, window).open
}

type OwnHours = Omit<CalendarTerms, 'exceptions' | 'location'>

// Rows that are remembered are the same objects each time, and parsed once.
const parsedHours = new WeakMap<ResourceRow, OwnHours>()
const parsedExceptions = new WeakMap<readonly ExceptionRow[], readonly HoursException[]>()

function hoursOf(resource: ResourceRow): OwnHours {
  let hours = parsedHours.get(resource)
  if (hours === undefined) {
    hours = {
      id: resource.id,
      timezone: resource.timezone,
      capacity: resource.capacity,
      weekly: JSON.parse(resource.weekly) as WeeklyHours,
      offline: offlinePeriods(resource),
      skills: skillsOf(resource),
      maxBookingsPerDay: resource.max_bookings_per_day,
    }
    parsedHours.set(resource, hours)
  }
  return hours
}

function exceptionsFrom(rows: readonly ExceptionRow[]): readonly HoursException[] {
  let exceptions = parsedExceptions.get(rows)
  if (exceptions === undefined) {
    exceptions = rows.map(exceptionFrom)
    parsedExceptions.set(rows, exceptions)
  }
  return exceptions
}

/** The rules of a service, as scheduling reads them. */
export function termsOf(service: Service): ServiceTerms {
  return {
    id: service.id,
    durationMin: service.duration_min,
    stepMin: service.step_min,
    bufferBeforeMin: service.buffer_before_min,
    bufferAfterMin: service.buffer_after_min,
    noticeMin: service.notice_min,
    horizonDays: service.horizon_days,
    capacity: service.capacity,
    maxPerDay: service.max_per_day,
  }
}

async function locationOf(ctx: Context, resource: ResourceRow): Promise<LocationCalendar | null> {
  if (resource.location_id === null) return null
  const row = await findLocation(ctx.trx, ctx.tenant.id, resource.location_id)
  return row === undefined ? null : locationFrom(row)
}

function locationFrom(row: LocationRow): LocationCalendar {
  const { timezone, opening_hours, holidays } = locationObject(row)
  return { timezone, openingHours: opening_hours, holidays: holidays.map(({ date }) => date) }
}

function exceptionFrom(row: ExceptionRow): HoursException {
  return {
    id: row.id,
    kind: row.kind as HoursException['kind'],
    span: isInDates(row)
      ? { unit: 'dates', from: row.from, to: row.to }
      : { unit: 'instants', fromMs: fromStored(row.from), toMs: fromStored(row.to) },
    intervals: JSON.parse(row.intervals) as HoursException['intervals'],
  }
}

function offlinePeriods(resource: ResourceRow): OfflinePeriod[] {
  const period = storedOffline(resource)
  if (period === null) return []
  const { from, until } = period
  return [{ fromMs: fromStored(from), untilMs: until == null ? null : fromStored(until) }]
}

function skillsOf(resource: ResourceRow): ResourceCalendar['skills'] {
  return storedSkills(resource).map(({ skill_id, level, valid_until }) => ({
    skillId: skill_id,
    level,
    validUntilMs: valid_until == null ? null : fromStored(valid_until),
  }))
}

function busyFrom(row: OccupancyRow): Busy {
  const startMs = fromStored(row.start_at)
  const endMs = fromStored(row.end_at)
  return {
    id: row.holder_id,
    kind: row.kind as Busy['kind'],
    startMs,
    endMs,
    bufferBeforeMs: startMs - fromStored(row.blocks_from),
    bufferAfterMs: fromStored(row.blocks_to) - endMs,
    units: row.units,
    serviceId: row.service_id,
  }
}
