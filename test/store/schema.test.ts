import Connection from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import { migrate, schemaVersion } from '../../emulator/store/migrate.ts'
import { migrations } from '../../emulator/store/migrations/index.ts'
import type { Database } from '../../emulator/store/schema.ts'

async function migrated(times: number) {
  const connection = new Connection(':memory:')
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: connection }) })
  for (let i = 0; i < times; i++) await migrate(db as unknown as Kysely<unknown>)
  return { connection, db }
}

function schemaOf(connection: Connection.Database): string[] {
  const rows = connection
    .prepare(
      `select sql from sqlite_master where sql is not null and tbl_name not like 'kysely%' order by type desc, name`,
    )
    .all() as { sql: string }[]
  // A column a line, so that a change shows as one.
  return rows.map(row => row.sql.replaceAll(/, (?=["c])/g, ',\n  '))
}

test('each migration writes what it wrote when it was released', async () => {
  const connection = new Connection(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) })
  let before: string[] = []
  for (const [name, migration] of Object.entries(migrations)) {
    await migration.up(db)
    const after = schemaOf(connection)
    const written = after.filter(statement => !before.includes(statement))
    await expect(`${written.join('\n')}\n`).toMatchFileSnapshot(`./migrations/${name}.sql`)
    before = after
  }
  await db.destroy()
})

test('migrating again changes nothing', async () => {
  const [once, twice] = [await migrated(1), await migrated(2)]
  expect(schemaOf(twice.connection)).toEqual(schemaOf(once.connection))
  const ran = await twice.db.introspection.getTables({ withInternalKyselyTables: true })
  expect(ran.some(table => table.name === 'kysely_migration')).toBe(true)
  const rows = twice.connection.prepare('select name from kysely_migration').all()
  expect(rows).toHaveLength(schemaVersion)
  await once.db.destroy()
  await twice.db.destroy()
})
