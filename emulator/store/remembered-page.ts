import { type SelectQueryBuilder, sql } from 'kysely'
import { columnOf, fetchPage, type Page, type PageRequest, pageOf, placed, placeOf } from './page.ts'
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
  if (memory === undefined)
    return await fetchPage(rows.selectAll() as unknown as SelectQueryBuilder<Database, Table, Row>, page)
  const ordered = placed(rows, page, placeOf(page)).limit(page.limit + 1)
  const heads = (await ordered
    .select(['id', 'revision', sql.ref(columnOf(page)).as('sort')] as never)
    .execute()) as unknown as RowHead[]
  return pageOf(await rowsOf<Row>({ trx, table, tenantId }, heads, memory), page)
}

/** The rows of these heads, in their order: those that are remembered, and the others by one statement. */
async function rowsOf<Row extends RowHead>(
  { trx, table, tenantId }: Pick<RevisedList<RevisedTable>, 'trx' | 'table' | 'tenantId'>,
  heads: readonly RowHead[],
  memory: RowMemory,
): Promise<Row[]> {
  const { turn } = memory
  const rows = new Map<string, RowHead>()
  const missing: string[] = []
  for (const head of heads) {
    const row = memory.find(table, tenantId, head)
    if (row === undefined) missing.push(head.id)
    else rows.set(head.id, row)
  }
  if (missing.length > 0) {
    const query = trx.selectFrom(table as 'bookings').selectAll()
    for (const row of await query.where('tenant_id', '=', tenantId).where('id', 'in', missing).execute()) {
      rows.set(row.id, row)
      memory.keep(table, tenantId, row, turn)
    }
  }
  return heads.map(({ id }) => rows.get(id) as Row)
}
