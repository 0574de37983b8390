import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { parseInstant } from '../../../src/contract/instants.ts'
import { isDate } from '../../../src/contract/time-range.ts'
import { largest } from '../../../src/lists/extremes.ts'
import { type ExceptionObject, exceptionObject } from '../../objects/exception.ts'
import type { HoursInterval, WeeklyHours } from '../../scheduling/calendar.ts'
import { type Interval, overlaps } from '../../scheduling/intervals.ts'
import { dayMs, dayOfDate, instantsOfWall, minuteMs, minutesOf } from '../../scheduling/zones.ts'
import { toStored } from '../../store/instants.ts'
import type { ExceptionRow, ResourceRow } from '../../store/schema.ts'
import { dateAfter, pointFaults, pointMs, startOfDate } from '../fields/time-range.ts'
import { dayFaults, inOrder, runsOver } from './weekly-hours.ts'

/** What an exception does to the hours, as clients say it. */
export type ExceptionTerms = Pick<ExceptionObject, 'kind' | 'from' | 'to'> & {
  /** Undefined where nobody has said any. */
  readonly intervals: readonly HoursInterval[] | undefined
}

/** What is wrong with an exception, each fault at its member. */
export function exceptionFaults({ kind, from, to, intervals }: ExceptionTerms): FieldFault[] {
  const ends = [...pointFaults('/from', from), ...pointFaults('/to', to)]
  const severalDays = from !== to
  return [
    ...(ends.length > 0 ? ends : orderFaults(from, to)),
    ...(intervals === undefined && kind === 'replace' ? [missingHours] : []),
    ...(intervals !== undefined && intervals.length > 0 && kind !== 'replace' && !isDate(from)
      ? [needlessHours]
      : []),
    ...dayFaults('/intervals', intervals ?? [], {
      name: 'the day before',
      hours: severalDays ? (intervals ?? []) : [],
    }),
  ]
}

const missingHours: FieldFault = {
  path: '/intervals',
  code: 'required',
  message: 'is required: the hours that replace the usual ones, or an empty list for none',
}

const needlessHours: FieldFault = {
  path: '/intervals',
  code: 'not_allowed',
  message: 'must be empty between two instants: they say the hours themselves',
}

function orderFaults(from: string, to: string): FieldFault[] {
  if (isDate(from) !== isDate(to)) {
    const what = isDate(from) ? 'a local date' : 'an instant'
    return [{ path: '/to', code: 'mixed', message: `must be ${what}, as from is one` }]
  }
  if (isDate(from)) {
    return from <= to ? [] : [{ path: '/to', code: 'not_after', message: 'must not lie before from' }]
  }
  const isLater = (parseInstant(to) ?? 0) > (parseInstant(from) ?? 0)
  return isLater ? [] : [{ path: '/to', code: 'not_after', message: 'must be later than from' }]
}

/** The columns of checked terms. */
export function exceptionColumns({ kind, from, to, intervals = [] }: ExceptionTerms) {
  const stored = (point: string) => (isDate(point) ? point : toStored(parseInstant(point) ?? Number.NaN))
  return { kind, from: stored(from), to: stored(to), intervals: JSON.stringify(inOrder(intervals)) }
}

/** When hours may differ by an exception: its dates, with the night that its last one may run into. */
export function reachOf({ timezone, weekly }: ResourceRow, row: ExceptionRow): Interval {
  const { from, to, intervals } = exceptionObject(row)
  if (!isDate(from)) return { startMs: pointMs(timezone, from), endMs: pointMs(timezone, to) }
  const week = Object.values(JSON.parse(weekly) as WeeklyHours).flat()
  const nightMin = largest(
    [...week, ...intervals].filter(runsOver).map(({ end }) => minutesOf(end)),
    0,
  )
  const startOfLastDay = dayOfDate(to) * dayMs
  const lastDay = { startMs: startOfLastDay, endMs: startOfLastDay + dayMs + nightMin * minuteMs }
  const endMs = instantsOfWall(timezone, lastDay).at(-1)?.endMs ?? startOfDate(timezone, dateAfter(to))
  return { startMs: startOfDate(timezone, from), endMs }
}

/** Whether two exceptions speak of the same dates or instants. */
export function areOverlapping(timezone: string, one: ExceptionRow, other: ExceptionRow): boolean {
  return overlaps(spanOf(timezone, one), spanOf(timezone, other))
}

function spanOf(timezone: string, row: ExceptionRow): Interval {
  const { from, to } = exceptionObject(row)
  const end = isDate(to) ? dateAfter(to) : to
  return {
    startMs: pointMs(timezone, from),
    endMs: isDate(to) ? startOfDate(timezone, end) : pointMs(timezone, to),
  }
}
