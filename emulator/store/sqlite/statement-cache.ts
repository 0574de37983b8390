import type { Database as Connection, Statement } from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import type { RunStatement } from '../direct.ts'

/** Enough for every statement of the emulator; lists with many filters make the rest, oldest out first. */
const mostStatements = 500

/** Told of each statement that writes a table, when it is run. */
export type OnWrite = (table: string) => void

/** A prepared statement as Kysely's driver uses it. */
interface CachedStatement {
  readonly reader: boolean
  all(parameters: readonly unknown[]): unknown[]
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  iterate(parameters: readonly unknown[]): IterableIterator<unknown>
}

/** The statements of one connection, each prepared once: preparing costs more than running. */
export class StatementCache {
  readonly #connection: Connection
  readonly #role: 'writer' | 'reader'
  readonly #statements = new Map<string, CachedStatement>()
  onWrite: OnWrite = () => {}

  constructor(connection: Connection, role: 'writer' | 'reader') {
    this.#connection = connection
    this.#role = role
  }

  prepare(text: string): CachedStatement {
    const cached = this.#statements.get(text)
    if (cached !== undefined) return cached
    const statement = this.#watched(
      text,
      this.#connection.prepare(this.#rewritten(text)) as Statement<unknown[]>,
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

  /** The connection as Kysely sees it, which prepares every statement anew. */
  asDatabase(): SqliteDatabase {
    return { prepare: text => this.prepare(text) as never, close: () => void this.#connection.close() }
  }

  #rewritten(text: string): string {
    // A transaction that read first must not fail when it comes to write.
    if (this.#role === 'writer' && text === 'begin') return 'begin immediate'
    return boundOnce(text)
  }

  #watched(text: string, statement: Statement<unknown[]>): CachedStatement {
    const table = writtenTable(text)
    if (table === undefined) return statement as unknown as CachedStatement
    const told = <Result>(run: () => Result): Result => {
      this.onWrite(table)
      return run()
    }
    return {
      reader: statement.reader,
      all: parameters => told(() => statement.all(parameters)),
      run: parameters => told(() => statement.run(parameters)),
      iterate: parameters => told(() => statement.iterate(parameters)),
    }
  }
}

/**
 * SQLite with STAT4 compiles an ordered SELECT again whenever another value is bound to a parameter that meets an
 * indexed column (its documentation of sqlite3_prepare_v2 says so): 16 to 50 microseconds for each run. A plus sign
 * before the parameter changes neither the value nor the plan, and keeps the statement as it is.
 */
export function boundOnce(text: string): string {
  if (!text.startsWith('select')) return text
  const [from, to] = [text.indexOf(' where '), text.lastIndexOf(' order by ')]
  if (from < 0 || to < from) return text
  return text.slice(0, from) + text.slice(from, to).replaceAll('?', '+?') + text.slice(to)
}

/** The table that a statement writes, or undefined for one that reads. */
export function writtenTable(text: string): string | undefined {
  return /^(?:insert into|update|delete from) "(\w+)"/.exec(text)?.[1]
}
