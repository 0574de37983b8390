import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** A file that only its user can read. What a sandbox keeps has secrets of webhooks and data of customers in it. */
const privateMode = 0o600

/** Windows has no such flag, and no links that anybody may make. */
const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants

const draftName = /^\.draft-[0-9a-f]{16}$/

/** A file that is being written, under a name that nobody can know before. */
export interface DraftFile {
  readonly path: string
  /** Its descriptor, open for writing. */
  readonly file: number
}

/** What lies at a path, links not followed; undefined where nothing does, also because a folder above it is a file. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOTDIR') return undefined
    throw error
  }
}

/** Makes a file where nothing is, not even a link. Throws Node's EEXIST otherwise. Gives its descriptor. */
export function openNewFile(path: string, mode = privateMode): number {
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
}

/** Makes an empty file where nothing is. */
export function makeNewFile(path: string): void {
  closeSync(openNewFile(path))
}

/** Begins a file in the folder of another, to take its place with a rename. */
export function openDraft(beside: string, mode = privateMode): DraftFile {
  const path = join(dirname(beside), `.draft-${randomBytes(8).toString('hex')}`)
  return { path, file: openNewFile(path, mode) }
}

/**
 * Puts a text in the place of a file: a reader sees the old one or the new one, whatever happens. A link that lies
 * there is replaced, and what it leads to is left alone. The folder has to be there.
 */
export function replaceFile(
  path: string,
  text: string,
  options: {
    readonly mode?: number
    readonly encoding?: BufferEncoding
    /** Whether it has to be there after a loss of power, too; it has by default. */
    readonly durable?: boolean
    readonly rename?: (from: string, to: string) => void
  } = {},
): void {
  const { mode = privateMode, encoding = 'utf8', durable = true, rename = renameSync } = options
  const draft = openDraft(path, mode)
  try {
    try {
      writeWhole(draft.file, Buffer.from(text, encoding))
      if (durable) fsyncSync(draft.file)
    } finally {
      closeSync(draft.file)
    }
    // The mask of the process may have taken something off.
    chmodSync(draft.path, mode)
    rename(draft.path, path)
  } catch (error) {
    rmSync(draft.path, { force: true })
    throw error
  }
}

/** Writes all of the bytes: one call of the system may take a part. */
export function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** Removes what interrupted runs left in a folder. */
export function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder))
    if (draftName.test(name)) rmSync(join(folder, name), { force: true })
}

/** Whether it is the name of a draft. */
export function isDraftName(name: string): boolean {
  return draftName.test(name)
}

/** Makes a folder, and those above it, which only its user can enter. One that is there stays as it is. */
export function makePrivateFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (error) {
    const above = dirname(path)
    if ((error as { code?: string }).code !== 'ENOENT' || above === path) throw error
    makePrivateFolder(above)
    makeFolder(path)
  }
}

/**
 * Makes one folder; those above it are not Node's to make (`recursive`): where a folder is there and takes no other,
 * as /proc, it tries for ever.
 */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}

/** Takes the rights of everybody but its user off a file or folder; adds none, and follows no link. */
export function narrow(path: string): void {
  const found = entryAt(path)
  if (found === undefined || found.isSymbolicLink() || (found.mode & 0o077) === 0) return
  try {
    chmodSync(path, found.mode & 0o700)
  } catch {
    // It is another user's, or lies where rights mean nothing.
  }
}
