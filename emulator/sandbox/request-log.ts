import type { RequestLogRow } from '../store/schema.ts'

/** An answered request that has no number yet. */
export type LogEntry = Omit<RequestLogRow, 'number'>

type Rewriting = (entry: LogEntry) => LogEntry

type Logged = (rows: readonly RequestLogRow[]) => void

/**
 * Answered requests on their way to the database. They wait in memory, so that logging costs a request nothing and
 * outlives the rollback of a refused one; whoever flushes takes them in one batch.
 */
export interface RequestLog {
  add(entry: LogEntry): void
  /** Takes what waits, oldest first. */
  take(): readonly LogEntry[]
  /** Puts back what could not be written down; of too many, the oldest are dropped. Nobody is told. */
  putBack(taken: readonly LogEntry[]): void
  /** Changes what waits, and what is still under way: no request takes longer than a minute. */
  rewrite(change: Rewriting): void
  readonly waiting: number
  /** Sets who is told that something waits. */
  onWaiting(listener: () => void): void
  /** Calls back after every request from now on; gives what ends it. */
  follow(listener: () => void): () => void
  /** To be called with what was logged, in the transaction that does it. */
  logged(rows: readonly RequestLogRow[]): void
  /** Calls back with all rows that are logged from now on; gives what ends it. */
  onLogged(listener: Logged): () => void
}

/** As many wait at most while they cannot be written down; the database keeps no more either. */
const mostWaiting = 10_000

/** As long as a request can be under way, in milliseconds. */
const longestRequestMs = 60_000

/** An empty log. */
export function createRequestLog(): RequestLog {
  const followers = new Set<() => void>()
  const readers = new Set<Logged>()
  let entries: LogEntry[] = []
  let rewritings: readonly { readonly change: Rewriting; readonly untilMs: number }[] = []
  const rewritten = (entry: LogEntry) => {
    rewritings = rewritings.filter(({ untilMs }) => untilMs > performance.now())
    return rewritings.reduce((changed, { change }) => change(changed), entry)
  }
  let tell = () => {}
  return {
    add(entry) {
      entries.push(rewritings.length === 0 ? entry : rewritten(entry))
      for (const follower of followers) follower()
      if (entries.length === 1) tell()
    },
    take() {
      const taken = entries
      entries = []
      return taken
    },
    putBack(taken) {
      entries = [...taken, ...entries].slice(-mostWaiting)
    },
    rewrite(change) {
      entries = entries.map(change)
      rewritings = [...rewritings, { change, untilMs: performance.now() + longestRequestMs }]
    },
    get waiting() {
      return entries.length
    },
    onWaiting(listener) {
      tell = listener
    },
    follow(listener) {
      followers.add(listener)
      return () => void followers.delete(listener)
    },
    logged(rows) {
      for (const reader of readers) reader(rows)
    },
    onLogged(listener) {
      readers.add(listener)
      return () => void readers.delete(listener)
    },
  }
}
