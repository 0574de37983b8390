import type Connection from 'better-sqlite3'
import type { Trx } from '../schema.ts'
import { UnusableSnapshot } from '../snapshot-facts.ts'
import { distrust } from './database-source.ts'
import { asUnusable } from './snapshot-file.ts'
import { asStorageFault } from './sqlite-fault.ts'
import { schemaDifference, schemaOf, tablesOf } from './tables.ts'

/**
 * Puts the rows of another file in the place of all rows, in one transaction; `change` works on them before it
 * commits, and nothing is committed when it throws. SQLite copies table by table, and nothing passes through
 * JavaScript; between two tables others get a turn. The file is read only, and has to be there: SQLite would make it.
 * Throws UnusableSnapshot when it is made otherwise than this database, is none, or is damaged.
 */
export async function replaceRows(
  connection: Connection.Database,
  trx: Trx,
  path: string,
  change: (trx: Trx) => Promise<void>,
): Promise<void> {
  attach(distrust(connection), path)
  try {
    const schema = schemaOf(connection, 'main')
    const difference = schemaDifference(schemaOf(connection, 'snapshot'), schema)
    if (difference !== undefined) throw new UnusableSnapshot('not_a_snapshot', difference)
    connection.exec('begin immediate')
    for (const table of tablesOf(schema)) {
      connection.exec(`delete from main."${table}"`)
      // Written like this, between tables of the same making, SQLite moves whole pages.
      connection.exec(`insert into main."${table}" select * from snapshot."${table}"`)
      await new Promise(resolve => setImmediate(resolve))
    }
    await change(trx)
    connection.exec('commit')
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw damageOfSnapshot(connection, error) ?? asStorageFault(error)
  } finally {
    connection.exec('detach snapshot')
  }
}

/** Not possible inside of a transaction. */
function attach(connection: Connection.Database, path: string): void {
  try {
    connection.prepare('attach ? as snapshot').run(path)
  } catch (error) {
    throw asUnusable(error)
  }
}

/** Two databases were read; when a page is damaged, this tells whether it is one of the snapshot's. */
function damageOfSnapshot(connection: Connection.Database, error: unknown): UnusableSnapshot | undefined {
  const code = (error as { code?: unknown }).code
  if (code !== 'SQLITE_NOTADB' && !String(code).startsWith('SQLITE_CORRUPT')) return undefined
  const found = firstFault(connection)
  return found === 'ok' ? undefined : new UnusableSnapshot('damaged', `is damaged: ${found}`, error)
}

function firstFault(connection: Connection.Database): unknown {
  try {
    return connection.pragma('snapshot.quick_check(1)', { simple: true })
  } catch (error) {
    return (error as Error).message
  }
}
