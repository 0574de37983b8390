import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSource } from '../../store/store.ts'
import { limited } from './limited.ts'
import { isSnapshotName, largestImportBytes, type PrivateFile, type SnapshotPlace } from './place.ts'

/**
 * Snapshots as `<name>.db` in a folder. Whatever is being made lies in a folder of its own below `.tmp`, on the same
 * disk, so that a rename brings it to its place; what an interrupted run left there is removed here.
 */
export function snapshotsInFolder(folder: string): SnapshotPlace {
  const drafts = join(folder, '.tmp')
  rmSync(drafts, { recursive: true, force: true })
  const fileOf = (name: string) => join(folder, `${name}.db`)

  const makePrivate = (): PrivateFile => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    const own = join(drafts, randomBytes(6).toString('hex'))
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return { path: join(own, 'snapshot.db'), discard: () => rmSync(own, { recursive: true, force: true }) }
  }
  const filled = async (fill: (path: string) => Promise<void>) => {
    const file = makePrivate()
    try {
      await fill(file.path)
      return { source: { path: file.path }, discard: file.discard }
    } catch (error) {
      file.discard()
      throw error
    }
  }
  const filledNow = (fill: (path: string) => void): PrivateFile => {
    const file = makePrivate()
    try {
      fill(file.path)
      return file
    } catch (error) {
      file.discard()
      throw error
    }
  }
  const copy = (name: string) =>
    filledNow(path => copyFileSync(fileOf(name), path, constants.COPYFILE_FICLONE))

  return {
    names: () => namesIn(folder),
    find: name => (isFile(fileOf(name)) ? { path: fileOf(name) } : undefined),
    sizeBytes: name => statSync(fileOf(name)).size,
    capture: database => filled(path => database.copyTo(path)),
    receive: bytes => filled(path => writeAll(path, limited(bytes, largestImportBytes))),
    put(name, draft) {
      const { path } = draft as Extract<DatabaseSource, { path: string }>
      chmodSync(path, 0o600)
      toDisk(path)
      renameSync(path, fileOf(name))
      // The name is on the disk only when its folder is. Windows has no such thing as a folder that is opened.
      if (process.platform !== 'win32') toDisk(folder)
    },
    remove: name => rmSync(fileOf(name), { force: true }),
    copy,
    pin(name) {
      try {
        return filledNow(path => linkSync(fileOf(name), path))
      } catch (error) {
        if ((error as { code?: unknown }).code === 'ENOENT') throw error
        // Not every file system has links.
        return copy(name)
      }
    },
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
    if ((error as { code?: unknown }).code === 'ENOENT') return []
    throw error
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
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
