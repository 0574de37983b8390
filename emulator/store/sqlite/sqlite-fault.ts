import { StorageFault, type StorageReason } from '../storage-fault.ts'

/** The longest beginning counts. */
const reasons: readonly (readonly [code: string, reason: StorageReason])[] = [
  ['SQLITE_FULL', 'disk_full'],
  // The shared memory of the log could not grow.
  ['SQLITE_IOERR_SHMSIZE', 'disk_full'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_IOERR_SHORT_READ', 'damaged'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_IOERR', 'io_error'],
  ['SQLITE_CANTOPEN', 'io_error'],
]

/** An error of SQLite's about the storage as what it means; every other error as it is. */
export function asStorageFault(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || error instanceof StorageFault) return error
  const [, reason] = reasons.find(([beginning]) => code.startsWith(beginning)) ?? []
  return reason === undefined ? error : new StorageFault(reason, error)
}
