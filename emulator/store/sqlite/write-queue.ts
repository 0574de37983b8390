import type { Trx } from '../schema.ts'
import type { SqliteSession } from './sqlite-session.ts'

/** A group ends after so many writes or milliseconds, and the event loop turns: nothing that writes stops the rest. */
const mostMembers = 64
const longestGroupMs = 10

/** So often at most the event loop turns for writes that still arrive before a group opens. */
const mostTurns = 8

/** The one writing connection: its statements, and the transaction object that runs on it. */
export interface Writer {
  readonly trx: Trx
  /** What is remembered of the database; undone with the rows. */
  readonly session: SqliteSession
  /** Runs a statement such as `begin immediate`, at once. */
  exec(statement: string): void
  /** Ends the transaction without its rows, also where SQLite has undone it already; nothing where none was begun. */
  undo(): void
  /** Whether a transaction is open: SQLite ends one by itself when the disk is full. */
  readonly inTransaction: boolean
  /** What SQLite ended it for; undefined where it did not. */
  readonly undoneBy: unknown
  /** Immediately before a commit. Throws where it would be lost: the files are no longer those that were opened. */
  aboutToCommit?(): void
}

/** Told of a member that waited for something else than the transaction: everybody behind it waited too. */
export type ReportWait = (error: Error) => void

interface Member {
  readonly kind: 'member'
  readonly work: (trx: Trx) => Promise<unknown>
  settle(outcome: Outcome): void
}

interface Alone {
  readonly kind: 'alone'
  readonly work: () => Promise<unknown>
  settle(outcome: Outcome): void
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * Writes to one connection, first in, first out. Those that wait together commit together: one `begin` and one
 * `commit` for a group, each member in a savepoint of its own. Every outcome waits for the commit.
 */
export class WriteQueue {
  readonly #writer: Writer
  readonly #reportWait: ReportWait
  readonly #waiting: (Member | Alone)[] = []
  readonly #reads = new Set<Promise<unknown>>()
  #readsWaiting: (() => void)[] = []
  /** Whether a group or an alone item holds the connection, or is about to. */
  #isBusy = false
  #idle: (() => void)[] = []

  constructor(writer: Writer, reportWait: ReportWait = () => {}) {
    this.#writer = writer
    this.#reportWait = reportWait
  }

  /** Adds a write to the next group. Settles after the commit of its group. */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    return this.#add('member', work as never)
  }

  /** Runs `work` while nobody else has the connection and no transaction is open; it may wait for other things. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#add('alone', work as never)
  }

  /** A transaction of its own, in its turn; its work may wait for other things. */
  writeAlone<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    return this.alone(async () => {
      this.#writer.exec('begin immediate')
      try {
        const value = await work(this.#writer.trx)
        this.#commit()
        return value
      } catch (error) {
        this.#undo()
        throw error
      }
    })
  }

  /**
   * Runs a read on the writing connection, between two groups: there is nothing uncommitted then. Reads run side by
   * side, and the next group waits for them.
   */
  async read<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    if (this.#isBusy) await new Promise<void>(resume => this.#readsWaiting.push(resume))
    const reading = work(this.#writer.trx)
    const ended = reading.catch(() => undefined)
    this.#reads.add(ended)
    try {
      return await reading
    } finally {
      this.#reads.delete(ended)
    }
  }

  /** Settles when nothing waits and nothing runs. */
  async drained(): Promise<void> {
    if (this.#isBusy) await new Promise<void>(resume => this.#idle.push(resume))
    await Promise.all(this.#reads)
  }

  #add<T>(kind: 'member' | 'alone', work: never): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (outcome: Outcome) =>
        'value' in outcome ? resolve(outcome.value as T) : reject(outcome.error)
      this.#waiting.push({ kind, work, settle })
      if (this.#isBusy) return
      this.#isBusy = true
      this.#gather()
    })
  }

  /**
   * Opens the next group as soon as a turn of the event loop brings no further writes: each that arrives meanwhile saves
   * a commit. Opened in a microtask, a group would hold one write. Whoever writes alone waits for one turn.
   */
  #gather(turns = 1): void {
    const before = this.#waiting.length
    setImmediate(() => {
      const isGrowing = this.#waiting.length > before && this.#waiting.length < mostMembers
      if (isGrowing && turns < mostTurns && this.#waiting[0]?.kind === 'member') this.#gather(turns + 1)
      else void this.#turn()
    })
  }

  async #turn(): Promise<void> {
    await Promise.all(this.#reads)
    const next = this.#waiting[0]
    if (next?.kind === 'alone') {
      this.#waiting.shift()
      await this.#runAlone(next)
    } else if (next !== undefined) await this.#runGroup()
    if (this.#waiting.length > 0) {
      this.#letReadersIn()
      this.#gather()
      return
    }
    this.#isBusy = false
    this.#letReadersIn()
    for (const resume of this.#idle.splice(0)) resume()
  }

  /** Their first statement runs before the next group asks whether somebody reads. */
  #letReadersIn(): void {
    const resumed = this.#readsWaiting
    this.#readsWaiting = []
    for (const resume of resumed) resume()
  }

  async #runAlone({ work, settle }: Alone): Promise<void> {
    try {
      settle({ value: await work() })
    } catch (error) {
      settle({ error })
    }
  }

  async #runGroup(): Promise<void> {
    const done: { readonly member: Member; readonly outcome: Outcome }[] = []
    let running: Member | undefined
    const turned = setImmediate(() => {
      if (running !== undefined)
        this.#reportWait(new Error('A write waited for something else than its transaction.'))
    })
    try {
      this.#writer.exec('begin immediate')
      const startedMs = performance.now()
      while (
        done.length < mostMembers &&
        (done.length === 0 || performance.now() - startedMs < longestGroupMs)
      ) {
        const next = this.#waiting[0]
        if (next?.kind !== 'member') break
        this.#waiting.shift()
        running = next
        const outcome = await this.#runMember(next)
        running = undefined
        done.push({ member: next, outcome })
        // The next savepoint would open a transaction of its own.
        if (!this.#writer.inTransaction)
          throw (
            this.#writer.undoneBy ??
            ('error' in outcome ? outcome.error : new Error('The transaction ended.'))
          )
      }
      this.#commit()
    } catch (error) {
      this.#undo()
      if (done.length === 0) this.#failFirst(error)
      for (const { member } of done) member.settle({ error })
      return
    } finally {
      clearImmediate(turned)
    }
    for (const { member, outcome } of done) member.settle(outcome)
  }

  /** A group that could not begin: its first member is told why, and the others try again. */
  #failFirst(error: unknown): void {
    this.#waiting.shift()?.settle({ error })
  }

  async #runMember({ work }: Member): Promise<Outcome> {
    const mark = this.#writer.session.mark()
    try {
      this.#writer.exec('savepoint member')
      const value = await work(this.#writer.trx)
      this.#writer.exec('release savepoint member')
      return { value }
    } catch (error) {
      try {
        if (this.#writer.inTransaction) {
          this.#writer.exec('rollback to savepoint member')
          this.#writer.session.undoTo(mark)
          this.#writer.exec('release savepoint member')
        }
      } catch {
        // Rows that cannot be undone by themselves are undone with the whole group.
        this.#writer.undo()
      }
      return { error }
    }
  }

  #commit(): void {
    this.#writer.aboutToCommit?.()
    this.#writer.session.flush()
    this.#writer.exec('commit')
    this.#writer.session.committed()
  }

  #undo(): void {
    this.#writer.undo()
    this.#writer.session.undone()
  }
}
