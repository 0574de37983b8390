import { PGlite } from '@electric-sql/pglite'
import { CompiledQuery, Kysely, PGliteDialect, sql } from 'kysely'
import { migrate } from '../../emulator/store/migrate.ts'
import type { Database } from '../../emulator/store/schema.ts'
import type { Store } from '../../emulator/store/store.ts'

/** The one PostgreSQL of this process: starting one takes seconds, so that all tests of it share one. */
export interface Postgres {
  readonly db: Kysely<Database>
  readonly store: Store
  /** Every table of a sandbox. */
  readonly tables: readonly (keyof Database)[]
  /** The statements that were run since the database was emptied or filled. */
  readonly statements: readonly string[]
  /** Runs statements as they stand, one after the other. */
  exec(statements: string): Promise<void>
}

/** Another process on the same database. What it writes is still open afterwards, with all its locks. */
export interface OtherProcess {
  readonly store: Store
  /** Commits what it wrote. */
  commit(): Promise<void>
  /** Undoes what it wrote, as when it dies. */
  undo(): Promise<void>
}

/** It writes once. A prepared transaction is one that belongs to no connection, and there is only one connection. */
export function otherProcess({ db, store, exec }: Postgres): OtherProcess {
  return {
    store: {
      ...store,
      write: work =>
        db.transaction().execute(async trx => {
          const result = await work(trx)
          await trx.executeQuery(CompiledQuery.raw("prepare transaction 'elsewhere'"))
          return result
        }),
    },
    commit: () => exec("commit prepared 'elsewhere'"),
    undo: () => exec("rollback prepared 'elsewhere'"),
  }
}

let running: Promise<Postgres & { readonly statements: string[] }> | undefined

/** PostgreSQL with the newest schema and no rows. */
export async function emptyPostgres(): Promise<Postgres> {
  return await withRows(async ({ exec, tables }) => await exec(clearing(tables)))
}

const templates = new Set<string>()

/**
 * PostgreSQL with the rows that `fill` writes into an empty one. It is called once for each name: afterwards its rows
 * are copied from a schema that is kept beside them.
 */
export async function filledPostgres(name: string, fill: (store: Store) => Promise<void>): Promise<Postgres> {
  return await withRows(async ({ exec, store, tables }) => {
    const template = `template_${name}`
    if (templates.has(name)) {
      const copies = tables.map(table => `insert into "${table}" select * from "${template}"."${table}"`)
      return await exec([clearing(tables), ...copies].join(';'))
    }
    await exec(clearing(tables))
    await fill(store)
    const kept = tables.map(table => `create table "${template}"."${table}" as table "${table}"`)
    await exec([`create schema "${template}"`, ...kept].join(';'))
    templates.add(name)
  })
}

async function withRows(write: (postgres: Postgres) => Promise<void>): Promise<Postgres> {
  running ??= start()
  const postgres = await running
  // What a test that failed left open would keep its locks.
  const { rows } = await sql<{ gid: string }>`select gid from pg_prepared_xacts`.execute(postgres.db)
  for (const { gid } of rows) await postgres.exec(`rollback prepared '${gid}'`)
  await write(postgres)
  postgres.statements.length = 0
  return postgres
}

/** Faster than `truncate`, which makes files of every table and index anew. */
function clearing(tables: readonly string[]): string {
  return tables.map(table => `delete from "${table}"`).join(';')
}

async function start(): Promise<Postgres & { readonly statements: string[] }> {
  const pglite = new PGlite({ postgresqlconf: ['max_prepared_transactions = 4'] })
  const statements: string[] = []
  const db = new Kysely<Database>({
    dialect: new PGliteDialect({ pglite }),
    log: event => void statements.push(event.query.sql),
  })
  await migrate(db as unknown as Kysely<unknown>)
  const tables = (await db.introspection.getTables()).map(({ name }) => name as keyof Database)
  return { db, store: storeOver(db), tables, statements, exec: async text => void (await pglite.exec(text)) }
}

/** The doors as several processes need them: a read sees one state and writes nothing; there are no groups. */
function storeOver(db: Kysely<Database>): Store {
  const write: Store['write'] = work => db.transaction().execute(work)
  return {
    read: work =>
      write(async trx => {
        await trx.executeQuery(
          CompiledQuery.raw('set transaction isolation level repeatable read, read only'),
        )
        return await work(trx)
      }),
    write,
    writeAlone: write,
    scrub: async () => {},
    claim: write,
    trouble: null,
    onTrouble() {},
    close: () => db.destroy(),
  }
}
