import type { Database as Connection, Statement } from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import { StorageFault } from '../storage-fault.ts'
import { asStorageFault } from './sqlite-fault.ts'

type CachedStatement = ReturnType<SqliteDatabase['prepare']>

/** Enough for every statement of the emulator; lists with many filters make the rest, oldest out first. */
const maxStatements = 500

/**
 * The connection as Kysely sees it. Kysely prepares every statement anew; preparing costs more than running, so
 * prepared statements are kept. A writer begins its transactions with the write lock, so that a transaction that
 * read first cannot fail when it comes to write.
 *
 * What goes wrong with the storage is thrown as a StorageFault. SQLite may then have undone the transaction by itself:
 * until whoever began it has ended it, no statement runs, for each would commit on its own.
 */
export function cachedStatements(connection: Connection, role: 'writer' | 'reader'): SqliteDatabase {
  const statements = new Map<string, CachedStatement>()
  const transaction = new OpenTransaction(connection, role)
  return {
    prepare(text) {
      if (transaction.isUndone()) return transaction.afterUndone(text)
      const cached = statements.get(text)
      if (cached !== undefined) return cached
      const statement = prepared(connection, role === 'writer' && text === 'begin' ? 'begin immediate' : text)
      const watched = transaction.watched(text, statement)
      if (statements.size >= maxStatements) {
        const oldest = statements.keys().next().value
        if (oldest !== undefined) statements.delete(oldest)
      }
      statements.set(text, watched)
      return watched
    },
    close() {
      connection.close()
    },
  }
}

function prepared(connection: Connection, text: string): Statement {
  try {
    return connection.prepare(text)
  } catch (error) {
    throw asStorageFault(error)
  }
}

/** Whether the transaction that somebody began is still open. */
class OpenTransaction {
  readonly #connection: Connection
  readonly #role: 'writer' | 'reader'
  #isBegun = false
  #fault: unknown

  constructor(connection: Connection, role: 'writer' | 'reader') {
    this.#connection = connection
    this.#role = role
  }

  isUndone(): boolean {
    return this.#isBegun && !this.#connection.inTransaction
  }

  /** To undo what is undone does nothing; anything else throws what undid it. */
  afterUndone(text: string): CachedStatement {
    if (text === 'rollback') this.#isBegun = false
    else if (!/^(?:rollback to|release) savepoint/.test(text)) {
      // Nobody may take it for committed, whatever became of the first error.
      throw this.#fault ?? new StorageFault('io_error', new Error('SQLite undid the transaction'))
    }
    return nothing
  }

  watched(text: string, statement: Statement): CachedStatement {
    const guarded = <T>(work: () => T): T => {
      try {
        const result = work()
        if (text === 'begin') this.#begin()
        else if (text === 'commit' || text === 'rollback') this.#isBegun = false
        return result
      } catch (error) {
        // To write through the reader is a fault of ours, and not of the disk.
        const isOurs = this.#role === 'reader' && (error as { code?: unknown }).code === 'SQLITE_READONLY'
        this.#fault = isOurs ? error : asStorageFault(error)
        throw this.#fault
      }
    }
    return {
      reader: statement.reader,
      all: parameters => guarded(() => statement.all(parameters)),
      run: parameters => guarded(() => statement.run(parameters)),
      iterate: parameters => statement.iterate(parameters) as never,
    }
  }

  #begin(): void {
    this.#isBegun = true
    this.#fault = undefined
  }
}

const nothing: CachedStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
}
