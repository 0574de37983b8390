import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { claimFolder } from '../store/sqlite/folder-lock.ts'
import { makeFolder, openFileStore } from '../store/sqlite/open.ts'
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { type FleetRecord, readHostFile, writeHostFile } from './host-file.ts'

/** The folder of a sandbox that is kept: its database, its kept forks, and what the fleet knows. */
export interface DataFolder {
  readonly path: string
  /** What the fleet knew at the end of the last run; undefined in a new folder. */
  readonly found: FleetRecord | undefined
  openMain(): Promise<SqliteStore>
  openFork(id: string): Promise<SqliteStore>
  /** Where the database of a kept fork lies; its folder is there. */
  forkPath(id: string): string
  deleteFork(id: string): void
  save(record: FleetRecord): void
  /** Lets another process have the folder. */
  release(): void
}

/** Claims a folder for this process. Throws a usage Failure when it is in use, not writable, or damaged. */
export function openDataFolder(path: string): DataFolder {
  makeFolder(path)
  const release = claimFolder(path)
  const hostFile = join(path, 'host.json')
  const forks = join(path, 'forks')
  const forkPath = (id: string) => join(forks, `${id}.db`)
  try {
    return {
      path,
      found: readHostFile(hostFile),
      openMain: () => openFileStore(join(path, 'sandbox.db')),
      openFork: id => openFileStore(forkPath(id)),
      forkPath(id) {
        mkdirSync(forks, { recursive: true, mode: 0o700 })
        chmodSync(forks, 0o700)
        return forkPath(id)
      },
      deleteFork(id) {
        for (const suffix of ['', '-wal', '-shm']) rmSync(`${forkPath(id)}${suffix}`, { force: true })
      },
      save: record => writeHostFile(hostFile, record),
      release,
    }
  } catch (error) {
    release()
    throw error
  }
}
