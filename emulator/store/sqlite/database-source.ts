import Connection from 'better-sqlite3'
import type { DatabaseSource } from '../store.ts'
import { kyselyOver, migrateConnection } from './migrate-connection.ts'
import { openMemoryConnection } from './open.ts'

/** A connection that cannot change what the source holds. The file has to be there. */
export function openForReading(source: DatabaseSource): Connection.Database {
  if ('bytes' in source) return openMemoryConnection(source.bytes)
  return new Connection(source.path, { readonly: true, fileMustExist: true })
}

/** Changes a database in its file, or gives other bytes. Leaves no log beside the file. */
export function edited(
  source: DatabaseSource,
  edit: (connection: Connection.Database) => void,
): DatabaseSource {
  const connection =
    'bytes' in source
      ? openMemoryConnection(source.bytes)
      : new Connection(source.path, { fileMustExist: true })
  try {
    // One file is to be copied and opened as one: a log beside it would be left behind.
    if ('path' in source) connection.pragma('journal_mode = DELETE')
    edit(connection)
    return 'bytes' in source ? { bytes: connection.serialize() } : source
  } finally {
    connection.close()
  }
}

/** Brings a file to the newest schema. Throws a usage Failure when it is of a newer release. */
export async function bringUpToDate(path: string): Promise<void> {
  const connection = new Connection(path, { fileMustExist: true })
  const db = kyselyOver(connection, 'writer')
  try {
    await migrateConnection(connection, db)
  } finally {
    await db.destroy()
  }
}
