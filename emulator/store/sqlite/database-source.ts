import { closeSync, openSync, readSync } from 'node:fs'
import Connection from 'better-sqlite3'
import type { DatabaseSource } from '../store.ts'
import { openMemoryConnection } from './memory-connection.ts'
import { kyselyOver, migrateConnection } from './migrate-connection.ts'

/**
 * Lets SQLite expect the worst of a file: nothing in its schema may call functions that do anything, and each page is
 * looked at before it is used. (That nobody writes to the schema as a table is a default of the driver.)
 */
export function distrust(connection: Connection.Database): Connection.Database {
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
  return connection
}

/** Whether the header of a database says that it is written with a write-ahead log. */
export function hasLog(source: DatabaseSource): boolean {
  if ('bytes' in source) return source.bytes[18] === 2
  const header = Buffer.alloc(20)
  const file = openSync(source.path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return header[18] === 2
}

/** A connection that cannot change what the source holds. The file has to be there. */
export function openForReading(source: DatabaseSource): Connection.Database {
  if ('bytes' in source) return distrust(openMemoryConnection(source.bytes))
  return distrust(new Connection(source.path, { readonly: true, fileMustExist: true }))
}

/** A connection for changes: in the file, or to a copy of the bytes. */
export function openForWriting(source: DatabaseSource): Connection.Database {
  if ('bytes' in source) return distrust(openMemoryConnection(source.bytes))
  return distrust(new Connection(source.path, { fileMustExist: true }))
}

/** Changes a database in its file, or gives other bytes. Leaves no log beside the file. */
export function edited(
  source: DatabaseSource,
  edit: (connection: Connection.Database) => void,
): DatabaseSource {
  const connection = openForWriting(source)
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
  const connection = openForWriting({ path })
  try {
    await migrateConnection(connection, kyselyOver(connection, 'writer'))
  } finally {
    connection.close()
  }
}
