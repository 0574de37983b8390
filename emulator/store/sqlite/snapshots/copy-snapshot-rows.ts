import { schemaVersion } from '../../migrate.ts'
import { UnusableSnapshot } from '../../snapshot-facts.ts'
import type { DatabaseSource, Making } from '../../store.ts'
import { openForReading } from '../database-source.ts'
import { freshDatabase } from '../fresh-schema.ts'
import { asStorageFault } from '../sqlite-fault.ts'
import { schemaDifference, schemaOf, tablesOf } from '../tables.ts'
import { inThread } from '../threads/in-thread.ts'
import { asUnusable } from './snapshot-file.ts'

/**
 * Copies table by table: nothing passes through JavaScript, and written like this, into empty tables of the same
 * making, SQLite moves whole pages. When a page of two databases is damaged, `found` tells whether it is one of the
 * snapshot's.
 */
const copyTables = `
const connection = data.path === undefined ? new Connection(Buffer.from(data.bytes)) : new Connection(data.path)
const firstFault = () => {
  try {
    return String(connection.pragma('snapshot.quick_check(1)', { simple: true }))
  } catch (error) {
    return error.message
  }
}
try {
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
  connection.pragma('synchronous = OFF')
  connection.pragma('journal_mode = MEMORY')
  connection.prepare('attach ? as snapshot').run(data.from)
  try {
    connection.exec('begin')
    for (const [done, table] of data.tables.entries()) {
      tell(done)
      connection.exec('insert into main."' + table + '" select * from snapshot."' + table + '"')
    }
    connection.exec('commit')
  } catch (error) {
    const isDamage = error.code === 'SQLITE_NOTADB' || String(error.code).startsWith('SQLITE_CORRUPT')
    if (isDamage && connection.inTransaction) connection.exec('rollback')
    throw Object.assign(error, isDamage ? { found: firstFault() } : {})
  }
  connection.exec('detach snapshot')
  return data.path === undefined ? connection.serialize() : null
} finally {
  connection.close()
}
`

/**
 * Puts the rows of a file of the newest schema into an empty database of it, in a thread. Gives the bytes of one that
 * has no file. Throws UnusableSnapshot when the file is made otherwise, is no database, or is damaged.
 */
export async function copySnapshotRows(
  into: DatabaseSource,
  from: string,
  { ended, onProgress = () => {} }: Making,
): Promise<Buffer | null> {
  const { schema } = await freshDatabase(schemaVersion)
  const difference = schemaDifference(schemaIn(from), schema)
  if (difference !== undefined) throw new UnusableSnapshot('not_a_snapshot', difference)
  const tables = tablesOf(schema)
  try {
    const onTold = (done: unknown) => onProgress(Number(done), tables.length)
    const bytes = (await inThread(
      copyTables,
      { ...into, from, tables },
      { ended, onTold },
    )) as Uint8Array | null
    return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  } catch (error) {
    const { found } = error as { found?: unknown }
    if (typeof found === 'string' && found !== 'ok')
      throw new UnusableSnapshot('damaged', `is damaged: ${found}`, error)
    throw asStorageFault(error)
  }
}

function schemaIn(path: string) {
  try {
    const connection = openForReading({ path })
    try {
      return schemaOf(connection)
    } finally {
      connection.close()
    }
  } catch (error) {
    throw asUnusable(error)
  }
}
