import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Turns } from '../../src/time/turns.ts'
import { among } from './among.ts'
import { personalData, type TablePersonalData } from './personal-data.ts'
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
const usualKey = ['tenant_id', 'id']

type Row = Readonly<Record<string, string | number | null>>

/**
 * Takes a person out of every table, as `personalData` says: what is theirs alone is replaced, what they may occur in is
 * scrubbed. Gives how many rows of each table changed. Passes the turns on its way: a log may be long.
 */
export async function erasePerson(
  trx: Trx,
  person: Person,
  turns: Turns,
): Promise<Readonly<Record<string, number>>> {
  const changed: Record<string, number> = {}
  for (const [table, declared] of Object.entries(personalData) as [Table, TablePersonalData][]) {
    let count = 0
    for await (const rows of rowsOf(trx, table, declared, person)) {
      for (const row of rows) {
        if (await eraseRow(trx, table, declared, row, person)) count += 1
        if (turns.isOver) await turns.pass()
      }
      if (turns.isOver) await turns.pass()
    }
    if (count > 0) changed[table] = count
  }
  return changed
}

async function eraseRow(
  trx: Trx,
  table: Table,
  { columns, key = usualKey, deleted }: TablePersonalData,
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

/** The rows of a table that tell of the person, or may, part by part: there may be any number of them. */
async function* rowsOf(
  trx: Trx,
  table: Table,
  { link, key = usualKey }: TablePersonalData,
  person: Person,
): AsyncGenerator<readonly Row[]> {
  const { tenantId, customerIds, words } = person
  const isOfTenant = sql<SqlBool>`tenant_id = ${tenantId}`
  if (link === null) return
  if (link === 'each') {
    // Of a request that was refused at the door nobody knows the tenant.
    yield* partsWith(trx, table, key, person, sql`(${isOfTenant} or tenant_id is null)`)
  } else if ('ids' in link) {
    const named = mentions(link.ids, customerIds)
    const tells = link.words === undefined ? named : sql`(${named} or ${mentions(link.words, words)})`
    yield* partsWith(trx, table, key, person, sql`${isOfTenant} and ${tells}`)
  } else if (link.column === 'event_id') {
    const isTheirs = sql<SqlBool>`${isOfTenant} and ${mentions('payload', customerIds)}`
    for await (const events of partsWith(trx, 'events', usualKey, person, isTheirs)) {
      const isOfThese = among(
        'event_id',
        events.map(({ id }) => id ?? ''),
      )
      yield await selected(trx, table, sql`${isOfTenant} and ${isOfThese}`)
    }
  } else if (link.column === 'booking_id') {
    const theirs = sql`select id from bookings where ${isOfTenant} and ${among('customer_id', customerIds)}`
    yield await selected(trx, table, sql`${isOfTenant} and booking_id in (${theirs})`)
  } else {
    yield await selected(
      trx,
      table,
      sql`${isOfTenant} and ${among(link.column as 'customer_id', customerIds)}`,
    )
  }
}

/** As many rows are looked through before others get a turn. */
const lookedAt = 500

/** What is true of rows, in the order of their keys: so many are looked at in one statement, however few it gives. */
async function* partsWith(
  trx: Trx,
  table: Table,
  key: readonly string[],
  { tenantId }: Person,
  where: RawBuilder<unknown>,
): AsyncGenerator<readonly Row[]> {
  const columns = sql.join(key.map(column => sql.ref(column)))
  const bounded = (operator: '>' | '<=', row: Row) =>
    sql`(${columns}) ${sql.raw(operator)} (${sql.join(key.map(column => row[column]))})`
  const all = key.includes('tenant_id') ? sql`tenant_id = ${tenantId}` : sql`true`
  for (let after: Row | undefined, isLast = false; !isLast; ) {
    const rest = after === undefined ? all : sql`${all} and ${bounded('>', after)}`
    const {
      rows: [last],
    } = await sql<Row>`
      select ${columns} from ${sql.table(table)} where ${rest}
      order by ${columns} limit 1 offset ${lookedAt - 1}`.execute(trx)
    isLast = last === undefined
    const part = last === undefined ? rest : sql`${rest} and ${bounded('<=', last)}`
    yield await selected(trx, table, sql`${part} and ${where}`)
    after = last
  }
}

async function selected(trx: Trx, table: Table, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`select * from ${sql.table(table)} where ${where}`.execute(trx)
  return rows
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
