import type { Interval } from '../intervals.ts'
import { durationMsOf, type Place, type ProblemBooking, type Serving } from './problem.ts'

/** What a booking takes of its resources in a place: a core, and the time that it blocks with its buffers. */
export interface Taken {
  readonly core: Interval
  readonly blocked: Interval
  readonly serving: readonly Serving[]
  readonly units: number
}

/** What a booking takes in a place; null is the place that it has. */
export function takenBy(booking: ProblemBooking, place: Place | null): Taken {
  const { current, groups, terms, units } = booking
  const startMs = place?.startMs ?? current.startMs
  const endMs = place === null ? current.endMs : startMs + durationMsOf(booking, place.resources[0] as number)
  const serving =
    place === null
      ? current.serving
      : groups.map(({ group }, index) => ({ group, resource: place.resources[index] as number }))
  return {
    core: { startMs, endMs },
    blocked: {
      startMs: startMs - terms.bufferBeforeMin * 60_000,
      endMs: endMs + terms.bufferAfterMin * 60_000,
    },
    serving,
    units,
  }
}

/** The same place as the booking has now, told as null. */
export function normalised(booking: ProblemBooking, place: Place): Place | null {
  return isCurrent(booking, place) ? null : place
}

function isCurrent({ current, groups }: ProblemBooking, place: Place): boolean {
  return (
    place.startMs === current.startMs &&
    current.serving.length === groups.length &&
    groups.every(({ group }, index) =>
      current.serving.some(serving => serving.group === group && serving.resource === place.resources[index]),
    )
  )
}
