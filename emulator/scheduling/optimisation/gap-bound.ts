import type { Problem, ProblemBooking } from './problem.ts'
import { busyOf, firstResources } from './score.ts'
import { takenBy } from './taken.ts'

/** A place that a booking could have, and how much more it costs there than in its cheapest one. */
export interface NearPlace {
  readonly first: number
  readonly startMs: number
  readonly endMs: number
  readonly extra: number
}

/**
 * What gaps cost at least. Whoever begins anew costs a gap, unless somebody ends right there. For that, one of the two or both
 * have to be where they cost more, and each booking has but one before and one behind it: so half of what a pair costs more is
 * lost for each link, and the best link of everybody is all that can be saved.
 */
export function leastGapCost(problem: Problem, nearPlaces: readonly (readonly NearPlace[])[]): number {
  const { fragmentation } = problem.weights
  if (fragmentation === 0) return 0
  const firsts = firstResources(problem)
  const ends = new CheapestEnds()
  for (const [index, places] of nearPlaces.entries()) {
    const booking = problem.bookings[index] as ProblemBooking
    for (const { first, endMs, extra } of places)
      ends.note(first, endMs + booking.terms.bufferAfterMin * 60_000, index, extra)
  }
  let starts = 0
  let saved = 0
  const save = (bestExtra: number) => {
    saved += Math.max(0, fragmentation - bestExtra / 2)
  }
  for (const resource of firsts) {
    const fixed = busyOf(problem, resource)
    const fixedEnds = new Set(fixed.map(({ endMs, bufferAfterMs }) => endMs + bufferAfterMs))
    for (const { startMs, bufferBeforeMs } of fixed) {
      const at = startMs - bufferBeforeMs
      if (fixedEnds.has(at)) continue
      starts += 1
      save(ends.cheapest(resource, at, -1))
    }
    for (const at of fixedEnds) ends.note(resource, at, -1, 0)
  }
  for (const [index, places] of nearPlaces.entries()) {
    const booking = problem.bookings[index] as ProblemBooking
    if (takenBy(booking, null).serving.length === 0) continue
    starts += 1
    let best = Number.POSITIVE_INFINITY
    for (const { first, startMs, extra } of places) {
      const at = startMs - booking.terms.bufferBeforeMin * 60_000
      best = Math.min(best, extra + ends.cheapest(first, at, index))
    }
    save(best)
  }
  return Math.max(0, Math.ceil(starts * fragmentation - saved))
}

/** Who can end at an instant on a resource, and what that costs more: the two cheapest, for nobody ends before himself. */
class CheapestEnds {
  readonly #ends = new Map<string, { readonly index: number; readonly extra: number }[]>()

  note(resource: number, atMs: number, index: number, extra: number): void {
    const key = `${resource} ${atMs}`
    const known = (this.#ends.get(key) ?? []).filter(end => end.index !== index || end.extra < extra)
    if (known.some(end => end.index === index)) return
    this.#ends.set(key, [...known, { index, extra }].sort((a, b) => a.extra - b.extra).slice(0, 2))
  }

  cheapest(resource: number, atMs: number, except: number): number {
    const ends = this.#ends.get(`${resource} ${atMs}`) ?? []
    return ends.find(({ index }) => index !== except)?.extra ?? Number.POSITIVE_INFINITY
  }
}
