import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs'
import { dirname, isAbsolute, relative } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { entryAt, replaceFile, writeWhole } from '../../src/files/private-file.ts'
import { assignmentsIn } from './env-assignments.ts'

/** What became of an env file. */
export type EnvFileChange = 'made' | 'added' | 'changed' | 'unchanged'

/**
 * Sets a variable in the text of an env file. What sets it already, also with `export`, gets the new value in the same
 * quotes, before the same comment; else a line is added at the end. Everything else stays, with its line ends.
 */
export function withVariable(text: string, name: string, value: string): string {
  let changed = ''
  let kept = 0
  for (const assignment of assignmentsIn(text)) {
    if (assignment.name !== name) continue
    changed += text.slice(kept, assignment.start) + assignment.quote + value + assignment.quote
    kept = assignment.end
  }
  if (kept > 0) return changed + text.slice(kept)
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd
  return `${text}${gap}${name}=${value}${lineEnd}`
}

/**
 * Sets a variable in an env file, which is made if it is not there, readable by its user only. The file is replaced in
 * one step: whoever reads it sees the old one or the new one. One that cannot be replaced, such as a bind mount, is
 * written in place. A link stays a link, and bytes that are no UTF-8 stay.
 */
export function setInEnvFile(
  path: string,
  name: string,
  value: string,
  rename: (from: string, to: string) => void = renameSync,
): EnvFileChange {
  try {
    refuseWayOut(path)
    const found = readIfThere(path)
    const text = withVariable(found?.text ?? '', name, value)
    if (text === found?.text) return 'unchanged'
    try {
      replaceFile(found?.path ?? path, text, { mode: found?.mode ?? 0o600, encoding: 'latin1', rename })
    } catch (error) {
      if (found === undefined || !cannotBeReplaced(error)) throw error
      writeInPlace(found.path, text)
    }
    if (found === undefined) return 'made'
    return text.startsWith(found.text) ? 'added' : 'changed'
  } catch (error) {
    throw new Failure('usage', 'env_file', `Cannot write ${path}: ${(error as Error).message}`, {
      field: '--write-env',
      cause: error,
    })
  }
}

/** A mount point is busy, and beside it nothing can be written where its folder is read-only or somebody else's. */
function cannotBeReplaced(error: unknown): boolean {
  return ['EBUSY', 'EROFS', 'EACCES', 'EPERM', 'EXDEV'].includes((error as { code?: string }).code ?? '')
}

/** A link that came with a repository must not lead the secret, or the change, to a file that nobody named. */
function refuseWayOut(path: string): void {
  if (entryAt(path)?.isSymbolicLink() !== true || !existsSync(path)) return
  const target = realpathSync(path)
  const way = relative(realpathSync(dirname(path)), target)
  if (way.startsWith('..') || isAbsolute(way))
    throw new Error(`it is a link to ${target}, outside of its folder; name that file itself if you mean it`)
}

function readIfThere(path: string) {
  try {
    const real = realpathSync(path)
    const stat = statSync(real)
    // A pipe would be waited for without end.
    if (!stat.isFile()) throw new Error('it is no ordinary file')
    // Latin-1 keeps every byte.
    return { path: real, text: readFileSync(real, 'latin1'), mode: stat.mode & 0o777 }
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}

/** What is behind the new end goes last: at no time is the file empty. */
function writeInPlace(path: string, text: string): void {
  const bytes = Buffer.from(text, 'latin1')
  const file = openSync(path, 'r+')
  try {
    writeWhole(file, bytes)
    ftruncateSync(file, bytes.length)
  } finally {
    closeSync(file)
  }
}
