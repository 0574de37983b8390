/** What an answer may wait for. */
export interface Wait {
  /** Real time; 0 answers at once. */
  readonly waitMs: number
  /** Calls back when there may be something new to find; gives what ends it. */
  readonly listen: (listener: () => void) => () => void
  /** Nobody waits any more, or there is nothing left to wait for: what there is must do. */
  readonly gone: AbortSignal
}

/** Searches until something is found or the time is over, and gives what was found last. */
export async function findWithin<Found>(
  find: () => Promise<readonly Found[]>,
  { waitMs, listen, gone }: Wait,
): Promise<readonly Found[]> {
  if (waitMs === 0) return await find()
  const news = createNews()
  const endMs = performance.now() + waitMs
  // Before the first search, so that nothing falls between it and the waiting.
  const stop = listen(news.tell)
  gone.addEventListener('abort', news.tell)
  try {
    while (true) {
      news.forget()
      const found = await find()
      const leftMs = endMs - performance.now()
      if (found.length > 0 || leftMs <= 0 || gone.aborted) return found
      await news.within(leftMs)
      if (gone.aborted) return found
    }
  } finally {
    stop()
    gone.removeEventListener('abort', news.tell)
  }
}

/** Remembers that there is news, for one who waits for it or comes to look. */
function createNews() {
  let told = false
  let wake = () => {}
  return {
    tell() {
      told = true
      wake()
    },
    forget() {
      told = false
    },
    async within(ms: number): Promise<void> {
      if (told) return
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
  }
}
