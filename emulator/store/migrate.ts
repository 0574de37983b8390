import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { isSqlite } from './dialect.ts'
import { migrations } from './migrations/index.ts'

/** The schema version that this release writes. */
export const schemaVersion = Object.keys(migrations).length

/** Brings a database to the newest schema. The migrator answers errors instead of throwing them; here they throw. */
export async function migrate(
  db: Kysely<never> | Kysely<unknown>,
  all: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: async () => all },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  if (!isSqlite(db)) await orderTextByBytes(db as Kysely<unknown>)
}

/**
 * Ids, instants and cursors rely on the order of bytes, which is SQLite's. A PostgreSQL database orders text by the
 * language that it was made with, so every column says for itself that it does not.
 */
async function orderTextByBytes(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = current_schema() and data_type = 'text'
      and collation_name is distinct from 'C' and table_name not like 'kysely%'`.execute(db)
  for (const [table, columns] of Map.groupBy(rows, row => row.table)) {
    const changes = columns.map(({ column }) => sql`alter column ${sql.ref(column)} type text collate "C"`)
    await sql`alter table ${sql.table(table)} ${sql.join(changes)}`.execute(db)
  }
}
