import type { Demand, Terms } from './calendar.ts'
import type { Interval } from './intervals.ts'
import { listStarts } from './starts.ts'

/** The bookable starts in the half-open window, those nearest to an instant first; of two equally near ones the later. */
export function nearestStarts(instantMs: number, window: Interval, demand: Demand, terms: Terms): number[] {
  if (window.startMs >= window.endMs) return []
  const distance = (startMs: number) => Math.abs(startMs - instantMs)
  return listStarts(window, demand, terms)
    .map(({ startMs }) => startMs)
    .toSorted((a, b) => distance(a) - distance(b) || b - a)
}
