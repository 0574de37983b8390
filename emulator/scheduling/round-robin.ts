import { compareText } from './order.ts'

/** What decides whose turn it is. */
export interface Turn {
  readonly id: string
  /** Share of the work: a resource of weight 2 gets two bookings for each one of weight 1. */
  readonly weight: number
  /** Bookings in the window that is compared. */
  readonly bookings: number
  /** When the resource was last booked, in epoch milliseconds; null: never, which goes first. */
  readonly lastBookedMs: number | null
}

/** The resources of a group in the order of their turns: fewest bookings by weight, then least recently booked, then id. */
export function inTurn<Entry extends Turn>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort(
    (a, b) =>
      a.bookings * b.weight - b.bookings * a.weight ||
      compareLastBooked(a.lastBookedMs, b.lastBookedMs) ||
      compareText(a.id, b.id),
  )
}

function compareLastBooked(a: number | null, b: number | null): number {
  if (a === b) return 0
  if (a === null) return -1
  return b === null ? 1 : a - b
}
