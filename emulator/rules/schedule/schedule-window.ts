import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import { longestWindowDays } from '../../../src/contract/parts/schedule-window.ts'
import { dayMs } from '../../scheduling/zones.ts'
import type { Context } from '../context/context.ts'
import { pointFaults, pointMs } from '../fields/time-range.ts'

/** A window as clients say it. */
export interface WindowWish {
  readonly from: string
  readonly to: string
}

/** A window in milliseconds, half-open. */
export interface ScheduleWindow {
  readonly startMs: number
  readonly endMs: number
}

/** Reads a window. Dates are those of the tenant. */
export function readWindow(
  ctx: Context,
  { from, to }: WindowWish,
): { readonly window: ScheduleWindow; readonly faults: readonly FieldFault[] } {
  const { timezone } = ctx.tenant
  const faults = [...pointFaults('/window/from', from), ...pointFaults('/window/to', to)]
  const window = { startMs: pointMs(timezone, from), endMs: pointMs(timezone, to) }
  if (faults.length > 0) return { window, faults }
  if (window.endMs <= window.startMs)
    return { window, faults: [fault('not_after', 'must be later than from')] }
  // With a change of the clocks, so many days may be an hour longer.
  if (window.endMs - window.startMs > longestWindowDays * dayMs + 3_600_000)
    return { window, faults: [fault('too_long', `must lie at most ${longestWindowDays} days after from`)] }
  return { window, faults: [] }
}

function fault(code: string, message: string): FieldFault {
  return { path: '/window/to', code, message }
}
