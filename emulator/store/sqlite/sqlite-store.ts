import type Connection from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { bindRunner } from '../direct.ts'
import type { Database, Trx } from '../schema.ts'
import { bindSession } from '../session.ts'
import { StorageHealth } from '../storage-health.ts'
import type { Store, WholeDatabase } from '../store.ts'
import { statementsOf } from './migrate-connection.ts'
import { ReadLane } from './read-lane.ts'
import { replaceRows } from './replace-rows.ts'
import { asStorageFault } from './sqlite-fault.ts'
import { SqliteSession } from './sqlite-session.ts'
import { type ReportWait, WriteQueue } from './write-queue.ts'

/** A store on SQLite, which is also a whole database that can be copied and replaced. */
export interface SqliteStore extends Store, WholeDatabase {}

/** The connections of one database. In memory there is one for reading and writing. */
export interface SqliteParts {
  readonly connection: Connection.Database
  readonly writer: Kysely<Database>
  /** Another connection, which sees what is committed while the writer writes; undefined in memory. */
  readonly reader?: Kysely<Database>
  /** Its file, or null in memory. */
  readonly path: string | null
  /** Whether its files are still those that were opened; always by default. */
  readonly isHeld?: () => boolean
  /** Told of writes and reads that hold up everybody else. */
  readonly reportWait?: ReportWait
}

/** Opens the doors to a database. Both connections belong to the store until the end. */
export async function createSqliteStore(parts: SqliteParts): Promise<SqliteStore> {
  const { connection, writer, reader, path, isHeld, reportWait } = parts
  const health = new StorageHealth(isHeld)
  const writing = await holdConnection(writer)
  const session = new SqliteSession(writing.statements.run)
  writing.statements.onWrite = table => session.note(table)
  bindSession(writing.trx, session)
  const queue = new WriteQueue(
    {
      trx: writing.trx,
      session,
      exec: writing.exec,
      undo() {
        // Where SQLite has undone it by itself, the statements have to know that somebody noticed.
        if (connection.inTransaction || writing.statements.isUndone()) writing.exec('rollback')
      },
      get inTransaction() {
        return connection.inTransaction
      },
      get undoneBy() {
        return writing.statements.undoneBy
      },
    },
    reportWait,
  )
  const reading = reader === undefined ? undefined : await holdConnection(reader)
  const lane = reading && new ReadLane(reading, reportWait)
  const serialize = () => health.reading(() => queue.alone(async () => connection.serialize()))
  const held =
    <T>(work: (trx: Trx) => Promise<T>) =>
    (trx: Trx) => {
      // As late as possible before the work: what is committed to files that are gone is lost.
      health.requireHeld()
      return work(trx)
    }
  const read: Store['read'] = work =>
    health.reading(() => (lane === undefined ? queue.read(work) : lane.read(work)))
  return {
    read,
    write: work => health.writing(() => queue.write(held(work))),
    writeAlone: work => health.writing(() => queue.writeAlone(held(work))),
    // Whoever opens the database has the lock of its folder, and nobody else can open one in memory.
    claim: read,
    serialize,
    copyTo: copy =>
      health.reading(() =>
        queue.alone(async () => {
          try {
            await connection.backup(copy)
          } catch (error) {
            throw asStorageFault(error)
          }
        }),
      ),
    source: async () => (path === null ? { bytes: await serialize() } : { path }),
    replaceWith: (from, change, onCommit) =>
      health.writing(() =>
        queue.alone(async () => {
          health.requireHeld()
          try {
            await replaceRows(connection, writing.trx, from, change)
          } finally {
            session.forget()
          }
          health.renewed()
          onCommit()
        }),
      ),
    scrub: () =>
      health.writing(() =>
        queue.alone(async () => {
          // A transaction that still reads would keep the log as it is.
          await lane?.drained()
          try {
            connection.exec('vacuum')
            if (path !== null) connection.pragma('wal_checkpoint(truncate)')
          } catch (error) {
            throw asStorageFault(error)
          }
        }),
      ),
    get trouble() {
      return health.trouble
    },
    onTrouble: listener => health.onTrouble(listener),
    async close() {
      await queue.drained()
      await lane?.drained()
      await reading?.release()
      await writing.release()
    },
  }
}

/** Takes the one connection of a Kysely for good: whoever holds it orders who uses it. */
async function holdConnection(kysely: Kysely<Database>) {
  const released = Promise.withResolvers<void>()
  const statements = statementsOf(kysely)
  let ended: Promise<void> = Promise.resolve()
  const trx = await new Promise<Trx>((resolve, reject) => {
    ended = kysely.connection().execute(async db => {
      resolve(db as unknown as Trx)
      await released.promise
    })
    ended.catch(reject)
  })
  bindRunner(trx, statements.run)
  return {
    trx,
    statements,
    exec: (text: string) => void statements.run(text, []),
    begin: () => void statements.run('begin', []),
    end: () => statements.endRead(),
    async release() {
      released.resolve()
      await ended
      await kysely.destroy()
    },
  }
}
