import { runStatement } from './prepared.ts'
import type { Trx } from './schema.ts'
import { sessionOf } from './session.ts'
import type { StorageFault } from './storage-fault.ts'
import type { TroubleListener } from './storage-health.ts'

/**
 * The doors to a sandbox's data. There is no `db` to use beside them: on one connection a query outside of the open
 * transaction would see what is not committed. Inside of `read` and `write` nothing is awaited but the transaction.
 */
export interface Store {
  /** Runs `work` in a read transaction: it sees one state of the data, and nothing that is not committed. */
  read<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /**
   * Runs `work` in a write transaction; everything that it writes commits together, or nothing when it throws. Settles
   * after the commit, also when it throws: what it refused for may be a row of somebody who wrote just before.
   */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** The same with a transaction of its own, for work that takes long or waits for something else in the middle. */
  writeAlone<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /**
   * Runs `work`, which takes something that one process at a time may do: in a write where several share the database,
   * so that the others see it, and in a read where one has the database to itself.
   */
  claim<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /**
   * Leaves nothing of what was deleted or overwritten in its files: the database is written anew, without its free
   * pages, and its log is emptied. Nothing where a server keeps the files.
   */
  scrub(): Promise<void>
  /** What is wrong with the storage now; null when nothing is known to be. */
  readonly trouble: StorageFault | null
  /** Sets who is told when that changes: at a read or write that meets it. */
  onTrouble(listener: TroubleListener): void
  /** Waits for open transactions and closes the connections. */
  close(): Promise<void>
}

/** Where a database can be read by a connection of one's own: in a file, or in bytes. */
export type DatabaseSource = { readonly path: string } | { readonly bytes: Buffer }

/** A database as a whole, as the fleet copies, compares and replaces it. Its files and bytes are nobody else's affair. */
export interface WholeDatabase {
  /** The whole database as bytes, between two writes. */
  serialize(): Promise<Buffer>
  /** Writes the whole database, as it is between two writes, to a file that is new or empty. */
  copyTo(path: string): Promise<void>
  /** Where others can read the data as it is now, or as it is when they open it; they hold up nobody. */
  source(): Promise<DatabaseSource>
  /** Makes a database beside this one: empty, or with the rows of a snapshot. Whoever asked for it discards it. */
  draft(options: DraftOptions): Promise<DatabaseDraft>
  /**
   * Runs `work` in a transaction that adds very much, all of it or nothing: on a file, in a copy that is swapped in at the
   * end, for such a commit would stop everybody. Nobody else writes meanwhile.
   */
  writeAside<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /**
   * Puts a draft in the place of all that is there, between two writes: those that wait are made in the new one. A
   * process that dies in the middle leaves the old one. `onSwap` is called before anybody else writes. The draft
   * cannot be filled any more, and is still to be discarded.
   */
  replaceWith(draft: DatabaseDraft, onSwap: () => void): Promise<void>
}

/** How something long is made. */
export interface Making {
  /** Ends it; then its reason is thrown. */
  readonly ended?: AbortSignal | undefined
  /** Told how far it is, in parts of any size. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined
}

export interface DraftOptions extends Making {
  /** A snapshot's file of the newest schema. */
  readonly from?: string | undefined
}

/** A database that nobody else sees. */
export interface DatabaseDraft {
  /** Runs `work` in a transaction; when it throws, the draft is of no use any more. */
  fill<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  read<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** Deletes it, unless it took the place of the other; then what is left of it. */
  discard(): Promise<void>
}

/** Runs `work` in a savepoint of the transaction: when it throws, its rows are undone and the transaction lives on. */
export async function inSavepoint<T>(trx: Trx, work: () => Promise<T>): Promise<T> {
  const session = sessionOf(trx)
  const mark = session?.mark() ?? 0
  await runStatement(trx, 'savepoint operation')
  try {
    const result = await work()
    await runStatement(trx, 'release savepoint operation')
    return result
  } catch (error) {
    await runStatement(trx, 'rollback to savepoint operation')
    session?.undoTo(mark)
    await runStatement(trx, 'release savepoint operation')
    throw error
  }
}
