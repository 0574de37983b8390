import type { StorageTrouble } from '../../src/control/sandbox-control.ts'

/** What can be wrong with the place where a sandbox keeps its data. */
export type StorageReason = StorageTrouble['reason']

/** What happened, and what to do about it, in sentences that can stand together. */
const texts: Readonly<Record<StorageReason, string>> = {
  disk_full:
    'The disk that holds the data of the sandbox is full. Free some space: it then goes on by itself',
  damaged:
    'The database of the sandbox is damaged. Stop the sandbox, move the file away, and start it again or import a snapshot',
  read_only:
    'The data of the sandbox can be read but not written. Make its folder writable: it then goes on by itself',
  folder_gone:
    'The data folder of the sandbox was removed, moved or replaced while it ran. Stop it and start it again; nothing more is written there',
  locked:
    'Another program holds the database of the sandbox locked. End that program: the sandbox then goes on by itself',
  io_error: 'The disk that holds the data of the sandbox does not work as it should. Look at the disk',
}

/** The data cannot be read or written, and it is no bug of ours: known by its reason, told in a sentence. */
export class StorageFault extends Error {
  readonly reason: StorageReason

  constructor(reason: StorageReason, cause?: unknown) {
    const told = reason === 'io_error' && cause instanceof Error ? ` (${cause.message})` : ''
    super(`${texts[reason]}${told}`, { cause })
    this.name = 'StorageFault'
    this.reason = reason
  }
}

const reasonsOfFiles: Readonly<Record<string, StorageReason>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EROFS: 'read_only',
  EACCES: 'read_only',
  EPERM: 'read_only',
  EIO: 'io_error',
}

/** An error of Node's about a file as what it means for the storage; every other error as it is. */
export function asFileFault(error: unknown): unknown {
  const reason = reasonsOfFiles[String((error as { code?: unknown } | null)?.code)]
  return reason === undefined || error instanceof StorageFault ? error : new StorageFault(reason, error)
}
