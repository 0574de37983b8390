import { Failure } from '../../src/failure/failure.ts'

/** Whether a sandbox is still there. */
export interface Life {
  /** Throws a usage Failure once it is over. */
  check(): void
  /** Ends it, once: a second call waits for the first. */
  end(): Promise<void>
  /** Takes in a fork, which ends before. Gives what lets it go. */
  adopt(fork: { close(): Promise<void> }): () => void
}

/** A life that ends with `close`. */
export function createLife(close: () => Promise<void>): Life {
  const forks = new Set<{ close(): Promise<void> }>()
  let ending: Promise<void> | undefined
  return {
    check() {
      if (ending === undefined) return
      throw new Failure('usage', 'sandbox_closed', 'This sandbox was closed; nothing can be sent to it', {
        hint: 'Close it after its last use, in an afterEach or afterAll, and await every call before.',
      })
    },
    end() {
      ending ??= Promise.allSettled([...forks].map(fork => fork.close())).then(close)
      return ending
    },
    adopt(fork) {
      forks.add(fork)
      return () => void forks.delete(fork)
    },
  }
}
