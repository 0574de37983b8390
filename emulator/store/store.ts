import type { Kysely } from 'kysely'
import { runStatement } from './prepared.ts'
import type { Database, Trx } from './schema.ts'
import type { StorageFault } from './storage-fault.ts'
import { StorageHealth, type TroubleListener } from './storage-health.ts'

/** Where a database can be read by a connection of one's own: in a file, or in bytes. */
export type DatabaseSource = { readonly path: string } | { readonly bytes: Buffer }

/**
 * The two doors to a sandbox's data. There is no `db` to use beside them: on one connection a query outside of
 * the open transaction would wait for it forever.
 */
export interface Store {
  /** Runs `work` in a read transaction: it sees one state of the data. */
  read<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** Runs `work` in the one write transaction; everything commits together, or nothing when it throws. */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** The whole database as bytes, between two writes. */
  serialize(): Promise<Buffer>
  /** Writes the whole database to a new file, between two writes. */
  copyTo(path: string): Promise<void>
  /** Where others can read the data as it is now, or as it is when they open it; they hold up nobody. */
  source(): Promise<DatabaseSource>
  /**
   * Puts the rows of a file of the same schema in the place of all rows, in one transaction: a process that dies in
   * the middle leaves the old ones. `change` works on the new rows in that transaction; `onCommit` is called before
   * anybody else writes.
   */
  replaceWith(path: string, change: (trx: Trx) => Promise<void>, onCommit: () => void): Promise<void>
  /** What is wrong with the storage now; null when nothing is known to be. */
  readonly trouble: StorageFault | null
  /** Sets who is told when that changes: at a read or write that meets it. */
  onTrouble(listener: TroubleListener): void
  /** Waits for open transactions and closes the files. */
  close(): Promise<void>
}

/** What a database can do as a whole. */
interface WholeDatabase {
  serialize(): Buffer
  backup(path: string): Promise<unknown>
  replaceRows(writer: Kysely<Database>, path: string, change: (trx: Trx) => Promise<void>): Promise<void>
  /** Its file, or null in memory. */
  readonly path: string | null
  /** Whether its files are still those that were opened; always, unless told. */
  readonly isHeld?: () => boolean
}

/** A store over a writer and a reader; the same connection where the database is in memory. */
export function createStore(writer: Kysely<Database>, reader: Kysely<Database>, whole: WholeDatabase): Store {
  const { path } = whole
  const health = new StorageHealth(whole.isHeld)
  // An open transaction would serialize its uncommitted rows, so this waits for the writer like any write.
  const serialize = () => health.reading(() => writer.connection().execute(async () => whole.serialize()))
  return {
    read: work => health.reading(() => reader.transaction().execute(work)),
    write: work =>
      health.writing(() =>
        writer.transaction().execute(trx => {
          // As late as possible before the work: what is committed to files that are gone is lost.
          health.requireHeld()
          return work(trx)
        }),
      ),
    serialize,
    copyTo: copy =>
      health.reading(() => writer.connection().execute(async () => void (await whole.backup(copy)))),
    source: async () => (path === null ? { bytes: await serialize() } : { path }),
    replaceWith: (from, change, onCommit) =>
      health.writing(() =>
        writer.connection().execute(async db => {
          health.requireHeld()
          await whole.replaceRows(db, from, change)
          health.renewed()
          onCommit()
        }),
      ),
    get trouble() {
      return health.trouble
    },
    onTrouble: listener => health.onTrouble(listener),
    async close() {
      for (const db of new Set([reader, writer])) {
        // Kysely closes at once. Whoever gets the one connection has waited for the transaction on it.
        await db.connection().execute(async () => {})
        await db.destroy()
      }
    },
  }
}

/** Runs `work` in a savepoint of the transaction: when it throws, its rows are undone and the transaction lives on. */
export async function inSavepoint<T>(trx: Trx, work: () => Promise<T>): Promise<T> {
  await runStatement(trx, 'savepoint operation')
  try {
    const result = await work()
    await runStatement(trx, 'release savepoint operation')
    return result
  } catch (error) {
    await runStatement(trx, 'rollback to savepoint operation')
    await runStatement(trx, 'release savepoint operation')
    throw error
  }
}
