import { readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { entryAt, makeNewFile, makePrivateFolder } from '../../src/files/private-file.ts'
import { heldFiles } from '../store/sqlite/held-files.ts'
import { openFileStore } from '../store/sqlite/open.ts'
import type { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { asFileFault, StorageFault } from '../store/storage-fault.ts'

/** A database, and what SQLite puts beside it. */
const suffixes = ['', '-wal', '-shm', '-journal']

const forkFile = /^(fork_[0-9A-Za-z]+)\.db(?:-wal|-shm|-journal)?$/

/** The databases of kept forks, each in a file of a folder. Nothing is changed in a folder that is no longer held. */
export class ForkFiles {
  readonly #folder: string
  readonly #lock: string
  readonly #isHeld: () => boolean

  /** `lock` is the file by which this process claims the data folder. */
  constructor(folder: string, lock: string) {
    this.#folder = folder
    this.#lock = lock
    this.#isHeld = heldFiles([lock])
  }

  pathOf(id: string): string {
    return join(this.#folder, `${id}.db`)
  }

  has(id: string): boolean {
    return entryAt(this.pathOf(id))?.isFile() === true
  }

  /** Makes an empty file for a new fork, and gives its path. */
  make(id: string): string {
    const path = this.pathOf(id)
    this.#change(() => {
      makePrivateFolder(this.#folder)
      makeNewFile(path)
    })
    return path
  }

  open(id: string): Promise<SqliteStore> {
    return openFileStore(this.pathOf(id), undefined, [this.#lock])
  }

  delete(id: string): void {
    this.#change(() => {
      for (const suffix of suffixes) rmSync(`${this.pathOf(id)}${suffix}`, { force: true })
    })
  }

  /** Puts a file out of the way that cannot be used, for people to look at. Gives where it lies now. */
  setAside(id: string): string {
    const [path, aside] = [this.pathOf(id), `${this.pathOf(id)}.aside`]
    this.#change(() => {
      for (const suffix of suffixes) {
        const isThere = entryAt(`${path}${suffix}`) !== undefined
        if (isThere) renameSync(`${path}${suffix}`, `${aside}${suffix}`)
      }
    })
    return aside
  }

  /** Ids of the forks that have a file, or what a file left. */
  ids(): readonly string[] {
    try {
      const ids = readdirSync(this.#folder).flatMap(name => forkFile.exec(name)?.[1] ?? [])
      return [...new Set(ids)].sort()
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return []
      throw asFileFault(error)
    }
  }

  #change(work: () => void): void {
    if (!this.#isHeld()) throw new StorageFault('folder_gone')
    try {
      work()
    } catch (error) {
      throw asFileFault(error)
    }
  }
}
