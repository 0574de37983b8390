import type { Static } from 'typebox'
import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import {
  type WeeklyHours,
  type WeeklyHoursRequest,
  weekdays,
} from '../../../src/contract/objects/working-hours.ts'
import type { HoursInterval } from '../../scheduling/calendar.ts'
import { overlaps } from '../../scheduling/intervals.ts'
import { minutesOf } from '../../scheduling/zones.ts'

export type Week = Static<typeof WeeklyHours>
export type WeekRequest = Static<typeof WeeklyHoursRequest>

const dayMin = 1440

/** A week with all of its days, each in order of time. */
export function wholeWeek(weekly: WeekRequest): Week {
  const day = (name: keyof Week) => inOrder(weekly[name] ?? [])
  return {
    mon: day('mon'),
    tue: day('tue'),
    wed: day('wed'),
    thu: day('thu'),
    fri: day('fri'),
    sat: day('sat'),
    sun: day('sun'),
  }
}

/** The hours of a day in order of time. */
export function inOrder(hours: readonly HoursInterval[]): HoursInterval[] {
  return hours
    .map(({ start, end }) => ({ start, end }))
    .toSorted((a, b) => minutesOf(a.start) - minutesOf(b.start))
}

/** What is wrong with a week: the faults of each day, beside the night that the day before runs into. */
export function weekFaults(pointer: string, weekly: WeekRequest): FieldFault[] {
  return weekdays.flatMap((day, index) => {
    const eve = weekdays[(index + 6) % 7] ?? day
    return dayFaults(`${pointer}/${day}`, weekly[day] ?? [], { name: eve, hours: weekly[eve] ?? [] })
  })
}

/**
 * What is wrong with the hours of a day: those without length, and those that meet others of it or the night of its
 * eve. The later of two is the one that is told.
 */
export function dayFaults(
  pointer: string,
  day: readonly HoursInterval[],
  eve: { readonly name: string; readonly hours: readonly HoursInterval[] },
): FieldFault[] {
  const taken = eve.hours.filter(runsOver).map(hours => ({
    hours: `${hours.start}-${hours.end} of ${eve.name}`,
    span: { startMs: 0, endMs: minutesOf(hours.end) },
  }))
  return day.flatMap((hours, position) => {
    const path = `${pointer}/${position}`
    if (hours.start === hours.end) {
      return [{ path: `${path}/end`, code: 'empty_interval', message: 'must differ from the start' }]
    }
    const span = { startMs: minutesOf(hours.start), endMs: endMinutes(hours) }
    const met = taken.find(other => overlaps(other.span, span))
    taken.push({ hours: `${hours.start}-${hours.end}`, span })
    return met === undefined ? [] : [{ path, code: 'overlapping', message: `overlaps ${met.hours}` }]
  })
}

/** Whether hours run into the next day. */
export function runsOver(hours: HoursInterval): boolean {
  return minutesOf(hours.end) < minutesOf(hours.start)
}

/** Minutes since 00:00 of the day on which the hours begin. */
function endMinutes(hours: HoursInterval): number {
  return minutesOf(hours.end) + (runsOver(hours) ? dayMin : 0)
}
