/** Which tables a commit may have written; all of them where nobody knows. */
export interface CommitNews {
  mayHaveWritten(...tables: readonly string[]): boolean
}

const anything: CommitNews = { mayHaveWritten: () => true }

/** Tells that something was committed; what it was, a listener reads for itself. */
export interface CommitSignal {
  /**
   * Calls back after each commit that may have brought events, from now on; gives what ends it. Nothing waits for a
   * listener, and it must not throw: it notes that there is work, and reads the store on its own.
   */
  onCommit(listener: (news: CommitNews) => void): () => void
  /** To be called after such a commit. */
  committed(news?: CommitNews): void
}

/** A signal that nobody listens to yet; it costs nothing then. */
export function createCommitSignal(): CommitSignal {
  const listeners = new Set<(news: CommitNews) => void>()
  return {
    onCommit(listener) {
      // A listener of its own for each call: the same function may listen twice.
      const own = (news: CommitNews) => listener(news)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    committed(news = anything) {
      for (const listener of listeners) listener(news)
    },
  }
}
