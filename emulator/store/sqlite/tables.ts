import type Connection from 'better-sqlite3'

/** What a database is made of: tables, indexes, views and triggers, with the text that made each. */
export interface SchemaEntry {
  readonly type: string
  readonly name: string
  readonly table: string
  /** Null for the indexes that SQLite makes by itself. */
  readonly sql: string | null
}

/** More than this is looked at no closer: no schema of ours has a quarter of it. */
const mostEntries = 1_000

/** Everything that a database is made of, by name. */
export function schemaOf(connection: Connection.Database): SchemaEntry[] {
  return connection
    .prepare(
      `select type, name, tbl_name as "table", sql from sqlite_schema order by name, type limit ${mostEntries}`,
    )
    .all() as SchemaEntry[]
}

/** The tables that hold a sandbox's rows; not those of SQLite and of the migrator. */
export function tablesOf(entries: readonly SchemaEntry[]): string[] {
  return entries.filter(({ type, name }) => type === 'table' && !/^(sqlite|kysely)_/.test(name)).map(nameOf)
}

/** The first way in which a database is made otherwise than it should be, or undefined; continues "The file …". */
export function schemaDifference(
  found: readonly SchemaEntry[],
  expected: readonly SchemaEntry[],
): string | undefined {
  const keyOf = ({ type, name }: SchemaEntry) => `${type} ${name}`
  const foundByKey = new Map(found.map(entry => [keyOf(entry), entry]))
  const expectedByKey = new Map(expected.map(entry => [keyOf(entry), entry]))
  const ofItsVersion = 'of its schema version'
  for (const entry of found)
    if (!expectedByKey.has(keyOf(entry)))
      return `has the ${wordsFor(entry)}, which no snapshot ${ofItsVersion} has`
  for (const entry of expected) {
    const there = foundByKey.get(keyOf(entry))
    if (there === undefined) return `does not have the ${wordsFor(entry)} ${ofItsVersion}`
    if (there.sql !== entry.sql || there.table !== entry.table)
      return `has the ${wordsFor(entry)} made otherwise than in a snapshot ${ofItsVersion}`
  }
  return found.length === expected.length ? undefined : 'has something in its schema twice'
}

/** The columns of a table. */
export function columnsOf(
  connection: Connection.Database,
  table: string,
): { readonly name: string; readonly isText: boolean; readonly isRequired: boolean }[] {
  const columns = connection.pragma(`table_info("${table}")`) as {
    name: string
    type: string
    notnull: number
  }[]
  return columns.map(({ name, type, notnull }) => ({
    name,
    isText: type.toLowerCase() === 'text',
    isRequired: notnull === 1,
  }))
}

/** The columns of a table's primary key, in their order. */
export function keyOf(connection: Connection.Database, table: string): string[] {
  const columns = connection.pragma(`table_info("${table}")`) as { name: string; pk: number }[]
  return columns
    .filter(({ pk }) => pk > 0)
    .toSorted((one, other) => one.pk - other.pk)
    .map(nameOf)
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

function wordsFor({ type, name }: SchemaEntry): string {
  return `${type} ${name}`
}
