import { type Expression, type SqlBool, sql } from 'kysely'
import { among } from './among.ts'
import { type PersonLink, personalData, type TablePersonalData } from './personal-data.ts'
import type { Database, Trx } from './schema.ts'

/** Whom an erasure is about. */
export interface Person {
  readonly tenantId: string
  /** The customer, and those that were merged into it. */
  readonly customerIds: readonly string[]
  /** Words that tell of the person: names, addresses, numbers. */
  readonly words: readonly string[]
  /** Takes what tells of the person out of the text of a column. */
  readonly scrub: (table: string, column: string, text: string) => string
}

type Table = keyof Database & string
type Row = Readonly<Record<string, string | number | null>>

/**
 * Takes a person out of every table, as `personalData` says: what is theirs alone is replaced, what they may occur in is
 * scrubbed. Gives how many rows of each table changed.
 */
export async function erasePerson(trx: Trx, person: Person): Promise<Readonly<Record<string, number>>> {
  const changed: Record<string, number> = {}
  for (const [table, declared] of Object.entries(personalData) as [Table, TablePersonalData][]) {
    if (declared.link === null) continue
    const rows = await rowsOf(trx, table, declared.link, person)
    let count = 0
    for (const row of rows) if (await eraseRow(trx, table, declared, row, person)) count += 1
    if (count > 0) changed[table] = count
  }
  return changed
}

async function eraseRow(
  trx: Trx,
  table: Table,
  { columns, key = ['tenant_id', 'id'], deleted }: TablePersonalData,
  row: Row,
  person: Person,
): Promise<boolean> {
  const isRow = sql.join(
    key.map(column => sql`${sql.ref(column)} = ${row[column]}`),
    sql` and `,
  )
  const replaced = Object.entries(columns).flatMap(([column, what]): [string, string | null][] =>
    typeof what === 'string' || typeof row[column] !== 'string' || what.erased === row[column]
      ? []
      : [[column, what.erased]],
  )
  const changes = [...replaced, ...Object.entries(scrubbedColumns(table, row, person.scrub))]
  // A row whose key tells of the person could not be found by it any more, and the next one's might become the same.
  if (deleted || changes.some(([column]) => key.includes(column))) {
    await sql`delete from ${sql.table(table)} where ${isRow}`.execute(trx)
    return true
  }
  if (changes.length === 0) return false
  const set = sql.join(changes.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))
  await sql`update ${sql.table(table)} set ${set} where ${isRow}`.execute(trx)
  return true
}

/** The columns of a row that a person may occur in, where they change by being scrubbed. */
export function scrubbedColumns(
  table: Table,
  row: Row,
  scrub: Person['scrub'],
): Readonly<Record<string, string>> {
  const changes = Object.entries(personalData[table].columns).flatMap(([column, what]) => {
    const text = row[column]
    if (what !== 'scrubbed' || typeof text !== 'string') return []
    const scrubbed = scrub(table, column, text)
    return scrubbed === text ? [] : [[column, scrubbed] as const]
  })
  return Object.fromEntries(changes)
}

/** The rows of a table that tell of the person, or may. */
async function rowsOf(trx: Trx, table: Table, link: PersonLink, person: Person): Promise<Row[]> {
  const isOfTenant = sql<SqlBool>`tenant_id = ${person.tenantId}`
  // Of a request that was refused at the door nobody knows the tenant.
  const where =
    link === 'each'
      ? sql`(${isOfTenant} or tenant_id is null)`
      : sql`${isOfTenant} and ${matches(link, person)}`
  const { rows } = await sql<Row>`select * from ${sql.table(table)} where ${where}`.execute(trx)
  return rows
}

function matches(link: Exclude<PersonLink, 'each'>, person: Person): Expression<SqlBool> {
  const { tenantId, customerIds, words } = person
  if ('ids' in link) {
    const named = mentions(link.ids, customerIds)
    return link.words === undefined ? named : sql`(${named} or ${mentions(link.words, words)})`
  }
  if (link.column === 'booking_id') {
    return sql`booking_id in (
      select id from bookings where tenant_id = ${tenantId} and ${among('customer_id', customerIds)})`
  }
  if (link.column === 'event_id') {
    const isTheirs = mentions('payload', customerIds)
    return sql`event_id in (select id from events where tenant_id = ${tenantId} and ${isTheirs})`
  }
  return among(link.column as 'customer_id', customerIds)
}

/** Whether one of these texts stands in a column, in upper or lower case. */
function mentions(column: string, sought: readonly string[]): Expression<SqlBool> {
  if (sought.length === 0) return sql`false`
  const conditions = sought.map(text => {
    const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    return sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`
  })
  return sql`(${sql.join(conditions, sql` or `)})`
}
