/** So many were not kept. */
interface Skipped {
  readonly skipped: number
}

/** What waits for one reader, in order. */
export interface Backlog<Item> {
  /** Keeps it if there is room; else it is counted, in the place where it is missing. */
  add(item: Item): void
  /** Takes the oldest, as many at most. */
  take(most: number): readonly (Item | Skipped)[]
}

/** An empty backlog with room for so many. */
export function createBacklog<Item>(room: number): Backlog<Item> {
  const waiting: (Item | Skipped)[] = []
  // The count at the end of what waits; nothing stands behind it yet.
  let gap: { skipped: number } | undefined
  return {
    add(item) {
      if (waiting.length < room) {
        gap = undefined
        waiting.push(item)
      } else if (gap === undefined) {
        gap = { skipped: 1 }
        waiting.push(gap)
      } else gap.skipped += 1
    },
    take(most) {
      const taken = waiting.splice(0, most)
      if (waiting.length === 0) gap = undefined
      return taken
    },
  }
}
