import type { Database as Connection, Statement } from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import type { RunStatement } from '../direct.ts'
import { StorageFault } from '../storage-fault.ts'
import { asStorageFault } from './sqlite-fault.ts'

/** Enough for every statement of the emulator; lists with many filters make the rest, oldest out first. */
const mostStatements = 500

/** Told of each statement that writes a table, when it is run. */
export type OnWrite = (table: string, isRevising: boolean) => void

/** A prepared statement as Kysely's driver uses it. */
interface CachedStatement {
  readonly reader: boolean
  all(parameters: readonly unknown[]): unknown[]
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(parameters: readonly unknown[]): IterableIterator<unknown>
}

/**
 * The statements of one connection, each prepared once: preparing costs more than running.
 *
 * What goes wrong with the storage is thrown as a StorageFault. SQLite may then have undone the transaction by itself:
 * until whoever began it has ended it, no statement runs, for each would commit on its own.
 */
export class StatementCache {
  readonly #connection: Connection
  readonly #role: 'writer' | 'reader'
  readonly #statements = new Map<string, CachedStatement>()
  readonly #transaction: OpenTransaction
  /** A transaction that begins with the next statement. */
  #isDue = false
  onWrite: OnWrite = () => {}

  constructor(connection: Connection, role: 'writer' | 'reader') {
    this.#connection = connection
    this.#role = role
    this.#transaction = new OpenTransaction(connection, role)
  }

  prepare(text: string): CachedStatement {
    if (this.#isDue) this.#begin()
    if (this.#transaction.isUndone()) return this.#transaction.afterUndone(text)
    const cached = this.#statements.get(text)
    if (cached !== undefined) return cached
    const isRevising = isRevisingWrite(text)
    const statement = this.#transaction.watched(text, this.#prepared(text), writtenTable(text), table =>
      this.onWrite(table, isRevising),
    )
    if (this.#statements.size >= mostStatements) {
      const oldest = this.#statements.keys().next().value
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    this.#statements.set(text, statement)
    return statement
  }

  /** Runs a statement at once. */
  readonly run: RunStatement = (text, parameters) => {
    const statement = this.prepare(text)
    if (statement.reader) return statement.all(parameters)
    statement.run(parameters)
    return []
  }

  /** Whether SQLite has undone the open transaction by itself, and whoever began it has not noticed yet. */
  isUndone(): boolean {
    return this.#transaction.isUndone()
  }

  /** What undid it. */
  get undoneBy(): unknown {
    return this.#transaction.fault
  }

  /** Begins a transaction that only reads, with its first statement; without one there is none. */
  beginRead(): void {
    this.#isDue = true
  }

  /** Somebody is about to commit: a transaction that has not read yet sees what was there before, as it would have. */
  holdRead(): void {
    if (!this.#isDue) return
    try {
      this.run('select 1 from "sqlite_schema" limit 1', [])
    } catch {
      // Whoever reads meets it too, and is told.
    }
  }

  /** Ends a transaction that only read: whether it commits makes no difference. */
  endRead(): void {
    if (this.#isDue) {
      this.#isDue = false
      return
    }
    try {
      if (!this.isUndone()) return void this.run('commit', [])
    } catch {
      // A damaged page fails the end too. Whoever met it was told; the others have read what they asked for.
    }
    if (this.isUndone() || this.#connection.inTransaction) this.run('rollback', [])
  }

  /** The connection as Kysely sees it, which prepares every statement anew. */
  asDatabase(): SqliteDatabase {
    return { prepare: text => this.prepare(text) as never, close: () => void this.#connection.close() }
  }

  #begin(): void {
    this.#isDue = false
    this.run('begin', [])
  }

  #prepared(text: string): Statement<unknown[]> {
    // A transaction that read first must not fail when it comes to write.
    const rewritten = this.#role === 'writer' && text === 'begin' ? 'begin immediate' : boundOnce(text)
    try {
      return this.#connection.prepare(rewritten) as Statement<unknown[]>
    } catch (error) {
      throw asStorageFault(error)
    }
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

  /** What went wrong last; undefined since the transaction began. */
  get fault(): unknown {
    return this.#fault
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

  /** The statement, with its faults told, and what it does to the transaction and to a table noted. */
  watched(
    text: string,
    statement: Statement<unknown[]>,
    table: string | undefined,
    onWrite: (table: string) => void,
  ): CachedStatement {
    const guarded = <T>(work: () => T): T => {
      if (table !== undefined) onWrite(table)
      try {
        const result = work()
        if (text === 'begin' || text === 'begin immediate') this.#begin()
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
      iterate: parameters => statement.iterate(parameters),
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

/**
 * SQLite with STAT4 compiles an ordered SELECT again whenever another value is bound to a parameter that meets an
 * indexed column (its documentation of sqlite3_prepare_v2 says so), or that limits it: 16 to 50 microseconds for each
 * run. A plus sign before the parameter changes neither the value nor the plan, and keeps the statement as it is.
 */
export function boundOnce(text: string): string {
  if (!text.startsWith('select')) return text
  const [from, to] = [text.indexOf(' where '), text.lastIndexOf(' order by ')]
  if (from < 0 || to < from) return text
  return text.slice(0, from) + text.slice(from).replaceAll('?', '+?')
}

/** The table that a statement writes, or undefined for one that reads. */
export function writtenTable(text: string): string | undefined {
  return /^(?:insert into|update|delete from) "(\w+)"/.exec(text)?.[1]
}

/** Whether a write makes new rows, or gives those that it changes another revision. */
function isRevisingWrite(text: string): boolean {
  return text.startsWith('insert into')
    ? !text.includes(' on conflict ')
    : /^update .* set .*"revision" = .* where /s.test(text)
}
