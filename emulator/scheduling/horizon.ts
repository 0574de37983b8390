import { lastOnGridBefore } from './grid.ts'
import { dayMs, instantsOfWall, localDay } from './zones.ts'

/** Whether the start's local date is later than today plus the horizon; the last day itself is within it. */
export function isBeyondHorizon(
  timezone: string,
  nowMs: number,
  horizonDays: number,
  startMs: number,
): boolean {
  return localDay(timezone, startMs) > localDay(timezone, nowMs) + horizonDays
}

/** End of the last local day within the horizon: the first instant that lies beyond it. */
export function horizonEnd(timezone: string, nowMs: number, horizonDays: number): number {
  const lastDay = localDay(timezone, nowMs) + horizonDays
  // Two days more, because the last one itself may have been skipped (Apia).
  const lastDays = instantsOfWall(timezone, { startMs: (lastDay - 2) * dayMs, endMs: (lastDay + 1) * dayMs })
  return lastDays.at(-1)?.endMs ?? nowMs
}

/**
 * The last start on the grid within the horizon: it can be booked if nothing else is in the way. Where the grid has
 * none near the end, the last whole second.
 */
export function lastWithinHorizon(
  timezone: string,
  nowMs: number,
  { horizonDays, stepMin }: { readonly horizonDays: number; readonly stepMin: number },
): number {
  const endMs = horizonEnd(timezone, nowMs, horizonDays)
  return lastOnGridBefore(timezone, stepMin, endMs) ?? Math.ceil(endMs / 1000) * 1000 - 1000
}
