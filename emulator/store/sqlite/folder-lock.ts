import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { Failure } from '../../../src/failure/failure.ts'
import { asOpeningFailure, preparePrivateFile } from './open.ts'

/**
 * Claims a data folder for this process. The claim is a lock of the operating system on a file of the folder, so
 * it ends with the process however it dies: there is no stale lock to clean up.
 * Throws a usage Failure when another sandbox runs on the folder, or the file is none. Gives what releases the claim.
 */
export function claimFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  let connection: Connection.Database | undefined
  try {
    preparePrivateFile(path)
    connection = new Connection(path, { timeout: 0 })
    connection.pragma('locking_mode = EXCLUSIVE')
    // Nothing is ever written: without this SQLite makes a journal, and removes one by its name at the end.
    connection.pragma('journal_mode = MEMORY')
    connection.exec('BEGIN EXCLUSIVE')
    const claimed = connection
    return () => claimed.close()
  } catch (error) {
    connection?.close()
    throw claimFailure(folder, path, error)
  }
}

function claimFailure(folder: string, path: string, error: unknown): unknown {
  const code = String((error as { code?: unknown }).code)
  if (code.startsWith('SQLITE_BUSY')) {
    return new Failure('usage', 'data_in_use', `Another sandbox is running on ${folder}`, {
      hint: 'Use that one, stop it first, or start this one on another folder with --data PATH or --data :memory:.',
      field: '--data',
      cause: error,
    })
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    const { message } = error as Error
    return new Failure('usage', 'lock_damaged', `${path} is damaged or no lock of a sandbox: ${message}`, {
      hint: 'Delete the file: there is no data in it, and the next start makes it anew.',
      cause: error,
    })
  }
  return asOpeningFailure(path, error)
}
