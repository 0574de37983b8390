import { plainName } from '../../../src/contract/texts.ts'
import type { DatabaseSource, WholeDatabase } from '../../store/store.ts'

/** A database on its way to become a snapshot; `discard` it in any case, at the end. */
export interface Draft {
  readonly source: DatabaseSource
  discard(): void
}

/** A file of a caller's own; `discard` it at the end. */
export interface PrivateFile {
  readonly path: string
  discard(): void
}

/** Where snapshots lie: in the data folder, or in memory where nothing is kept. */
export interface SnapshotPlace {
  /** Names of the snapshots, sorted. */
  names(): string[]
  find(name: string): DatabaseSource | undefined
  sizeBytes(name: string): number
  /** Copies a sandbox's data as it is between two writes. */
  capture(database: WholeDatabase): Promise<Draft>
  /** Takes in the bytes of a file. */
  receive(bytes: AsyncIterable<Buffer>): Promise<Draft>
  /** Makes a draft the snapshot of that name, in the place of one that was: a crash leaves the one or the other. */
  put(name: string, draft: DatabaseSource): void
  remove(name: string): void
  /** A file with the snapshot's bytes, which the caller may change. */
  copy(name: string): PrivateFile
  /** The same for reading only, which may be the same bytes on the disk. */
  pin(name: string): PrivateFile
}

/** Whether a name does well in a shell and as a file: no other is looked for. */
export function isSnapshotName(name: string): boolean {
  return new RegExp(plainName).test(name)
}

/** The largest file that is taken in. */
export const largestImportBytes = 16 * 1024 ** 3

/** As much is taken in where it has to lie in memory. */
export const largestMemoryImportBytes = 512 * 1024 ** 2
