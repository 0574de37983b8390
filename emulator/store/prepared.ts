import { type Compilable, CompiledQuery, type Expression, type QueryCreator, sql } from 'kysely'
import { runnerOf } from './direct.ts'
import type { Database, Trx } from './schema.ts'

/** A value that is not known yet while the text of a query is built. */
class Hole {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

type Compiled = ReturnType<Compilable['compile']>

/** Builds a query with a hole where a value is to be. */
type BuildQuery<Values extends object, Row> = (
  db: QueryCreator<Database>,
  hole: <Name extends keyof Values & string>(name: Name) => Expression<Values[Name]>,
) => Compilable<Row>

/**
 * A query that is built and compiled once for each kind of database, and afterwards only run. Building a query
 * costs several times what SQLite takes to answer it, so the queries of every booking are prepared.
 *
 * @example
 * const bookingById = prepared<{ id: string }, BookingRow>((db, hole) =>
 *   db.selectFrom('bookings').selectAll().where('id', '=', hole('id')))
 * const [row] = await bookingById(trx, { id })
 */
export function prepared<Values extends object, Row = unknown>(
  build: BuildQuery<Values, Row>,
): (trx: Trx, values: Values) => Promise<Row[]> {
  const compiled = new Map<unknown, Compiled>()
  return async (trx, values) => {
    // The adapter's class tells the kind of database: its SQL is the same for every connection.
    const kind = trx.getExecutor().adapter.constructor
    let query = compiled.get(kind)
    if (query === undefined) {
      query = compileWithHoles(trx, build)
      compiled.set(kind, query)
    }
    return await runCompiled<Row>(trx, query, values)
  }
}

/** Like `prepared`, for a query that depends on what is asked: it is built once, and run for many values. */
export function preparedHere<Values extends object, Row = unknown>(
  trx: Trx,
  build: BuildQuery<Values, Row>,
): (values: Values) => Promise<Row[]> {
  const query = compileWithHoles(trx, build)
  return values => runCompiled<Row>(trx, query, values)
}

function compileWithHoles<Values extends object, Row>(trx: Trx, build: BuildQuery<Values, Row>): Compiled {
  return build(trx, name => sql.val(new Hole(name)) as never).compile()
}

async function runCompiled<Row>(trx: Trx, query: Compiled, values: object): Promise<Row[]> {
  const parameters = query.parameters.map(parameter =>
    parameter instanceof Hole ? (values as Record<string, unknown>)[parameter.name] : parameter,
  )
  const run = runnerOf(trx)
  if (run !== undefined) return run(query.sql, parameters) as Row[]
  const { rows } = await trx.executeQuery<Row>({ ...query, parameters } as CompiledQuery<Row>)
  return rows
}

/** The rows of a query that is built for this once, without the promises of Kysely's executor where nobody needs them. */
export async function rowsOf<Row>(trx: Trx, query: Compilable<Row>): Promise<Row[]> {
  return await runCompiled<Row>(trx, query.compile(), {})
}

/** Longer lists are rare, and every length is a text of its own. */
const longestPreparedList = 50

/** Like `prepared`, for a query over a list of texts (`id in (…)`): one for each length of the list. */
export function preparedForList<Values extends object, Row = unknown>(
  build: (
    db: QueryCreator<Database>,
    hole: <Name extends keyof Values & string>(name: Name) => Expression<Values[Name]>,
    items: readonly Expression<string>[],
  ) => Compilable<Row>,
): (trx: Trx, values: Values, items: readonly string[]) => Promise<Row[]> {
  const byLength = new Map<number, ReturnType<typeof prepared<Record<string, unknown>, Row>>>()
  const make = (length: number) =>
    prepared<Record<string, unknown>, Row>((db, hole) =>
      build(
        db,
        hole as never,
        Array.from({ length }, (_, i) => hole(`item ${i}`) as Expression<string>),
      ),
    )
  return async (trx, values, items) => {
    const query = byLength.get(items.length) ?? make(items.length)
    if (items.length <= longestPreparedList) byLength.set(items.length, query)
    const numbered = Object.fromEntries(items.map((item, i) => [`item ${i}`, item]))
    return await query(trx, { ...values, ...numbered })
  }
}

interface Insert {
  readonly columns: readonly string[]
  readonly texts: Map<unknown, string>
}

/** The inserts of each table, one for each set of columns: mostly one. */
const inserts = new Map<string, Insert[]>()

/** Adds a row to a table; the insert of each set of columns is compiled once. */
export async function insertRow<Table extends keyof Database & string>(
  trx: Trx,
  table: Table,
  row: Database[Table],
): Promise<void> {
  const text = insertText(trx, table, row)
  const parameters = Object.values(row)
  const run = runnerOf(trx)
  if (run !== undefined) run(text, parameters)
  else await trx.executeQuery(CompiledQuery.raw(text, parameters))
}

function insertText(trx: Trx, table: keyof Database & string, row: object): string {
  const known = inserts.get(table) ?? []
  let insert = known.find(({ columns }) => hasColumns(row, columns))
  if (insert === undefined) {
    insert = { columns: Object.keys(row), texts: new Map() }
    inserts.set(table, [...known, insert])
  }
  const kind = trx.getExecutor().adapter.constructor
  let text = insert.texts.get(kind)
  if (text === undefined) {
    text = trx
      .insertInto(table)
      .values(row as never)
      .compile().sql
    insert.texts.set(kind, text)
  }
  return text
}

/** Whether a row has these columns, in this order: the order of its values. */
function hasColumns(row: object, columns: readonly string[]): boolean {
  let at = 0
  for (const name in row) {
    if (name !== columns[at]) return false
    at += 1
  }
  return at === columns.length
}

/** A statement without parameters, such as `savepoint operation`. */
export async function runStatement(trx: Trx, text: string): Promise<void> {
  const run = runnerOf(trx)
  if (run !== undefined) return void run(text, [])
  await trx.executeQuery(CompiledQuery.raw(text))
}
