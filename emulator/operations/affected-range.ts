import { toAnswer, toStored } from '../store/instants.ts'
import type { Context } from './context.ts'

/** The range of a change that has no end of its own: the past cannot be booked any more. */
export function fromNowOn(ctx: Context): { from: string; to: null } {
  return { from: toAnswer(toStored(ctx.now)), to: null }
}
