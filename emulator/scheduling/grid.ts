import type { Interval } from './intervals.ts'
import { offsetSpans } from './offsets.ts'
import { dayMs, dayOfWall, minuteMs, wallTime } from './zones.ts'

/** Whether the wall clock shows a multiple of the step since 00:00, and no odd seconds. */
export function isOnGrid(timezone: string, stepMin: number, instantMs: number): boolean {
  const wallMs = wallTime(timezone, instantMs)
  return (wallMs - dayOfWall(wallMs) * dayMs) % (stepMin * minuteMs) === 0
}

/**
 * Instants on the grid in the half-open window, ascending. The grid starts anew at each local midnight; a
 * wall time that an overlap shows twice is on the grid twice, one that falls into a gap never.
 */
export function* gridStarts(timezone: string, stepMin: number, window: Interval): Generator<number> {
  const stepMs = stepMin * minuteMs
  for (const span of offsetSpans(timezone, window.startMs, window.endMs)) {
    const fromMs = Math.max(span.startMs, window.startMs) + span.offsetMs
    const toMs = Math.min(span.endMs, window.endMs) + span.offsetMs
    for (let day = dayOfWall(fromMs); day * dayMs < toMs; day++) {
      const firstMs = day * dayMs + Math.max(0, Math.ceil((fromMs - day * dayMs) / stepMs)) * stepMs
      const lastMs = Math.min(toMs, (day + 1) * dayMs)
      for (let wallMs = firstMs; wallMs < lastMs; wallMs += stepMs) yield wallMs - span.offsetMs
    }
  }
}

/**
 * The grid start nearest to an instant, of two equally near ones the later. Undefined only where none lies
 * within three days, which takes a step of hours and a lost midnight.
 */
export function nearestOnGrid(timezone: string, stepMin: number, instantMs: number): number | undefined {
  // The grid before and after is sparse at most by a step or a day, so look near first and widen if in vain.
  for (const reachMs of [2 * stepMin * minuteMs, 3 * dayMs]) {
    let nearest: number | undefined
    const window = { startMs: instantMs - reachMs, endMs: instantMs + reachMs + 1 }
    for (const startMs of gridStarts(timezone, stepMin, window)) {
      if (nearest === undefined || Math.abs(startMs - instantMs) <= Math.abs(nearest - instantMs)) {
        nearest = startMs
      }
    }
    if (nearest !== undefined) return nearest
  }
  return undefined
}

/** The last grid start before an instant. Undefined only where none lies within three days, as for `nearestOnGrid`. */
export function lastOnGridBefore(timezone: string, stepMin: number, endMs: number): number | undefined {
  for (const reachMs of [2 * stepMin * minuteMs, 3 * dayMs]) {
    let last: number | undefined
    for (const startMs of gridStarts(timezone, stepMin, { startMs: endMs - reachMs, endMs })) last = startMs
    if (last !== undefined) return last
  }
  return undefined
}
