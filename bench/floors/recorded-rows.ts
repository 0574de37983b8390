import type Connection from 'better-sqlite3'

/** What one request of ours wrote and answered, as templates that the floor fills in for each of its own. */
export interface RecordedRequest {
  readonly path: string
  readonly answer: Template
  readonly rows: readonly RecordedRow[]
}

export interface RecordedRow {
  readonly table: string
  readonly columns: readonly string[]
  readonly values: readonly (Template | { readonly counted: number } | { readonly same: number | null })[]
}

/** Text in parts: what stays, and what each request has of its own. */
export type Template = readonly (string | Slot)[]

export type Slot =
  /** An id that the request made: how it begins, and which of its ids it is. */
  | { readonly made: string; readonly ordinal: number }
  /** A member of the body. */
  | { readonly body: string }
  /** The header with the idempotency key. */
  | { readonly key: true }
  /** Milliseconds from the start of the booking. */
  | { readonly fromStart: number; readonly short: boolean }
  /** Milliseconds from the time of the request. */
  | { readonly fromNow: number; readonly short: boolean }

export interface Recorded {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly idempotencyKey: string
  readonly answer: string
  /** When it was sent, by the clock of the sandbox. */
  readonly sentMs: number
}

type Row = Readonly<Record<string, string | number | null>>

const instant = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?Z'
const hourMs = 3_600_000
const varied = ['resource_id', 'email']

/** Tables with a row for each counter, which the first request makes and the others change. They are not recorded. */
export const levels = ['audit_keys', 'id_streams', 'rate_buckets', 'resource_days', 'sandbox_settings']

/** As many characters at the end of an id count the requests of the floor. */
export const idDigits = 12

/**
 * The rows that a database has after a request and had not before it, with the columns that they have. Ids of theirs,
 * instants and members of the body become slots, so that every request of the floor writes rows of its own, as long
 * and as scattered as ours.
 */
export function recordRows(
  before: Connection.Database,
  after: Connection.Database,
  request: Recorded,
): RecordedRequest {
  const found = tablesOf(after).map(table => ({
    table,
    key: keyOf(after, table),
    rows: newRows(before, after, table),
  }))
  const ids = found.flatMap(({ rows }) => rows.flatMap(row => [row.id, row.request_id]).filter(isText))
  const templateOf = templates(request, [...new Set(ids)])
  return {
    path: request.path,
    answer: templateOf(request.answer),
    rows: found.flatMap(({ table, key, rows }) =>
      rows.map(row => ({
        table,
        columns: Object.keys(row),
        values: Object.entries(row).map(([column, value]) => {
          if (isText(value)) return templateOf(value)
          const counts = key.includes(column) && !key.some(other => ids.includes(row[other] as string))
          return typeof value === 'number' && counts ? { counted: value } : { same: value }
        }),
      })),
    ),
  }
}

function tablesOf(db: Connection.Database): readonly string[] {
  const rows = db
    .prepare<[], { name: string }>(
      `select name from sqlite_schema where type = 'table' and sql is not null order by name`,
    )
    .all()
  return rows
    .map(({ name }) => name)
    .filter(name => !/^(sqlite|kysely)_/.test(name) && !levels.includes(name))
}

function keyOf(db: Connection.Database, table: string): readonly string[] {
  const columns = db.pragma(`table_info(${table})`) as readonly { name: string; pk: number }[]
  return columns.filter(({ pk }) => pk > 0).map(({ name }) => name)
}

function newRows(before: Connection.Database, after: Connection.Database, table: string): readonly Row[] {
  const key = keyOf(after, table)
  const keyText = (row: Row) => JSON.stringify(key.map(column => row[column]))
  const rowsOf = (db: Connection.Database) => db.prepare<[], Row>(`select * from "${table}"`).all()
  const known = new Set(rowsOf(before).map(keyText))
  return rowsOf(after).filter(row => !known.has(keyText(row)))
}

function templates(
  { body, idempotencyKey, sentMs }: Recorded,
  ids: readonly string[],
): (text: string) => Template {
  const startMs = typeof body.start_at === 'string' ? Date.parse(body.start_at) : undefined
  const members = varied.filter(name => isText(body[name]))
  const tokens = [...ids, ...members.map(name => String(body[name])), idempotencyKey].map(escaped)
  const pattern = new RegExp(`(${[...tokens, instant].join('|')})`)
  const slotOf = (token: string): Slot => {
    if (token === idempotencyKey) return { key: true }
    const member = members.find(name => body[name] === token)
    if (member !== undefined) return { body: member }
    if (ids.includes(token)) return { made: token.slice(0, -idDigits), ordinal: ids.indexOf(token) }
    const ms = Date.parse(token)
    const short = !token.includes('.')
    // Of a booking are the instants around its start; reminders are days before it, and it is further away.
    if (startMs !== undefined && Math.abs(ms - startMs) < Math.abs(ms - sentMs) && ms - sentMs > hourMs)
      return { fromStart: ms - startMs, short }
    return { fromNow: Math.round((ms - sentMs) / 1_000) * 1_000, short }
  }
  const partOf = (part: string, at: number) => (at % 2 === 1 ? slotOf(part) : part)
  // The pattern is one group: what it finds stands at every other place.
  return text =>
    text
      .split(pattern)
      .map(partOf)
      .filter(part => part !== '')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
