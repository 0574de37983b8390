import type { Trx } from '../schema.ts'
import type { ReportWait } from './write-queue.ts'

/** The reading connection of a file. */
export interface Reader {
  readonly trx: Trx
  /** Begins a transaction that only reads. */
  begin(): void
  /** Ends it. */
  end(): void
}

/**
 * Reads of one connection, in a transaction that those share which begin in the same turn of the event loop: nobody of
 * them can know of a commit that the others do not see. A read awaits nothing but its transaction, so each is over
 * within its turn; one that is not is reported, and those that come meanwhile wait until it ends.
 */
export class ReadLane {
  readonly #reader: Reader
  readonly #reportWait: ReportWait
  #running = 0
  #isClosed = false
  #isOverdue = false
  #waiting: (() => void)[] = []

  constructor(reader: Reader, reportWait: ReportWait = () => {}) {
    this.#reader = reader
    this.#reportWait = reportWait
  }

  async read<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    while (this.#isOverdue) await new Promise<void>(resume => this.#waiting.push(resume))
    // What is remembered needs no connection, and outlives it.
    if (this.#isClosed) throw new Error('The database is closed.')
    if (this.#running === 0) this.#begin()
    this.#running += 1
    try {
      return await work(this.#reader.trx)
    } finally {
      this.#running -= 1
      if (this.#running === 0) this.#end()
    }
  }

  /** Settles when nobody reads. */
  async drained(): Promise<void> {
    while (this.#running > 0) await new Promise<void>(resume => this.#waiting.push(resume))
  }

  /** Ends it: settles when nobody reads, and who reads after it is refused. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.drained()
  }

  #begin(): void {
    this.#reader.begin()
    setImmediate(() => {
      if (this.#running === 0) return
      this.#isOverdue = true
      this.#reportWait(new Error('A read waited for something else than its transaction.'))
    })
  }

  #end(): void {
    this.#reader.end()
    this.#isOverdue = false
    const resumed = this.#waiting
    this.#waiting = []
    for (const resume of resumed) resume()
  }
}
