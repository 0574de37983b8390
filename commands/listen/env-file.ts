import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { entryAt, replaceFile } from '../../src/files/private-file.ts'

/** What became of an env file. */
export type EnvFileChange = 'made' | 'added' | 'changed' | 'unchanged'

/**
 * Sets a variable in the text of an env file. Lines that set it already, also with `export`, get the new value in
 * the same quotes, before the same comment; else a line is added at the end. Everything else stays, with its line ends.
 */
export function withVariable(text: string, name: string, value: string): string {
  const start = `^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*`
  // No word is looked at twice, however long the gaps between words are.
  const old = `"[^"\\r\\n]*"|'[^'\\r\\n]*'|[^ \\t\\r\\n]*(?:[ \\t]+[^# \\t\\r\\n][^ \\t\\r\\n]*)*`
  const line = new RegExp(`(${start})(${old})`, 'gm')
  if (line.test(text)) {
    return text.replaceAll(line, (_, before: string, found: string) => {
      const quote = /^["']/.exec(found)?.[0] ?? ''
      return `${before}${quote}${value}${quote}`
    })
  }
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd
  return `${text}${gap}${name}=${value}${lineEnd}`
}

/**
 * Sets a variable in an env file, which is made if it is not there, readable by its user only. The file is replaced in
 * one step: whoever reads it sees the old one or the new one. A link stays a link, and bytes that are no UTF-8 stay.
 */
export function setInEnvFile(path: string, name: string, value: string): EnvFileChange {
  try {
    refuseWayOut(path)
    const found = readIfThere(path)
    const text = withVariable(found?.text ?? '', name, value)
    if (text === found?.text) return 'unchanged'
    replaceFile(found?.path ?? path, text, { mode: found?.mode ?? 0o600, encoding: 'latin1' })
    if (found === undefined) return 'made'
    return text.startsWith(found.text) ? 'added' : 'changed'
  } catch (error) {
    throw new Failure('usage', 'env_file', `Cannot write ${path}: ${(error as Error).message}`, {
      field: '--write-env',
      cause: error,
    })
  }
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
