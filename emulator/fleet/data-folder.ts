import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { narrowFolder, requirePlainDatabases, requirePlainFolder } from '../../src/files/plain-entries.ts'
import { entryAt, removeDrafts } from '../../src/files/private-file.ts'
import { claimFolder } from '../store/sqlite/folder-lock.ts'
import { heldFiles } from '../store/sqlite/held-files.ts'
import { asOpeningFailure, makeFolder, openFileStore } from '../store/sqlite/open.ts'
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { asFileFault, StorageFault } from '../store/storage-fault.ts'
import { ForkFiles } from './fork-files.ts'
import { type FleetRecord, readHostFile, writeHostFile } from './host-file.ts'

/**
 * The folder of a sandbox that is kept: its database, its kept forks, and what the fleet knows. It is this process's as
 * long as the lock lies in it that was claimed; once it does not, nothing more is made or removed there.
 */
export class DataFolder {
  readonly path: string
  /** What the fleet knew at the end of the last run; undefined in a new folder. */
  readonly found: FleetRecord | undefined
  readonly forks: ForkFiles
  /** Where the snapshots lie; made when the first is. */
  readonly snapshots: string
  readonly #isHeld: () => boolean
  readonly #release: () => void

  /** A folder that was claimed; `release` ends the claim. */
  constructor(path: string, release: () => void) {
    this.path = path
    this.#release = release
    this.#isHeld = heldFiles([this.#lock])
    this.found = readHostFile(this.#hostFile)
    this.forks = new ForkFiles(join(path, 'forks'), this.#lock)
    this.snapshots = join(path, 'snapshots')
  }

  /** The main sandbox's database. */
  get database(): string {
    return join(this.path, 'sandbox.db')
  }

  openMain(): Promise<SqliteStore> {
    return openFileStore(this.database, undefined, [this.#lock])
  }

  /** Throws a StorageFault when the folder is no longer the one that was claimed. */
  requireHeld(): void {
    if (!this.#isHeld()) throw new StorageFault('folder_gone')
  }

  save(record: FleetRecord): void {
    this.requireHeld()
    try {
      writeHostFile(this.#hostFile, record)
    } catch (error) {
      throw asFileFault(error)
    }
  }

  /** Lets another process have the folder. */
  release(): void {
    this.#release()
  }

  get #lock(): string {
    return join(this.path, 'lock')
  }

  get #hostFile(): string {
    return join(this.path, 'host.json')
  }
}

/**
 * Claims a folder for this process, for its user alone. Throws a usage Failure when it is in use, not writable, damaged,
 * or holds an entry that leads elsewhere: then nothing in it was changed.
 */
export function openDataFolder(path: string): DataFolder {
  requirePlainFolder(path)
  makeFolder(path)
  const release = claimFolder(path)
  try {
    const snapshots = join(path, 'snapshots')
    // What an interrupted run left there may be a second name of a snapshot.
    removeUnfinished(path, join(snapshots, '.tmp'))
    for (const folder of [join(path, 'forks'), snapshots]) requirePlainDatabases(folder)
    narrowFolder(path)
    return new DataFolder(path, release)
  } catch (error) {
    release()
    throw asOpeningFailure(path, error)
  }
}

function removeUnfinished(folder: string, unfinishedSnapshots: string): void {
  removeDrafts(folder)
  const forks = join(folder, 'forks')
  if (entryAt(forks)?.isDirectory() === true) removeDrafts(forks)
  // So earlier releases called what they were writing.
  rmSync(join(folder, 'host.json.tmp'), { force: true })
  // A link is removed, and not followed.
  if (entryAt(unfinishedSnapshots)?.isDirectory() === true)
    rmSync(unfinishedSnapshots, { recursive: true, force: true })
}
