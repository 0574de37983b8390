import type Connection from 'better-sqlite3'
import type { DiffTotals, ObjectChange } from '../../../src/control/snapshot-control.ts'
import { changedFields, fieldsOf } from '../field-changes.ts'
import type { DatabaseSource } from '../store.ts'
import type { CountName, TableContent, TableContents } from '../table-content.ts'
import { changedRows, type RowChange } from './compare-tables.ts'
import { openForReading } from './database-source.ts'

type Fields = Readonly<Record<string, unknown>>

/** What is counted of two databases. */
export type DiffCounts = Pick<DiffTotals, CountName>

/** Two databases of the newest schema, each as it was at one instant. */
export interface OpenedPair {
  readonly counts: DiffCounts
  /** What became of the objects of the API, by kind and then by tenant and id. */
  changes(): AsyncGenerator<ObjectChange>
  close(): void
}

/** Opens two databases to be compared, table by table as `contents` says. Others may write to them meanwhile. */
export function openPair(older: DatabaseSource, newer: DatabaseSource, contents: TableContents): OpenedPair {
  const connections: Connection.Database[] = []
  const open = (source: DatabaseSource) => {
    const connection = openForReading(source)
    connections.push(connection)
    connection.exec('begin')
    return connection
  }
  const close = () => {
    for (const connection of connections.splice(0)) connection.close()
  }
  try {
    const [left, right] = [open(older), open(newer)]
    return {
      counts: countsOf(left, right, contents),
      changes: () => objectChanges(left, right, contents),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

function countsOf(
  older: Connection.Database,
  newer: Connection.Database,
  contents: TableContents,
): DiffCounts {
  const count = (connection: Connection.Database, table: string) =>
    (connection.prepare(`select count(*) as n from "${table}"`).get() as { n: number }).n
  const counted = Object.entries(contents).flatMap(([table, content]) =>
    content.kind === 'counted'
      ? [[content.as, { from: count(older, table), to: count(newer, table) }] as const]
      : [],
  )
  return Object.fromEntries(counted) as unknown as DiffCounts
}

async function* objectChanges(
  older: Connection.Database,
  newer: Connection.Database,
  contents: TableContents,
): AsyncGenerator<ObjectChange> {
  for (const [table, content] of Object.entries(contents) as [string, TableContent<never>][]) {
    if (content.kind !== 'objects') continue
    const toObject = content.toObject as (row: Fields) => Fields
    for await (const row of changedRows(older, newer, table)) {
      const change = objectChange(content.object, toObject, row)
      // What the API does not show may differ alone, such as how far back a search for conflicts has to look.
      if (change.fields.length > 0) yield change
    }
  }
}

function objectChange(
  object: string,
  toObject: (row: Fields) => Fields,
  { before, after }: RowChange,
): ObjectChange {
  const [older, newer] = [before, after].map(row => (row === undefined ? undefined : toObject(row)))
  const known = newer ?? older ?? {}
  const facts = {
    object,
    id: String(known.id),
    tenant_id: String(known.tenant_id),
    name: typeof known.name === 'string' ? known.name : null,
  }
  if (older === undefined) return { ...facts, change: 'added', fields: fieldsOf(newer ?? {}, 'added') }
  if (newer === undefined) return { ...facts, change: 'removed', fields: fieldsOf(older, 'removed') }
  return { ...facts, change: 'changed', fields: changedFields(older, newer) }
}
