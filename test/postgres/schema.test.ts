import Connection from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../../emulator/store/migrate.ts'
import type { Database } from '../../emulator/store/schema.ts'
import { emptyPostgres } from './database.ts'

/** Every column of a database, as `table.column`, with `?` where it may be null. */
async function columnsOf(db: Kysely<Database>): Promise<string[]> {
  const tables = (await db.introspection.getTables()).filter(({ schema = 'public' }) => schema === 'public')
  return tables
    .flatMap(({ name, columns }) =>
      columns.map(column => `${name}.${column.name}${column.isNullable ? '?' : ''}`),
    )
    .toSorted()
}

test('PostgreSQL has the same tables, columns and nulls', async () => {
  const sqlite = new Kysely<Database>({
    dialect: new SqliteDialect({ database: new Connection(':memory:') }),
  })
  await migrate(sqlite as unknown as Kysely<unknown>)
  const { db } = await emptyPostgres()
  expect(await columnsOf(db)).toEqual(await columnsOf(sqlite))
  await sqlite.destroy()
})

test('text is ordered by its bytes in every column, in whatever language the database was made', async () => {
  const { db } = await emptyPostgres()
  const { rows } = await sql<{ name: string; collation: string | null }>`
    select table_name || '.' || column_name as name, collation_name as collation from information_schema.columns
    where table_schema = 'public' and data_type = 'text' and table_name not like 'kysely%'`.execute(db)
  expect(rows.length).toBeGreaterThan(100)
  expect(rows.filter(({ collation }) => collation !== 'C')).toEqual([])
})
