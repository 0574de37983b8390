import Connection from 'better-sqlite3'
import { expect, test } from 'vitest'
import { personalData, type TablePersonalData } from '../../emulator/store/personal-data.ts'
import { forkSandbox } from '../world/sandbox.ts'

const declared: Readonly<Record<string, TablePersonalData>> = personalData

/** Every text column of every table, as the migrations have made them. */
async function textColumns(): Promise<{ table: string; column: string }[]> {
  const { database } = await forkSandbox('reference')
  const connection = new Connection(await database.serialize())
  const tables = connection
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'",
    )
    .pluck()
    .all() as string[]
  const columns = tables.flatMap(table =>
    (connection.pragma(`table_info("${table}")`) as { name: string; type: string }[])
      .filter(({ type }) => type.toLowerCase() === 'text')
      .map(({ name }) => ({ table, column: name })),
  )
  connection.close()
  return columns
}

test('every text column says whether it tells of a person', async () => {
  const columns = await textColumns()
  expect(columns.length).toBeGreaterThan(200)
  const silent = columns.filter(({ table, column }) => declared[table]?.columns[column] === undefined)
  expect(silent).toEqual([])
})

test('every column that is declared is there', async () => {
  const there = new Set((await textColumns()).map(({ table, column }) => `${table}.${column}`))
  const names = Object.entries(declared).flatMap(([table, { columns }]) =>
    Object.keys(columns).map(column => `${table}.${column}`),
  )
  expect(names.filter(name => !there.has(name))).toEqual([])
})

test('a table that tells of a person says how its rows are found, and one that does not says nothing', () => {
  for (const [table, { link, columns, deleted }] of Object.entries(declared)) {
    const isTelling = Object.values(columns).some(what => what === 'scrubbed' || typeof what === 'object')
    expect(link !== null, table).toBe(isTelling || deleted === true)
  }
})
