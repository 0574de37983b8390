import type Connection from 'better-sqlite3'
import { entryAt } from '../../../src/files/private-file.ts'
import { inThread } from './threads/in-thread.ts'

/** A checkpoint by a commit waits for the disk; with so many pages (32 MB) of log between two that is rarely felt. */
const pagesBetween = 8_000

/** What is larger is brought there in a thread. */
const largestLogBytes = pagesBetween * 4_096

/** Until nearly all pages are there: a read that began before keeps them from it for as long as it runs. */
const checkpoint = `
const connection = new Connection(data.path, { fileMustExist: true })
try {
  for (let tries = 0; tries < 50; tries++) {
    const [{ log, checkpointed }] = connection.pragma('wal_checkpoint(PASSIVE)')
    if (log - checkpointed < 1000) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
} finally {
  connection.close()
}
`

/**
 * The write-ahead log of a database. What a large commit left in it is brought to the database in a thread, and not
 * by the commit itself or by whoever writes next, for that takes as long as the disk does.
 */
export class LogCheckpoint {
  readonly #connection: Connection.Database
  readonly #path: string
  readonly #running = new Set<Promise<void>>()
  #holds = 0

  constructor(connection: Connection.Database, path: string) {
    this.#connection = connection
    this.#path = path
    connection.pragma(`wal_autocheckpoint = ${pagesBetween}`)
    // Or the log would stay as large as it ever was.
    connection.pragma(`journal_size_limit = ${largestLogBytes}`)
  }

  /** Runs what may commit many pages. */
  async held<T>(work: () => Promise<T>): Promise<T> {
    if (this.#holds++ === 0) this.#connection.pragma('wal_autocheckpoint = 0')
    try {
      return await work()
    } finally {
      const isLarge = (entryAt(`${this.#path}-wal`)?.size ?? 0) > largestLogBytes
      if (isLarge) this.#start()
      else this.#release()
    }
  }

  /** Settles when no thread is at it. */
  async ended(): Promise<void> {
    await Promise.all(this.#running)
  }

  #start(): void {
    const running = inThread(checkpoint, { path: this.#path })
      // The next commit meets whatever is wrong, and says so.
      .catch(() => {})
      .then(() => {
        this.#running.delete(running)
        this.#release()
      })
    this.#running.add(running)
  }

  #release(): void {
    if (--this.#holds === 0) this.#connection.pragma(`wal_autocheckpoint = ${pagesBetween}`)
  }
}
