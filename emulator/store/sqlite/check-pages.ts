import { readFileSync, statSync } from 'node:fs'
import { UnusableSnapshot } from '../snapshot-facts.ts'
import type { DatabaseSource } from '../store.ts'
import { inThread } from './threads/in-thread.ts'

const lookAtAll = `
const connection = data.path === undefined
  ? new Connection(Buffer.from(data.bytes))
  : new Connection(data.path, { readonly: true, fileMustExist: true })
try {
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
  return String(connection.pragma('integrity_check(1)', { simple: true }))
} finally {
  connection.close()
}
`

/**
 * Checks all pages of a database: its trees, what is free, its indexes, and what may not be null. Its schema has to be
 * known by then, because its constraints run. Throws UnusableSnapshot.
 */
export async function checkPages(source: DatabaseSource): Promise<void> {
  const found = await inThread(lookAtAll, source)
  if (found !== 'ok') throw new UnusableSnapshot('damaged', `is damaged: ${found}`)
}

const lookQuickly = `
const connection = data.bytes === undefined
  ? new Connection(data.path, { readonly: true, fileMustExist: true })
  : new Connection(Buffer.from(data.bytes))
try {
  connection.pragma('trusted_schema = off')
  return String(connection.pragma('quick_check(1)', { simple: true }))
} finally {
  connection.close()
}
`

/** As much is looked at in memory. */
const mostBytes = 1024 ** 3

/**
 * SQLite's quick check of a database that nobody has open, which leaves its folder as it is: says what is wrong, or nothing
 * where all is well, or null where the file is too large to be looked at so.
 */
export async function quickCheck(path: string): Promise<string | undefined | null> {
  try {
    const source = sourceOf(path)
    if (source === null) return null
    const found = String(await inThread(lookQuickly, source))
    return found === 'ok' ? undefined : found.split('\n').at(-1)
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * To open a file for reading makes files beside it, which then stay. Where there is no log of changes yet, its bytes alone are
 * the database; where there is one, such as after a crash, it belongs to it.
 */
function sourceOf(path: string): { readonly path: string } | { readonly bytes: Buffer } | null {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  if (log !== undefined && log.size > 0) return { path }
  if (statSync(path).size > mostBytes) return null
  const bytes = readFileSync(path)
  // That changes are logged to another file is said at these two places; memory has none.
  if (bytes.length > 19) bytes[18] = bytes[19] = 1
  return { bytes }
}
