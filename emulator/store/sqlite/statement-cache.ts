import type { Database as Connection, Statement } from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'

/** Enough for every statement of the emulator; lists with many filters make the rest, oldest out first. */
const maxStatements = 500

/**
 * The connection as Kysely sees it. Kysely prepares every statement anew; preparing costs more than running, so
 * prepared statements are kept. A writer begins its transactions with the write lock, so that a transaction that
 * read first cannot fail when it comes to write.
 */
export function cachedStatements(connection: Connection, role: 'writer' | 'reader'): SqliteDatabase {
  const statements = new Map<string, Statement>()
  return {
    prepare(text) {
      const cached = statements.get(text)
      if (cached !== undefined) return cached as never
      const statement = connection.prepare(role === 'writer' && text === 'begin' ? 'begin immediate' : text)
      if (statements.size >= maxStatements) {
        const oldest = statements.keys().next().value
        if (oldest !== undefined) statements.delete(oldest)
      }
      statements.set(text, statement)
      return statement as never
    },
    close() {
      connection.close()
    },
  }
}
