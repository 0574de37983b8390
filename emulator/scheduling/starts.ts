import type { Demand, Terms } from './calendar.ts'
import { checkDemand } from './demand-check.ts'
import type { Bound } from './earliest.ts'
import { gridStarts } from './grid.ts'
import { horizonEnd } from './horizon.ts'
import { clip, type Interval, union } from './intervals.ts'
import { minuteMs } from './zones.ts'

/** A start that can be booked as it stands. */
export interface Start extends Interval {
  /** Units that could be booked at once: the largest party. */
  readonly seatsLeft: number
}

/**
 * All bookable starts in the half-open window, ascending: those on the local grid for which `findConflicts`
 * finds nothing. Slots never list the past: pass `allowPast: false` for them, whoever asks.
 *
 * @example
 * listStarts({ startMs: fromMs, endMs: toMs }, { first, others, units: 1 }, { service, nowMs, allowPast: false })
 */
export function listStarts(window: Interval, demand: Demand, terms: Terms): Start[] {
  return [...eachStart(window, demand, terms)].filter(start => start !== null)
}

/** Where to look for the next starts: strictly after `afterMs`, strictly before `untilMs`. */
export interface Search {
  readonly afterMs: number
  readonly untilMs: number
  readonly count: number
}

/**
 * The next bookable starts after one that was asked for. They keep its rule: with `allowPast`, after a start
 * in the past, they may lie in the past as well; otherwise they never do.
 *
 * @example
 * nextStarts({ afterMs: candidate.startMs, untilMs, count: 2 }, candidate, terms)
 */
export function nextStarts({ afterMs, untilMs, count }: Search, demand: Demand, terms: Terms): Start[] {
  const found: Start[] = []
  if (count <= 0) return found
  for (const start of eachStart({ startMs: afterMs + 1, endMs: untilMs }, demand, terms)) {
    if (start !== null) found.push(start)
    if (found.length === count) break
  }
  return found
}

/**
 * The same one by one, with null for each start on the grid that cannot be booked: whoever works on through many can
 * stop, or let others go first, at any of them. Ends at the bound, which may come nearer meanwhile.
 */
export function* eachStart(
  window: Interval,
  demand: Demand,
  terms: Terms,
  bound: Bound = { untilMs: window.endMs },
): Generator<Start | null> {
  const { service } = terms
  const { timezone } = demand.first.calendar
  const durationMs = service.durationMin * minuteMs
  const reach = reachOf(window, timezone, terms)
  if (reach.startMs >= reach.endMs) return
  const check = checkDemand(demand, terms, reach)
  // Only where a whole duration fits into the open hours is a start worth asking about.
  const fitting = check.open.map(({ startMs, endMs }) => ({ startMs, endMs: endMs - durationMs + 1 }))
  for (const stretch of clip(union(fitting), reach)) {
    for (const startMs of gridStarts(timezone, service.stepMin, stretch)) {
      if (startMs >= bound.untilMs) return
      const isFree = check.conflictsAt(startMs).next().done === true
      if (!isFree) yield null
      else yield { startMs, endMs: startMs + durationMs, seatsLeft: check.unitsLeftAt(startMs) }
    }
  }
}

/** The window, cut to what notice and horizon leave of it, so that nothing else is prepared. */
function reachOf(window: Interval, timezone: string, { service, nowMs, allowPast }: Terms): Interval {
  const earliestMs = allowPast ? Number.NEGATIVE_INFINITY : nowMs
  return {
    startMs: Math.max(window.startMs, earliestMs),
    endMs: Math.min(window.endMs, horizonEnd(timezone, nowMs, service.horizonDays)),
  }
}
