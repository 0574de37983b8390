import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure } from '../failure/failure.ts'
import { entryAt, isDraftName, narrow } from './private-file.ts'

/** What a sandbox keeps in its data folder; SQLite's own files begin with the name of their database. */
const ownName = /^(?:lock|host\.json|sandbox\.db|sandbox\.log|forks$|snapshots$)/i

const ownFolders = /^(?:forks|snapshots)$/i

/**
 * The folder that a person named. A link of their own is followed, once, here: it is their word where it leads. Every
 * other link in the place of a data folder is refused.
 */
export function namedFolder(path: string): string {
  if (entryAt(path)?.isSymbolicLink() !== true) return path
  try {
    return realpathSync(path)
  } catch {
    // It leads to nothing, which is told by whoever looks at it next.
    return path
  }
}

/**
 * Looks at a data folder and at its own entries without following links. A repository can bring them along: a link, a
 * second name of a file elsewhere or a pipe would lead what is written out of the folder. Other entries are nobody's
 * here, and never touched. Throws a usage Failure that names the first that is no plain one. False: nothing is there.
 */
export function requirePlainFolder(path: string): boolean {
  const folder = resolve(path)
  const found = entryAt(folder)
  if (found === undefined) return false
  if (found.isSymbolicLink()) throw linkedFolder(folder)
  if (!found.isDirectory()) throw refused(folder, `${folder} is no folder`)
  for (const name of entriesOf(folder)) {
    if (ownName.test(name)) requirePlain(join(folder, name), ownFolders.test(name) ? 'folder' : 'file')
  }
  return true
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw new Failure('usage', 'data_not_writable', `${folder} cannot be read: ${(error as Error).message}`, {
      hint: 'Choose another folder with --data PATH, or keep the data in memory with --data :memory:.',
      field: '--data',
      cause: error,
    })
  }
}

/** The same for a folder that holds databases only, each in a file; folders of other names are nobody's. */
export function requirePlainDatabases(folder: string): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    if (/\.db/i.test(name) || !lstatSync(path).isDirectory()) requirePlain(path, 'file')
  }
}

/** Looks at one entry, which may be absent. Throws a usage Failure when it is not what it should be. */
export function requirePlain(path: string, kind: 'file' | 'folder'): void {
  const found = entryAt(path)
  const fault = found === undefined ? undefined : faultOf(path, found, kind)
  if (fault !== undefined) throw refused(path, fault)
}

function faultOf(path: string, found: Stats, kind: 'file' | 'folder'): string | undefined {
  if (found.isSymbolicLink()) return `${path} is a link to ${readlinkSync(path)}`
  if (kind === 'folder') return found.isDirectory() ? undefined : `${path} is no folder`
  if (!found.isFile()) return `${path} is no regular file`
  return found.nlink > 1 ? `${path} is a file that has another name elsewhere (a hard link)` : undefined
}

/**
 * Takes the rights of other users off everything that a sandbox keeps in a folder, and off the folder where nothing
 * else lies in it: a folder that somebody shares for other things stays open.
 */
export function narrowFolder(folder: string): void {
  const names = namesIn(folder)
  for (const name of names) if (ownName.test(name)) narrow(join(folder, name))
  for (const name of ['forks', 'snapshots']) {
    for (const inner of namesIn(join(folder, name))) narrow(join(folder, name, inner))
  }
  // A folder that everybody may write to, such as /tmp, is nobody's own.
  const { mode } = lstatSync(folder)
  const isSticky = (mode & 0o1000) !== 0
  const onlyOwn = names.every(name => ownName.test(name) || isDraftName(name) || name === '.gitignore')
  if (onlyOwn && !isSticky) narrow(folder)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return []
    throw error
  }
}

function linkedFolder(folder: string): Failure {
  const target = readlinkSync(folder)
  return new Failure('usage', 'data_not_plain', `The data folder ${folder} is a link to ${target}`, {
    hint: `Remove the link, or name the folder itself if it is yours: --data ${resolve(folder, '..', target)}. Nothing was changed.`,
    field: '--data',
  })
}

function refused(path: string, what: string): Failure {
  return new Failure('usage', 'data_not_plain', what, {
    hint: `A data folder holds plain files of its own only. Look where ${path} comes from, then remove it, or start on another folder with --data PATH. Nothing was changed.`,
    field: '--data',
  })
}
