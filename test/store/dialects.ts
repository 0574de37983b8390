import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, sql } from 'kysely'
import { migrate } from '../../emulator/store/migrate.ts'
import type { Database } from '../../emulator/store/schema.ts'
import { openFileStore, openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import type { Store } from '../../emulator/store/store.ts'

/** A store of one test, and the statements that it ran where they can be seen. */
export interface OpenedStore {
  readonly store: Store
  readonly statements: readonly string[]
  close(): Promise<void>
}

/** The databases that a store may stand on. The same tests run on each. */
export const dialects: Readonly<Record<string, () => Promise<OpenedStore>>> = {
  async 'SQLite in memory'() {
    const store = await openMemoryStore()
    return { store, statements: [], close: () => store.close() }
  },
  async 'SQLite file'() {
    const folder = temporaryFolder()
    const store = await openFileStore(join(folder.path, 'sandbox.db'))
    return {
      store,
      statements: [],
      async close() {
        await store.close()
        folder.remove()
      },
    }
  },
  async PostgreSQL() {
    const db = await emptyPostgres()
    statements.length = 0
    // The one PostgreSQL stays for the next test.
    return {
      store: storeOver(db),
      statements,
      close: async () => {},
    }
  },
}

/** Several writers have a connection each there, and no groups. */
export function storeOver(db: Kysely<Database>): Store {
  const transaction: Store['write'] = work => db.transaction().execute(work)
  return {
    read: transaction,
    write: transaction,
    writeAlone: transaction,
    trouble: null,
    onTrouble() {},
    close: () => db.destroy(),
  }
}

/** Starting PostgreSQL takes seconds, and the first test on it pays. */
export const slowestStartMs = 60_000

const statements: string[] = []
let postgres: Promise<Kysely<Database>> | undefined

async function emptyPostgres(): Promise<Kysely<Database>> {
  postgres ??= startPostgres()
  const db = await postgres
  const tables = await db.introspection.getTables()
  const names = tables.map(table => table.name).filter(name => !name.startsWith('kysely'))
  await sql`truncate ${sql.join(names.map(name => sql.table(name)))}`.execute(db)
  return db
}

async function startPostgres(): Promise<Kysely<Database>> {
  const db = new Kysely<Database>({
    dialect: new PGliteDialect({ pglite: new PGlite() }),
    log: event => void statements.push(event.query.sql),
  })
  await migrate(db as unknown as Kysely<unknown>)
  return db
}

/** A folder that the test removes. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ideadunes-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Every column that PostgreSQL has after the migrations, as `table.column`, with `?` where it may be null. */
export async function postgresColumns(): Promise<string[]> {
  const tables = await (await emptyPostgres()).introspection.getTables()
  const columns = tables.flatMap(table =>
    table.columns.map(column => `${table.name}.${column.name}${column.isNullable ? '?' : ''}`),
  )
  return columns.toSorted()
}
