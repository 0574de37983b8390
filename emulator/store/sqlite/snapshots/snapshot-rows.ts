import { constants, copyFileSync, rmSync } from 'node:fs'
import type Connection from 'better-sqlite3'
import { schemaVersion } from '../../migrate.ts'
import { migrations } from '../../migrations/index.ts'
import type { Trx } from '../../schema.ts'
import { UnusableSnapshot } from '../../snapshot-facts.ts'
import type { DatabaseSource } from '../../store.ts'
import { checkPages } from '../check-pages.ts'
import { hasLog, openForReading, openForWriting } from '../database-source.ts'
import { freshDatabase } from '../fresh-schema.ts'
import { kyselyOver, migrateConnection } from '../migrate-connection.ts'
import { columnsOf, schemaDifference, schemaOf, tablesOf } from '../tables.ts'
import { asUnusable, type FileFacts, factsIn } from './snapshot-file.ts'

export type SnapshotRow = Readonly<Record<string, string | number | null>>

/** The rows of a snapshot, as the newest schema has them. */
export interface SnapshotRows {
  readonly facts: FileFacts
  /** Tables by name. */
  readonly tables: readonly string[]
  /** All rows of a table. Each value is of the kind that the schema gives its column: text, a whole number, or null. */
  rowsOf(table: string): Iterable<SnapshotRow>
  /** Whether a table has an object of this tenant and id. */
  has(table: string, tenantId: string, id: string): boolean
  /** Runs queries of the store on them. */
  read<T>(work: (trx: Trx) => Promise<T>): Promise<T>
}

/**
 * Opens a file that comes from outside and lets `work` look at its rows. Before that, everything was checked but what
 * the rows say: that it is a snapshot, that it is made of what a database of its schema version is made of and of
 * nothing else, and that its pages are sound. Throws UnusableSnapshot, also for what SQLite refuses while `work` runs.
 */
export async function withSnapshotRows<T>(
  source: DatabaseSource,
  work: (rows: SnapshotRows) => Promise<T>,
): Promise<T> {
  try {
    refuseLog(source)
    const facts = await closing(openForReading(source), async connection => {
      const found = factsIn(connection)
      await checkMaking(connection, found.schemaVersion)
      return found
    })
    await checkPages(source)
    const look = async (connection: Connection.Database) => await work(rowsIn(connection, facts))
    if (facts.schemaVersion === schemaVersion) return await closing(openForReading(source), look)
    return await withPresentCopy(source, look)
  } catch (error) {
    throw asUnusable(error)
  }
}

/** Half of such a database may lie in a file beside it. */
function refuseLog(source: DatabaseSource): void {
  if (!hasLog(source)) return
  const message = 'has a write-ahead log; `PRAGMA journal_mode = DELETE` makes one file of both'
  throw new UnusableSnapshot('not_a_snapshot', message)
}

async function closing<T>(
  connection: Connection.Database,
  work: (connection: Connection.Database) => Promise<T>,
): Promise<T> {
  try {
    return await work(connection)
  } finally {
    connection.close()
  }
}

/** Brings a copy to the newest schema, beside a file. */
async function withPresentCopy<T>(
  source: DatabaseSource,
  work: (connection: Connection.Database) => Promise<T>,
): Promise<T> {
  const copy = 'bytes' in source ? source : { path: `${source.path}.tried` }
  try {
    if ('path' in source && 'path' in copy) copyFileSync(source.path, copy.path, constants.COPYFILE_FICLONE)
    return await closing(openForWriting(copy), async connection => {
      await migrateConnection(connection, kyselyOver(connection, 'writer'))
      return await work(connection)
    })
  } finally {
    if ('path' in copy) rmSync(copy.path, { force: true })
  }
}

/** Compares the whole schema before anything is read with it. */
async function checkMaking(connection: Connection.Database, version: number): Promise<void> {
  const encoding = connection.pragma('encoding', { simple: true })
  if (encoding !== 'UTF-8')
    throw new UnusableSnapshot('not_a_snapshot', `is written in ${encoding}; snapshots are in UTF-8`)
  const difference = schemaDifference(schemaOf(connection), (await freshDatabase(version)).schema)
  if (difference !== undefined) throw new UnusableSnapshot('not_a_snapshot', difference)
  // A release to come goes on from these names.
  const done = connection.prepare('select name from kysely_migration order by name').pluck().all()
  if (JSON.stringify(done) !== JSON.stringify(Object.keys(migrations).slice(0, version)))
    throw new UnusableSnapshot('damaged', 'does not name the migrations of its schema version')
}

function rowsIn(connection: Connection.Database, facts: FileFacts): SnapshotRows {
  const lookups = new Map<string, Connection.Statement>()
  const lookupIn = (table: string) => {
    const found =
      lookups.get(table) ?? connection.prepare(`select 1 from "${table}" where tenant_id = ? and id = ?`)
    lookups.set(table, found)
    return found
  }
  return {
    facts,
    tables: tablesOf(schemaOf(connection)),
    rowsOf: table => typedRows(connection, table),
    has: (table, tenantId, id) => lookupIn(table).get(tenantId, id) !== undefined,
    read: work => kyselyOver(connection, 'reader').transaction().execute(work),
  }
}

/** SQLite keeps values of any kind in any column. */
function* typedRows(connection: Connection.Database, table: string): Generator<SnapshotRow> {
  const columns = columnsOf(connection, table)
  const rows = connection.prepare(`select * from "${table}"`).iterate() as Iterable<Record<string, unknown>>
  for (const row of rows) {
    for (const { name, isText, isRequired } of columns) {
      const value = row[name]
      if (value === null ? !isRequired : isText ? typeof value === 'string' : isWhole(value)) continue
      const wanted = `${isText ? 'a text' : 'a whole number'}${isRequired ? '' : ' or null'}`
      throw new UnusableSnapshot('damaged', `has a row in ${table} whose ${name} is not ${wanted}`)
    }
    yield row as SnapshotRow
  }
}

/** Counters go on from here for ever, and ids have 40 bits for theirs. */
const largestNumber = 2 ** 39

function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) <= largestNumber
}
