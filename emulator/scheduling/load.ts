import { type Interval, union } from './intervals.ts'

/** Units of capacity taken over an interval. */
export interface Load extends Interval {
  readonly units: number
}

/**
 * Sweeps over the loads and gives the instants of the window at which their sum is above the limit. A limit
 * below zero is exceeded everywhere.
 */
export function unitsAbove(loads: readonly Load[], window: Interval, limit: number): Interval[] {
  return union(unitsOver(loads, window).filter(({ units }) => units > limit))
}

/** The largest sum of loads at any instant of the window. */
export function peakUnits(loads: readonly Load[], window: Interval): number {
  return unitsOver(loads, window).reduce((peak, { units }) => Math.max(peak, units), 0)
}

/** The sum of the loads as a step function over the window: touching pieces of constant sum. */
export function unitsOver(loads: readonly Load[], window: Interval): Load[] {
  const changes: { atMs: number; units: number }[] = []
  for (const load of loads) {
    const startMs = Math.max(load.startMs, window.startMs)
    const endMs = Math.min(load.endMs, window.endMs)
    if (startMs < endMs)
      changes.push({ atMs: startMs, units: load.units }, { atMs: endMs, units: -load.units })
  }
  changes.sort((a, b) => a.atMs - b.atMs)
  const pieces: Load[] = []
  let startMs = window.startMs
  let units = 0
  for (const change of changes) {
    if (change.atMs > startMs) {
      pieces.push({ startMs, endMs: change.atMs, units })
      startMs = change.atMs
    }
    units += change.units
  }
  if (startMs < window.endMs) pieces.push({ startMs, endMs: window.endMs, units })
  return pieces
}
