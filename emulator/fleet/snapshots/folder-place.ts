import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { entryAt, makeNewFile, makePrivateFolder, narrow } from '../../../src/files/private-file.ts'
import { asFileFault } from '../../store/storage-fault.ts'
import type { DatabaseSource } from '../../store/store.ts'
import { limited } from './limited.ts'
import {
  type Draft,
  isSnapshotName,
  largestImportBytes,
  type PrivateFile,
  type SnapshotPlace,
} from './place.ts'

/**
 * Snapshots as `<name>.db` in a folder. Whatever is being made lies in a folder of its own below `.tmp`, on the same
 * disk, so that a rename brings it to its place. `requireHeld` throws when the folder is no longer this process's own:
 * then nothing is made or removed in it.
 */
export function snapshotsInFolder(folder: string, requireHeld: () => void): SnapshotPlace {
  const drafts = new DraftFolders(join(folder, '.tmp'), requireHeld)
  const fileOf = (name: string) => join(folder, `${name}.db`)
  const copy = (name: string) =>
    drafts.filledNow(path => copyFileSync(fileOf(name), path, constants.COPYFILE_FICLONE))
  return {
    names: () => namesIn(folder),
    find: name => (isFile(fileOf(name)) ? { path: fileOf(name) } : undefined),
    sizeBytes: name => lstatSync(fileOf(name)).size,
    capture: database =>
      drafts.filled(async path => {
        // SQLite would make it with the rights that the process gives to every file.
        makeNewFile(path)
        await database.copyTo(path)
      }),
    receive: bytes => drafts.filled(path => writeAll(path, limited(bytes, largestImportBytes))),
    put(name, draft) {
      const { path } = draft as Extract<DatabaseSource, { path: string }>
      requireHeld()
      orFileFault(() => {
        narrow(path)
        toDisk(path)
        renameSync(path, fileOf(name))
        // The name is on the disk only when its folder is. Windows has no such thing as a folder that is opened.
        if (process.platform !== 'win32') toDisk(folder)
      })
    },
    remove(name) {
      requireHeld()
      orFileFault(() => rmSync(fileOf(name), { force: true }))
    },
    copy,
    pin(name) {
      try {
        return drafts.filledNow(path => linkSync(fileOf(name), path))
      } catch (error) {
        if ((error as { code?: unknown }).code === 'ENOENT') throw error
        // Not every file system has links.
        return copy(name)
      }
    },
  }
}

/** Folders for one file each, made when they are needed and gone afterwards. */
class DraftFolders {
  readonly #folder: string
  readonly #requireHeld: () => void

  constructor(folder: string, requireHeld: () => void) {
    this.#folder = folder
    this.#requireHeld = requireHeld
  }

  async filled(fill: (path: string) => Promise<void>): Promise<Draft> {
    const file = this.#make()
    try {
      await fill(file.path)
      return { source: { path: file.path }, discard: file.discard }
    } catch (error) {
      file.discard()
      throw asFileFault(error)
    }
  }

  filledNow(fill: (path: string) => void): PrivateFile {
    const file = this.#make()
    try {
      fill(file.path)
      return file
    } catch (error) {
      file.discard()
      throw asFileFault(error)
    }
  }

  #make(): PrivateFile {
    this.#requireHeld()
    const own = join(this.#folder, randomBytes(8).toString('hex'))
    orFileFault(() => makePrivateFolder(own))
    return { path: join(own, 'snapshot.db'), discard: () => rmSync(own, { recursive: true, force: true }) }
  }
}

function orFileFault(work: () => void): void {
  try {
    work()
  } catch (error) {
    throw asFileFault(error)
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.db'))
      .map(entry => entry.name.slice(0, -'.db'.length))
      .filter(isSnapshotName)
      .sort()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as { code?: unknown }).code))) return []
    throw error
  }
}

function isFile(path: string): boolean {
  return entryAt(path)?.isFile() === true
}

async function writeAll(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes) await file.writeFile(chunk)
  } finally {
    await file.close()
  }
}

function toDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
