import type Connection from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { bindRowMemory } from '../row-memory.ts'
import type { Database } from '../schema.ts'
import { StorageHealth } from '../storage-health.ts'
import type { Store, WholeDatabase } from '../store.ts'
import { copyDatabase, copyOverDatabase } from './copy-file.ts'
import { copyAsDraft, makeDraft, SqliteDraft } from './draft.ts'
import { holdReader, holdWriter } from './held-connection.ts'
import { LogCheckpoint } from './log-checkpoint.ts'
import { ReadLane } from './read-lane.ts'
import { scrubFile } from './threads/scrub-file.ts'
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
  // In memory, a draft that takes the place of all that is there brings a connection of its own.
  let writing = await holdWriter(connection, writer)
  const queue = new WriteQueue(
    {
      get trx() {
        return writing.trx
      },
      get session() {
        return writing.session
      },
      exec: statement => writing.exec(statement),
      undo() {
        // Where SQLite has undone it by itself, the statements have to know that somebody noticed.
        if (writing.connection.inTransaction || writing.statements.isUndone()) writing.exec('rollback')
      },
      get inTransaction() {
        return writing.connection.inTransaction
      },
      get undoneBy() {
        return writing.statements.undoneBy
      },
      aboutToCommit() {
        // As late as possible: what is committed to files that are gone is lost.
        health.requireHeld()
        reading?.hold()
      },
    },
    reportWait,
  )
  const log = path === null ? undefined : new LogCheckpoint(connection, path)
  const largely = <T>(work: () => Promise<T>) => (log === undefined ? work() : log.held(work))
  const reading = reader === undefined ? undefined : await holdReader(reader, writing.session.values)
  const lane = reading && new ReadLane(reading, reportWait)
  const remembering = () => bindRowMemory((reading ?? writing).trx, writing.rows)
  remembering()
  const serialize = () => health.reading(() => queue.alone(async () => writing.connection.serialize()))
  const source = async () => (path === null ? { bytes: await serialize() } : { path })
  const read: Store['read'] = work =>
    health.reading(() => (lane === undefined ? queue.read(work) : lane.read(work)))
  /** Between two writes; nobody reads in memory meanwhile. */
  const replaceWith = async (draft: SqliteDraft) => {
    const taken = draft.take()
    if (path === null || draft.path === null) {
      const old = writing
      writing = taken
      remembering()
      return await old.release()
    }
    await taken.release()
    await writing.session.replacing(() => copyOverDatabase(draft.path as string, path))
  }
  const writeAlone: Store['writeAlone'] = work =>
    health.writing(() =>
      largely(() =>
        queue.writeAlone(trx => {
          // Before work that takes long, too.
          health.requireHeld()
          return work(trx)
        }),
      ),
    )
  return {
    read,
    write: work => health.writing(() => queue.write(work)),
    writeAlone,
    async writeAside(work) {
      if (path === null) return await writeAlone(work)
      return await health.writing(() =>
        largely(() =>
          queue.alone(async () => {
            health.requireHeld()
            const draft = await copyAsDraft(path)
            try {
              const done = await draft.fill(work)
              health.requireHeld()
              await replaceWith(draft)
              return done
            } finally {
              await draft.discard()
            }
          }),
        ),
      )
    },
    // Whoever opens the database has the lock of its folder, and nobody else can open one in memory.
    claim: read,
    serialize,
    copyTo: copy => health.reading(async () => await copyDatabase(await source(), copy)),
    source,
    draft: options =>
      health.reading(async () => {
        health.requireHeld()
        return await makeDraft(path, options)
      }),
    replaceWith: (draft, onSwap) =>
      health.writing(() =>
        largely(() =>
          queue.alone(async () => {
            health.requireHeld()
            if (!(draft instanceof SqliteDraft)) throw new Error('The draft is of another kind of database.')
            await replaceWith(draft)
            health.renewed()
            onSwap()
          }),
        ),
      ),
    scrub: () =>
      health.writing(() =>
        largely(() =>
          queue.alone(async () => {
            // In memory there is no second connection, and who reads would wait in any case.
            if (path === null) return writing.exec('vacuum')
            health.requireHeld()
            // Only one at a time can bring the log to the database.
            await log?.ended()
            await scrubFile(path)
            health.requireHeld()
          }),
        ),
      ),
    get trouble() {
      return health.trouble
    },
    onTrouble: listener => health.onTrouble(listener),
    async close() {
      await queue.drained()
      await lane?.close()
      await log?.ended()
      await reading?.release()
      await writing.release()
    },
  }
}
