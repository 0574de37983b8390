import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import Connection from 'better-sqlite3'
import { Failure } from '../../../src/failure/failure.ts'
import { requirePlain } from '../../../src/files/plain-entries.ts'
import { entryAt, makeNewFile, makePrivateFolder, narrow } from '../../../src/files/private-file.ts'
import { UnreadableSetting } from '../settings.ts'
import { asFileFault, StorageFault } from '../storage-fault.ts'
import { heldFiles } from './held-files.ts'
import { openMemoryConnection } from './memory-connection.ts'
import { kyselyOver, type Migrations, migrateConnection, refuseNewerFile } from './migrate-connection.ts'
import { asStorageFault } from './sqlite-fault.ts'
import { createSqliteStore, type SqliteStore } from './sqlite-store.ts'

/**
 * A memory database; with bytes, a copy of the database that they were serialized from, brought up to date. Throws a
 * usage Failure for bytes of a newer release.
 */
export async function openMemoryStore(bytes?: Buffer): Promise<SqliteStore> {
  const connection = openMemoryConnection(bytes)
  const writer = kyselyOver(connection, 'writer')
  await migrateConnection(connection, writer)
  return await createSqliteStore({ connection, writer, path: null })
}

/**
 * Opens or makes the database file, for its user alone, and brings its schema up to date. Writes
 * end when its files are no longer those that were opened, or one of `alsoHeld`: the lock of the folder.
 * Throws a usage Failure when the folder is not writable, or the file is damaged, of a newer release, or no plain file.
 */
export async function openFileStore(
  path: string,
  migrations?: Migrations,
  alsoHeld: readonly string[] = [],
): Promise<SqliteStore> {
  makeFolder(dirname(path))
  try {
    for (const suffix of ['', ...sidecars]) requirePlain(`${path}${suffix}`, 'file')
    refuseNewerFile(path, migrations)
    preparePrivateFile(path)
    const connection = new Connection(path)
    try {
      connection.pragma('journal_mode = WAL')
      // Nothing committed is lost when the process dies; only a loss of power may take the newest commits.
      connection.pragma('synchronous = NORMAL')
      // The journal of a savepoint would be a file in the temporary folder once it holds more than a few pages.
      connection.pragma('temp_store = MEMORY')
      const writer = kyselyOver(connection, 'writer')
      await migrateConnection(connection, writer, migrations)
      const reading = new Connection(path, { readonly: true })
      const reader = kyselyOver(reading, 'reader')
      // What is committed to a log that was deleted is lost like what is in a deleted database.
      const isHeld = heldFiles([path, `${path}-wal`, ...alsoHeld])
      return await createSqliteStore({ connection, writer, reader, path, isHeld })
    } catch (error) {
      connection.close()
      throw error
    }
  } catch (error) {
    throw asOpeningFailure(path, error)
  }
}

/** What SQLite puts beside a database. */
const sidecars = ['-wal', '-shm', '-journal']

/** Makes the file, or takes the rights of others off it. What SQLite puts beside it has the same rights. */
export function preparePrivateFile(path: string): void {
  if (entryAt(path) === undefined) makeNewFile(path)
  else for (const suffix of ['', ...sidecars]) narrow(`${path}${suffix}`)
}

/** Makes the folder of the data; throws a usage Failure when it cannot be written. */
export function makeFolder(folder: string): void {
  try {
    makePrivateFolder(folder)
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

/** Why a file of the data folder cannot be opened, as a usage Failure that says what to do; other errors as they are. */
export function asOpeningFailure(path: string, error: unknown): unknown {
  const fault = asStorageFault(asFileFault(error))
  if (!(fault instanceof StorageFault)) return isOfDatabase(error) ? damagedFile(path, error) : error
  const { cause = fault } = fault
  if (fault.reason === 'damaged') return damagedFile(path, cause)
  const hints = {
    disk_full: 'The disk is full: free some space, or choose another folder with --data.',
    locked: 'Another program has the file open and locked: end it, or choose another folder with --data.',
  }
  const code = fault.reason === 'disk_full' ? 'disk_full' : 'database_not_opened'
  return new Failure('usage', code, `${path} cannot be opened: ${reasonOf(cause)}`, {
    hint:
      hints[fault.reason as keyof typeof hints] ??
      'Check the permissions of the file, or choose another folder with --data.',
    cause,
  })
}

function damagedFile(path: string, cause: unknown): Failure {
  return new Failure(
    'usage',
    'database_damaged',
    `${path} is damaged or not a database of a sandbox: ${reasonOf(cause)}`,
    {
      hint: 'Move the file away to start with fresh data, or choose another folder with --data. It was not touched.',
      cause,
    },
  )
}

/** Such as a table that is missing, or a setting that is no JSON: the file is a database, and none of ours. */
function isOfDatabase(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return (
    error instanceof SyntaxError ||
    error instanceof UnreadableSetting ||
    (typeof code === 'string' && code.startsWith('SQLITE_'))
  )
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableSetting) return `it ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
