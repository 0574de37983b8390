import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import Connection from 'better-sqlite3'
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely'
import type { Migration } from 'kysely/migration'
import { Failure } from '../../../src/failure/failure.ts'
import { migrate } from '../migrate.ts'
import { migrations as allMigrations } from '../migrations/index.ts'
import type { Database } from '../schema.ts'
import { StatementCache } from './statement-cache.ts'

export type Migrations = Readonly<Record<string, Migration>>

/**
 * Kysely's migrator runs migrations in a transaction only where the adapter says that tables can be made in one,
 * and its adapter for SQLite says no, because some pragmas cannot. SQLite itself can, and no migration of ours has
 * such a pragma: without the transaction, a migration that fails in the middle would leave half a schema.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

const caches = new WeakMap<Kysely<Database>, StatementCache>()

/** Kysely over a connection, with the functions that the store's queries use. */
export function kyselyOver(connection: Connection.Database, role: 'writer' | 'reader'): Kysely<Database> {
  // As in PostgreSQL, all letters have a lower case; SQLite's own function knows A to Z.
  connection.function('lower', { deterministic: true }, text =>
    typeof text === 'string' ? text.toLowerCase() : text,
  )
  const statements = new StatementCache(connection, role)
  const db = new Kysely<Database>({
    dialect: new TransactionalDialect({ database: statements.asDatabase() }),
  })
  caches.set(db, statements)
  return db
}

/** The prepared statements behind such a Kysely. */
export function statementsOf(db: Kysely<Database>): StatementCache {
  const statements = caches.get(db)
  if (statements === undefined) throw new Error('This Kysely was not made by kyselyOver.')
  return statements
}

/**
 * Brings a database to the newest schema, all of it in one transaction: a process that dies in the middle leaves the
 * old schema. `user_version` holds the schema version, so that a start on a current database runs no migrator.
 */
export async function migrateConnection(
  connection: Connection.Database,
  db: Kysely<Database>,
  migrations: Migrations = allMigrations,
): Promise<void> {
  const newest = Object.keys(migrations).length
  const found = versionOf(connection)
  if (found === newest) return
  if (found > newest) throw newerSchema(found, newest)
  await db.transaction().execute(async trx => {
    await migrate(trx as unknown as Kysely<unknown>, migrations)
    connection.pragma(`user_version = ${newest}`)
  })
}

/** The schema version of an open database. */
export function versionOf(connection: Connection.Database): number {
  return Number(connection.pragma('user_version', { simple: true }))
}

/**
 * Refuses a file of a newer release before it is opened for writing: even to close it could change its bytes.
 * What is no database is left to whoever opens it.
 */
export function refuseNewerFile(path: string, migrations: Migrations = allMigrations): void {
  if (!existsSync(path)) return
  const newest = Object.keys(migrations).length
  // A log that a killed process left may have a newer version than the file; to read it takes SQLite.
  const found = existsSync(`${path}-wal`) ? versionThroughLog(path) : versionInHeader(path)
  if (found > newest) throw newerSchema(found, newest)
}

function versionThroughLog(path: string): number {
  let connection: Connection.Database | undefined
  try {
    connection = new Connection(path, { readonly: true })
    return versionOf(connection)
  } catch {
    return 0
  } finally {
    connection?.close()
  }
}

/** Bytes 60 to 63 of a database are its `user_version`. */
function versionInHeader(path: string): number {
  const header = Buffer.alloc(64)
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    readSync(file, header, 0, 64, 0)
  } catch {
    return 0
  } finally {
    if (file !== undefined) closeSync(file)
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readUInt32BE(60) : 0
}

function newerSchema(found: number, newest: number): Failure {
  return new Failure(
    'usage',
    'database_newer',
    `The database has schema version ${found}; this release knows versions up to ${newest}`,
    {
      hint: 'Install the newest ideadunes, or start on another folder with --data. The file was not touched.',
    },
  )
}
