import type { Interval } from './intervals.ts'

/** What the scheduling functions are told about the world. Instants and spans are epoch milliseconds. */

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/**
 * Local opening hours, `HH:MM`. `24:00` is a valid end; an end before its start runs into the next day and
 * belongs to the earlier date.
 */
export interface HoursInterval {
  readonly start: string
  readonly end: string
}

/** Hours by weekday; an absent day is closed. */
export type WeeklyHours = { readonly [Day in Weekday]?: readonly HoursInterval[] }

/** When an exception applies: local dates (`YYYY-MM-DD`, both inclusive), or instants (half-open). */
export type ExceptionSpan =
  | { readonly unit: 'dates'; readonly from: string; readonly to: string }
  | { readonly unit: 'instants'; readonly fromMs: number; readonly toMs: number }

/**
 * A departure from the weekly rule. On dates, `closed` and `open` without intervals mean the whole day,
 * `replace` without intervals means no hours at all.
 */
export interface HoursException {
  readonly id: string
  readonly kind: 'closed' | 'open' | 'replace'
  readonly span: ExceptionSpan
  readonly intervals: readonly HoursInterval[]
}

/** A period in which the resource is offline; `untilMs` null: until further notice. */
export interface OfflinePeriod {
  readonly fromMs: number
  readonly untilMs: number | null
}

/** `openingHours` null: never closed but on holidays. Both are read in the location's own zone. */
export interface LocationCalendar {
  readonly timezone: string
  readonly openingHours: WeeklyHours | null
  /** Local dates, `YYYY-MM-DD`. */
  readonly holidays: readonly string[]
}

/** A skill counts for starts before `validUntilMs`; null: for ever. */
export interface ResourceSkill {
  readonly skillId: string
  readonly level: number
  readonly validUntilMs: number | null
}

export interface SkillRequirement {
  readonly skillId: string
  readonly minLevel: number
}

/**
 * A booking or hold that stands in a resource's calendar, with the buffers it was made with. One that stopped
 * blocking (completed, no-show) ends where it stopped; if nothing of it is left, it still counts for daily limits.
 */
export interface Busy extends Interval {
  readonly id: string
  readonly kind: 'booking' | 'hold'
  readonly bufferBeforeMs: number
  readonly bufferAfterMs: number
  /** Units of capacity it takes: the party size. */
  readonly units: number
  readonly serviceId: string
}

/**
 * All that decides about one resource. `exceptions`, `offline` and `busy` need to cover the window asked
 * about, widened by the buffers; where a daily limit applies, `busy` covers the local days it touches.
 */
export interface ResourceCalendar {
  readonly id: string
  readonly timezone: string
  /** Units that may be taken at any instant. */
  readonly capacity: number
  readonly weekly: WeeklyHours
  readonly exceptions: readonly HoursException[]
  readonly offline: readonly OfflinePeriod[]
  readonly location: LocationCalendar | null
  readonly skills: readonly ResourceSkill[]
  readonly maxBookingsPerDay: number | null
  readonly busy: readonly Busy[]
}

/** The rules of a service as they hold for the booking asked for. */
export interface ServiceTerms {
  readonly id: string
  readonly durationMin: number
  readonly stepMin: number
  readonly bufferBeforeMin: number
  readonly bufferAfterMin: number
  readonly noticeMin: number
  /** Local calendar days after today that may be booked, the last one included. */
  readonly horizonDays: number
  /** Units per start of this service on the booking's resource; null: only the resource's capacity counts. */
  readonly capacity: number | null
  /** Bookings of this service per local day on the booking's resource; null: no limit. */
  readonly maxPerDay: number | null
}

/** The service's rules, and whose clock and key they are applied for. */
export interface Terms {
  readonly service: ServiceTerms
  readonly nowMs: number
  /** Secret keys record the past: starts before now are not refused for being so. */
  readonly allowPast: boolean
}

/** One resource for one requirement group of the service. */
export interface Allocation {
  readonly group: string
  readonly calendar: ResourceCalendar
  readonly skills: readonly SkillRequirement[]
}

/** A further group (a room, an assistant): any of its calendars will do, earlier ones are preferred. */
export interface Requirement {
  readonly group: string
  readonly calendars: readonly ResourceCalendar[]
  readonly skills: readonly SkillRequirement[]
}

/** What a booking needs, whenever it is. `first` is the booking's resource: its zone fixes grid, horizon and daily limit. */
export interface Demand {
  readonly first: Allocation
  readonly others: readonly Requirement[]
  /** Units of capacity: the party size. */
  readonly units: number
  /** Bookings and holds that do not stand in the way: the booking itself on reschedule, the hold it consumes. */
  readonly excludeIds?: readonly string[]
}

/** A demand at a time; the end follows from the service's duration. */
export interface Candidate extends Demand {
  readonly startMs: number
}
