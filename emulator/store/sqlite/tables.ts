import type Connection from 'better-sqlite3'

/** Tables by name, each with the names of its columns in their order. */
export type Columns = ReadonlyMap<string, readonly string[]>

/** The tables of a database that hold a sandbox's rows; not those of SQLite and of the migrator. */
export function columnsOf(connection: Connection.Database, schema: 'main' | 'snapshot'): Columns {
  const tables = connection
    .prepare(
      `select name from ${schema}.sqlite_master
       where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like 'kysely\\_%' escape '\\'
       order by name`,
    )
    .all() as { name: string }[]
  return new Map(
    tables.map(({ name }) => {
      const columns = connection.pragma(`${schema}.table_info("${name}")`) as { name: string }[]
      return [name, columns.map(column => column.name)]
    }),
  )
}

/** Whether both have the same tables with the same columns in the same order. */
export function sameColumns(one: Columns, other: Columns): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other])
}

/** The columns of a table's primary key, in their order. */
export function keyOf(connection: Connection.Database, table: string): string[] {
  const columns = connection.pragma(`table_info("${table}")`) as { name: string; pk: number }[]
  return columns
    .filter(({ pk }) => pk > 0)
    .toSorted((one, other) => one.pk - other.pk)
    .map(({ name }) => name)
}
