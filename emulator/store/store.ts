import type { Kysely } from 'kysely'
import { runStatement } from './prepared.ts'
import type { Database, Trx } from './schema.ts'

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
  /** Waits for open transactions and closes the files. */
  close(): Promise<void>
}

/** A store over a writer and a reader; the same connection where the database is in memory. */
export function createStore(
  writer: Kysely<Database>,
  reader: Kysely<Database>,
  whole: { serialize(): Buffer; backup(path: string): Promise<unknown> },
): Store {
  return {
    read: work => reader.transaction().execute(work),
    write: work => writer.transaction().execute(work),
    // An open transaction would serialize its uncommitted rows, so this waits for the writer like any write.
    serialize: () => writer.connection().execute(async () => whole.serialize()),
    copyTo: path => writer.connection().execute(async () => void (await whole.backup(path))),
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
