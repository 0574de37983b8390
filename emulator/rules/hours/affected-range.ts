import { latestMs } from '../../../src/contract/instants.ts'
import { largest, smallest } from '../../../src/lists/extremes.ts'
import type { Interval } from '../../scheduling/intervals.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { Context } from '../context/context.ts'

/** The range of a change that has no end of its own: the past cannot be booked any more. */
export function fromNowOn(ctx: Context): { from: string; to: null } {
  return { from: toAnswer(toStored(ctx.now)), to: null }
}

/** The range of a change that touched some intervals: from the first instant of them to the last. */
export function rangeAround(intervals: readonly Interval[]): { from: string; to: string } {
  const startMs = Math.max(0, smallest(intervals.map(interval => interval.startMs)))
  const endMs = Math.min(latestMs, largest(intervals.map(interval => interval.endMs)))
  return { from: toAnswer(toStored(startMs)), to: toAnswer(toStored(endMs)) }
}
