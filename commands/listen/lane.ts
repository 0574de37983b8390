/** A queue with one thing in work at a time. */
export interface Lane<Item> {
  /** False when too many wait already. */
  add(item: Item): boolean
  /** In front of all that wait. */
  addFirst(item: Item): void
  /** Takes nothing more into work until it is told otherwise. */
  pause(paused: boolean): void
  readonly waiting: number
  /** Settles when nothing waits and nothing is in work. */
  idle(): Promise<void>
  /** Forgets what waits, and gives it. */
  drop(): readonly Item[]
  readonly inWork: Item | undefined
}

/** As many events wait for one target; it is by then far behind, and memory is not for it alone. */
const mostWaiting = 10_000

/** Makes a lane. `work` must not throw; lanes know nothing of each other. */
export function createLane<Item>(work: (item: Item) => Promise<void>, most = mostWaiting): Lane<Item> {
  let waiting: Item[] = []
  let inWork: Item | undefined
  let isPaused = false
  let settled: (() => void)[] = []

  async function next(): Promise<void> {
    while (inWork === undefined && !isPaused) {
      const item = waiting.shift()
      if (item === undefined) break
      inWork = item
      await work(item)
      inWork = undefined
    }
    if (inWork !== undefined || waiting.length > 0) return
    for (const settle of settled.splice(0)) settle()
  }

  return {
    add(item) {
      if (waiting.length >= most) return false
      waiting.push(item)
      void next()
      return true
    },
    addFirst(item) {
      waiting.unshift(item)
      void next()
    },
    pause(paused) {
      isPaused = paused
      void next()
    },
    get waiting() {
      return waiting.length
    },
    idle: () =>
      new Promise(settle => {
        settled = [...settled, settle]
        void next()
      }),
    drop() {
      const dropped = waiting
      waiting = []
      return dropped
    },
    get inWork() {
      return inWork
    },
  }
}
