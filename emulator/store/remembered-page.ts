import { type SelectQueryBuilder, sql } from 'kysely'
import { columnOf, fetchPage, type Page, type PageRequest, pageOf, placed, placeOf } from './page.ts'
import { rowsOf } from './prepared.ts'
import { type RevisedTable, type RowHead, type RowMemory, rowMemoryOf } from './row-memory.ts'
import type { Database, Trx } from './schema.ts'

/** All rows of a list, without any order. */
export interface RevisedList<Table extends RevisedTable> {
  readonly trx: Trx
  readonly table: Table
  readonly tenantId: string
  readonly rows: SelectQueryBuilder<Database, Table, object>
}

/**
 * Reads a page as `fetchPage` does. Where rows are remembered, only what orders them and their revisions are read, and
 * the whole rows of those that are not known yet.
 */
export async function fetchRememberedPage<Table extends RevisedTable, Row extends RowHead>(
  { trx, table, tenantId, rows }: RevisedList<Table>,
  page: PageRequest,
): Promise<Page<Row>> {
  const memory = rowMemoryOf(trx, table)
  const whole = rows.selectAll() as unknown as SelectQueryBuilder<Database, Table, Row>
  if (memory === undefined) return await fetchPage(whole, page)
  if (memory.of(table, tenantId).size === 0) {
    // Nothing is known yet: the page is read whole, by one statement.
    const { turn } = memory
    const read = await fetchPage(whole, page)
    memory.keep(
      table,
      tenantId,
      read.items.map(({ value }) => value),
      turn,
    )
    return read
  }
  const ordered = placed(rows, page, placeOf(page)).limit(page.limit + 1)
  const heads = await rowsOf<RowHead>(
    trx,
    ordered.select(['id', 'revision', sql.ref(columnOf(page)).as('sort')] as never),
  )
  return pageOf(await wholeRowsOf<Row>({ trx, table, tenantId }, heads, memory), page)
}

/** The rows of these heads, in their order: those that are remembered, and the others by one statement. */
async function wholeRowsOf<Row extends RowHead>(
  { trx, table, tenantId }: Pick<RevisedList<RevisedTable>, 'trx' | 'table' | 'tenantId'>,
  heads: readonly RowHead[],
  memory: RowMemory,
): Promise<Row[]> {
  const { turn } = memory
  const known = memory.of(table, tenantId)
  const rows = heads.map(({ id, revision }) => {
    const row = known.get(id)
    return row?.revision === revision ? row : undefined
  })
  const missing = heads.filter((_, i) => rows[i] === undefined).map(({ id }) => id)
  if (missing.length === 0) return rows as Row[]
  const query = trx.selectFrom(table as 'bookings').selectAll()
  const read = await query.where('tenant_id', '=', tenantId).where('id', 'in', missing).execute()
  memory.keep(table, tenantId, read, turn)
  const byId = new Map<string, RowHead>(read.map(row => [row.id, row]))
  return heads.map(({ id }, i) => (rows[i] ?? byId.get(id)) as Row)
}
