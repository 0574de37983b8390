import { type Interval, union } from './intervals.ts'
import { offsetAt, offsetSpans } from './offsets.ts'

/**
 * Wall time is kept as the milliseconds that UTC would have if its clocks showed it; a local day is that
 * divided by 24 hours (1970-01-01 is day 0). So local arithmetic is plain arithmetic.
 */

export const minuteMs = 60_000
export const dayMs = 86_400_000

// No zone was ever further from UTC than this (Manila before 1844: -15:56).
const widestOffsetMs = 16 * 60 * minuteMs

/** Wall time of an instant, in milliseconds. */
export function wallTime(timezone: string, instantMs: number): number {
  return instantMs + offsetAt(timezone, instantMs)
}

/** Number of the local day that the instant lies in. */
export function localDay(timezone: string, instantMs: number): number {
  return dayOfWall(wallTime(timezone, instantMs))
}

/** Minutes that the wall clock shows since 00:00, with seconds as a fraction. */
export function wallMinutes(timezone: string, instantMs: number): number {
  const wallMs = wallTime(timezone, instantMs)
  return (wallMs - dayOfWall(wallMs) * dayMs) / minuteMs
}

/** Local date of an instant: `2026-04-21`. */
export function localDate(timezone: string, instantMs: number): string {
  return dateOfDay(localDay(timezone, instantMs))
}

/** Local date and wall time of an instant: `2026-04-21T10:30:00`. */
export function localDateTime(timezone: string, instantMs: number): string {
  return new Date(wallTime(timezone, instantMs)).toISOString().slice(0, -5)
}

/** UTC offset of the zone at an instant: `+05:30`, and `-00:44:30` where history has seconds. */
export function utcOffset(timezone: string, instantMs: number): string {
  const offsetMs = offsetAt(timezone, instantMs)
  const clock = new Date(Math.abs(offsetMs)).toISOString().slice(11, 19)
  return (offsetMs < 0 ? '-' : '+') + (clock.endsWith(':00') ? clock.slice(0, 5) : clock)
}

/**
 * The instants whose wall time lies in the half-open wall interval, clipped to it pointwise: a gap vanishes,
 * an overlap may give two intervals. Both ends of the argument are wall milliseconds.
 */
export function instantsOfWall(timezone: string, wall: Interval): Interval[] {
  const spans = offsetSpans(timezone, wall.startMs - widestOffsetMs, wall.endMs + widestOffsetMs)
  return union(
    spans.map(({ startMs, endMs, offsetMs }) => ({
      startMs: Math.max(startMs, wall.startMs - offsetMs),
      endMs: Math.min(endMs, wall.endMs - offsetMs),
    })),
  )
}

/** The instants of a local date: 23 to 25 hours in most zones, none at all for Apia's 2011-12-30. */
export function instantsOfDate(timezone: string, date: string): Interval[] {
  return instantsOfWall(timezone, wallOfDay(dayOfDate(date)))
}

/**
 * The one instant meant by a local date and time: a time in a gap uses the offset before the gap, a time in
 * an overlap the first of its two instants.
 */
export function instantOf(timezone: string, date: string, time: string): number {
  const wallMs = dayOfDate(date) * dayMs + minutesOf(time) * minuteMs
  const spans = offsetSpans(timezone, wallMs - widestOffsetMs, wallMs + widestOffsetMs)
  let before = wallMs
  for (const { startMs, endMs, offsetMs } of spans) {
    const instantMs = wallMs - offsetMs
    if (instantMs < startMs) break
    if (instantMs < endMs) return instantMs
    before = instantMs
  }
  return before
}

/** Minutes since 00:00 of `HH:MM`; `24:00` is 1440. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

/** Number of a date: days since 1970-01-01. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs
}

/** The date of a day's number. */
export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, -14)
}

/** Number of the day that a wall time lies in. */
export function dayOfWall(wallMs: number): number {
  return Math.floor(wallMs / dayMs)
}

/** The 24 hours of a day on the wall clock. */
export function wallOfDay(day: number): Interval {
  return { startMs: day * dayMs, endMs: (day + 1) * dayMs }
}
