import type {
  HoursException,
  HoursInterval,
  LocationCalendar,
  ResourceCalendar,
  Weekday,
} from './calendar.ts'
import { clip, type Interval, intersect, subtract, union } from './intervals.ts'
import {
  dateOfDay,
  dayMs,
  dayOfWall,
  instantsOfWall,
  minuteMs,
  minutesOf,
  wallOfDay,
  wallTime,
} from './zones.ts'

/** When a resource is open, and separately every reason why it is not. All sets are in epoch milliseconds. */
export interface Hours {
  /** Working hours of the weekly rule and of `replace` and `open` exceptions, whatever closes them. */
  readonly working: readonly Interval[]
  /** What each `closed` exception shuts, in working hours or out of them. */
  readonly timeOff: readonly { readonly id: string; readonly set: readonly Interval[] }[]
  readonly offline: readonly Interval[]
  /** Undefined where no location cuts the hours. */
  readonly location: readonly Interval[] | undefined
  /** Working hours minus all the rest: what can be booked. */
  readonly open: readonly Interval[]
}

/**
 * Hours of a resource in the half-open window. Every local date has hours: its weekday's, or those of a
 * `replace` exception, plus `open` ones. They are its own even where they run past midnight: closing a date
 * shuts the night that begins on it, not the one that ends on it.
 */
export function hoursIn(calendar: ResourceCalendar, window: Interval): Hours {
  const days = localDays(calendar.timezone, window).map(day => hoursOfDay(calendar, day))
  const working = union(days.flatMap(({ working }) => working))
  const kept = union(days.flatMap(({ closedBy, working }) => (closedBy.length === 0 ? working : [])))
  const timeOff = calendar.exceptions
    .filter(({ kind }) => kind === 'closed')
    .map(exception => ({ id: exception.id, set: shutBy(calendar.timezone, exception, days, kept) }))
    .filter(({ set }) => set.length > 0)
  const offline = union(
    calendar.offline.map(({ fromMs, untilMs }) => ({
      startMs: fromMs,
      endMs: untilMs ?? Number.POSITIVE_INFINITY,
    })),
  )
  const location = calendar.location === null ? undefined : locationHours(calendar.location, window)
  const shut = union([...timeOff.flatMap(({ set }) => set), ...offline])
  const open = clip(subtract(kept, shut), window)
  return { working, timeOff, offline, location, open: location ? intersect(open, location) : open }
}

interface DayHours {
  readonly day: number
  readonly working: readonly Interval[]
  /** Ids of the exceptions that close the whole date. */
  readonly closedBy: readonly string[]
}

function hoursOfDay(calendar: ResourceCalendar, day: number): DayHours {
  const { timezone, weekly, exceptions } = calendar
  const date = dateOfDay(day)
  const onDate = exceptions.filter(
    ({ span }) => span.unit === 'dates' && span.from <= date && date <= span.to,
  )
  const closedBy = onDate.filter(({ kind, intervals }) => kind === 'closed' && intervals.length === 0)
  const extra = onDate
    .filter(({ kind }) => kind === 'open')
    .flatMap(({ intervals }) => (intervals.length === 0 ? [wallOfDay(day)] : wallHours(day, intervals)))

  // `replace` comes first, so that it never takes away what `open` adds.
  const ofDate = onDate.find(({ kind }) => kind === 'replace')?.intervals ?? weekly[weekdayOf(day)] ?? []
  let hours = instantsOf(timezone, wallHours(day, ofDate))
  for (const { set, intervals } of givenAsInstants('replace', exceptions)) {
    const instead = instantsOf(timezone, wallHours(day, intervals))
    hours = union([...subtract(hours, set), ...intersect(instead, set)])
  }
  hours = union([...hours, ...instantsOf(timezone, extra)])
  for (const { set } of givenAsInstants('open', exceptions)) {
    hours = union([...hours, ...intersect(set, instantsOfWall(timezone, wallOfDay(day)))])
  }
  return { day, working: hours, closedBy: closedBy.map(({ id }) => id) }
}

function givenAsInstants(kind: HoursException['kind'], exceptions: readonly HoursException[]) {
  return exceptions.flatMap(({ kind: other, span, intervals }) =>
    other === kind && span.unit === 'instants'
      ? [{ set: union([{ startMs: span.fromMs, endMs: span.toMs }]), intervals }]
      : [],
  )
}

/**
 * What a `closed` exception shuts. Whole dates: their hours and the rest of their 24 hours, but not what is
 * open by another date's hours. Parts of dates, or instants: just those.
 */
function shutBy(
  timezone: string,
  { id, span, intervals }: HoursException,
  days: readonly DayHours[],
  kept: readonly Interval[],
): Interval[] {
  if (span.unit === 'instants') return union([{ startMs: span.fromMs, endMs: span.toMs }])
  if (intervals.length > 0) {
    const parts = days
      .filter(({ day }) => span.from <= dateOfDay(day) && dateOfDay(day) <= span.to)
      .flatMap(({ day }) => wallHours(day, intervals))
    return union(parts.flatMap(wall => instantsOfWall(timezone, wall)))
  }
  const closed = days
    .filter(({ closedBy }) => closedBy.includes(id))
    .flatMap(({ day, working }) => [...working, ...instantsOfWall(timezone, wallOfDay(day))])
  return subtract(union(closed), kept)
}

function locationHours({ timezone, openingHours, holidays }: LocationCalendar, window: Interval): Interval[] {
  const wall = localDays(timezone, window)
    .filter(day => !holidays.includes(dateOfDay(day)))
    .flatMap(day =>
      openingHours === null ? [wallOfDay(day)] : wallHours(day, openingHours[weekdayOf(day)] ?? []),
    )
  return union(wall.flatMap(interval => instantsOfWall(timezone, interval)))
}

/** Numbers of the local days whose hours can reach into the window, in order. */
function localDays(timezone: string, window: Interval): number[] {
  // One day for hours that began the night before, and one each side for transitions at the window's edge.
  const firstDay = dayOfWall(wallTime(timezone, window.startMs)) - 2
  const lastDay = dayOfWall(wallTime(timezone, window.endMs)) + 1
  return Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index)
}

function wallHours(day: number, hours: readonly HoursInterval[]): Interval[] {
  return hours.map(({ start, end }) => {
    const startMin = minutesOf(start)
    const endMin = minutesOf(end)
    return {
      startMs: day * dayMs + startMin * minuteMs,
      endMs: day * dayMs + (endMin < startMin ? endMin + 1440 : endMin) * minuteMs,
    }
  })
}

function instantsOf(timezone: string, wall: readonly Interval[]): Interval[] {
  return union(wall.flatMap(interval => instantsOfWall(timezone, interval)))
}

const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function weekdayOf(day: number): Weekday {
  // Day 0, 1970-01-01, was a Thursday.
  return weekdays[(((day + 4) % 7) + 7) % 7] ?? 'sun'
}
