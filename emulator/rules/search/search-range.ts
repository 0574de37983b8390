import { ApiError, type FieldFault } from '../../../src/contract/errors/errors.ts'
import { latestMs } from '../../../src/contract/instants.ts'
import { mostSlotsText } from '../../../src/contract/parts/search-range.ts'
import { isDate, longestRangeDays } from '../../../src/contract/time-range.ts'
import type { Service } from '../../objects/service.ts'
import { ianaZone } from '../../scheduling/zone-names.ts'
import { dayMs, dayOfDate } from '../../scheduling/zones.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { pointFaults, pointMs } from '../fields/time-range.ts'
import type { CalendarWindow } from '../placing/calendars.ts'
import { longestDurationMin } from '../placing/service-with.ts'

/** A half-open range of a request, and the zone in which its dates were read. */
export interface TimeRange {
  readonly timezone: string
  readonly startMs: number
  readonly endMs: number
}

interface Sent {
  readonly from: string
  readonly to: string
}

/**
 * Reads a range whose ends are instants or local dates; a date means its first moment. Dates are read in the zone of
 * the resources that are asked about; where they live in several, and where there are none, in the tenant's.
 */
export function readTimeRange(
  ctx: Context,
  sent: Sent,
  resources: readonly ResourceRow[],
): { range: TimeRange; faults: readonly FieldFault[] } {
  const zones = [...new Set(resources.map(({ timezone }) => ianaZone(timezone) ?? timezone))]
  const timezone = zones.length === 1 && zones[0] !== undefined ? zones[0] : ctx.tenant.timezone
  const [startMs, endMs] = [pointMs(timezone, sent.from), pointMs(timezone, sent.to)]
  const faults = [...pointFaults('/from', sent.from), ...pointFaults('/to', sent.to)]
  if (endMs > latestMs)
    faults.push({ path: '/to', code: 'too_large', message: 'must lie before the year 10000' })
  if (faults.length === 0 && isBackwards(sent, startMs, endMs)) {
    faults.push({ path: '/to', code: 'not_after', message: 'must be after from' })
  }
  return { range: { timezone, startMs, endMs }, faults }
}

/** Where a range ends at the latest, to be answered at once. Days are local days between dates, else 24 hours. */
export function longestEndMs(sent: Sent, { startMs, endMs }: TimeRange): number {
  return daysOf(sent, { startMs, endMs }) <= longestRangeDays ? endMs : startMs + longestRangeDays * dayMs
}

/** Refuses a range that is too long to be answered at once. */
export function requireRangeLength(sent: Sent, range: TimeRange): void {
  requireFits(sent, range, longestEndMs(sent, range))
}

/** Refuses a range of which only what starts before `untilMs` can be answered at once; that is told. */
export function requireFits(sent: Sent, range: TimeRange, untilMs: number): void {
  if (untilMs >= range.endMs) return
  const days = daysOf(sent, range)
  const message =
    days > longestRangeDays
      ? `The range spans ${Math.ceil(days)} days, and one search at most ${longestRangeDays}`
      : `More than ${mostSlotsText} starts lie in the range, and one answer holds no more`
  throw new ApiError('range_too_wide', {
    message,
    details: {
      max_days: longestRangeDays,
      ...(untilMs > range.startMs && { max_to: toAnswer(toStored(untilMs)) }),
    },
  })
}

function daysOf({ from, to }: Sent, { startMs, endMs }: Pick<TimeRange, 'startMs' | 'endMs'>): number {
  return isDate(from) && isDate(to) ? dayOfDate(to) - dayOfDate(from) : (endMs - startMs) / dayMs
}

/** The part of a range in which a service can be listed: from now on, and with ends that can be written. */
export function comingPart(ctx: Context, service: Service, { startMs, endMs }: TimeRange): CalendarWindow {
  const lastStartMs = latestMs - longestDurationMin(service) * 60_000
  return { startMs: Math.max(startMs, ctx.now), endMs: Math.min(endMs, lastStartMs + 1) }
}

/** Two dates are compared as such: the clocks of Apia skipped a whole one, which is a range with nothing in it. */
function isBackwards({ from, to }: Sent, startMs: number, endMs: number): boolean {
  return isDate(from) && isDate(to) ? to <= from : endMs <= startMs
}
