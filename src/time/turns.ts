/** The longest that work goes on before others get a turn, in milliseconds. */
const longestTurnMs = 10

/** Cuts long work into pieces, so that a process that serves others goes on answering them. */
export interface Turns {
  /** Whether it is time for the others; asking costs next to nothing. */
  readonly isOver: boolean
  /** Lets everything that waits go first. Throws the reason of the signal that ended the work meanwhile. */
  pass(): Promise<void>
}

/** For work that may not wait in the middle: it goes through at once. */
export const atOnce: Turns = { isOver: false, pass: async () => {} }

/** Goes through work that yields wherever others may go first. */
export async function inTurns<Value>(work: Generator<void, Value>, turns: Turns): Promise<Value> {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    if (turns.isOver) await turns.pass()
  }
}

/**
 * The turns of one long piece of work, which begins now, until a signal ends it.
 *
 * @example
 * for (const row of rows) {
 *   check(row)
 *   if (turns.isOver) await turns.pass()
 * }
 */
export function createTurns(ended?: AbortSignal): Turns {
  let beganMs = performance.now()
  return {
    get isOver() {
      return performance.now() - beganMs >= longestTurnMs
    },
    async pass() {
      await new Promise(resolve => setImmediate(resolve))
      ended?.throwIfAborted()
      beganMs = performance.now()
    },
  }
}
