import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { migrations } from '../../../emulator/store/migrations/index.ts'
import { openFileStore } from '../../../emulator/store/sqlite/open.ts'
import { temporaryFolder } from '../../store/dialects.ts'

/** A snapshot as an earlier release would have saved it: its rows, in the tables of a lower schema version. */
export async function ofSchemaVersion(version: number, snapshot: Buffer): Promise<Buffer> {
  const folder = temporaryFolder()
  try {
    const [present, older] = [join(folder.path, 'present.db'), join(folder.path, 'older.db')]
    writeFileSync(present, snapshot)
    await (
      await openFileStore(older, Object.fromEntries(Object.entries(migrations).slice(0, version)))
    ).close()
    const connection = new Connection(older)
    connection.pragma('journal_mode = DELETE')
    connection.prepare('attach ? as present').run(present)
    const tables = connection
      .prepare(`select name from main.sqlite_master where type = 'table' and name not like 'kysely%'`)
      .pluck()
      .all() as string[]
    for (const table of tables) {
      const columns = columnsOf(connection, 'main', table)
      const known = columnsOf(connection, 'present', table)
      // What a later release dropped is an object without members.
      const values = columns.map(name => (known.includes(name) ? name : `'{}'`))
      connection.exec(
        `insert into main."${table}" (${columns.join()}) select ${values.join()} from present."${table}"`,
      )
    }
    const [{ application_id }] = connection.pragma('present.application_id') as [{ application_id: number }]
    connection.pragma(`main.application_id = ${application_id}`)
    connection.exec('detach present')
    connection.close()
    return readFileSync(older)
  } finally {
    folder.remove()
  }
}

function columnsOf(connection: Connection.Database, schema: string, table: string): string[] {
  const columns = connection.pragma(`${schema}.table_info("${table}")`) as { name: string }[]
  return columns.map(({ name }) => `"${name}"`)
}
