import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Connection from 'better-sqlite3'
import { Failure } from '../../../src/failure/failure.ts'
import { createStore, type Store } from '../store.ts'
import { openMemoryConnection } from './memory-connection.ts'
import { kyselyOver, type Migrations, migrateConnection, refuseNewerFile } from './migrate-connection.ts'
import { replaceRows } from './replace-rows.ts'

/**
 * A memory database; with bytes, a copy of the database that they were serialized from, brought up to date. Throws a
 * usage Failure for bytes of a newer release.
 */
export async function openMemoryStore(bytes?: Buffer): Promise<Store> {
  const connection = openMemoryConnection(bytes)
  const db = kyselyOver(connection, 'writer')
  await migrateConnection(connection, db)
  return createStore(db, db, {
    serialize: () => connection.serialize(),
    backup: path => connection.backup(path),
    replaceRows: (writer, path, change) => replaceRows(connection, writer, path, change),
    path: null,
  })
}

/**
 * Opens or makes the database file, and brings its schema up to date.
 * Throws a usage Failure when the folder is not writable, or the file is damaged or of a newer release.
 */
export async function openFileStore(path: string, migrations?: Migrations): Promise<Store> {
  makeFolder(dirname(path))
  try {
    refuseNewerFile(path, migrations)
    const connection = new Connection(path)
    try {
      connection.pragma('journal_mode = WAL')
      // Nothing committed is lost when the process dies; only a loss of power may take the newest commits.
      connection.pragma('synchronous = NORMAL')
      // A checkpoint waits for the disk; with 16 MB of log between two of them that is rarely felt.
      connection.pragma('wal_autocheckpoint = 4000')
      const writer = kyselyOver(connection, 'writer')
      await migrateConnection(connection, writer, migrations)
      const reading = new Connection(path, { readonly: true })
      return createStore(writer, kyselyOver(reading, 'reader'), {
        serialize: () => connection.serialize(),
        backup: copy => connection.backup(copy),
        replaceRows: (db, from, change) => replaceRows(connection, db, from, change),
        path,
      })
    } catch (error) {
      connection.close()
      throw error
    }
  } catch (error) {
    throw openingFailure(path, error)
  }
}

/** Makes the folder of the data; throws a usage Failure when it cannot be written. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Failure(
      'usage',
      'data_not_writable',
      `The folder ${folder} cannot be written: ${reasonOf(error)}`,
      {
        hint: 'Choose another folder with --data PATH, or keep the data in memory with --data :memory:.',
        field: '--data',
        cause: error,
      },
    )
  }
}

function openingFailure(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new Failure(
      'usage',
      'database_damaged',
      `${path} is damaged or not a database: ${reasonOf(error)}`,
      {
        hint: 'Move the file away to start with fresh data, or choose another folder with --data. It was not touched.',
        cause: error,
      },
    )
  }
  return new Failure('usage', 'database_not_opened', `${path} cannot be opened: ${reasonOf(error)}`, {
    hint: 'Check the permissions of the file, or choose another folder with --data.',
    cause: error,
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
