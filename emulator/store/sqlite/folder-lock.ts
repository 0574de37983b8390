import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { Failure } from '../../../src/failure/failure.ts'

/**
 * Claims a data folder for this process. The claim is a lock of the operating system on a file of the folder, so
 * it ends with the process however it dies: there is no stale lock to clean up.
 * Throws a usage Failure when another sandbox runs on the folder. Gives what releases the claim.
 */
export function claimFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  const connection = new Connection(path, { timeout: 0 })
  try {
    connection.pragma('locking_mode = EXCLUSIVE')
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error
    throw new Failure('usage', 'data_in_use', `Another sandbox is running on ${folder}`, {
      hint: 'Use that one, stop it first, or start this one on another folder with --data PATH or --data :memory:.',
      field: '--data',
      cause: error,
    })
  }
  return () => connection.close()
}
