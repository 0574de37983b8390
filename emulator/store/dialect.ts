import { type QueryExecutorProvider, SqliteAdapter } from 'kysely'

/** Whether these statements run on SQLite, which has one writer; otherwise on PostgreSQL, where several meet. */
export function isSqlite(db: QueryExecutorProvider): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter
}
