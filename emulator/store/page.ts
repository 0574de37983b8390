import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from './schema.ts'

/** A place in an ordered list: the value of the sort column, and the id that breaks ties. */
export interface Position {
  readonly sort: string
  readonly id: string
}

/** Which page is asked for. Without a position it is the first. */
export interface PageRequest {
  readonly limit: number
  /** The order by its name in the contract: `-created_at`, `start_at`. A minus sign means descending. */
  readonly order: string
  readonly from: { readonly direction: 'after' | 'before'; readonly position: Position } | null
}

/** One page of a list, with the place of every item, from which cursors are made. */
export interface Page<Item> {
  readonly items: readonly { readonly value: Item; readonly position: Position }[]
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

/** The same page with other items, such as the objects of its rows. */
export function mapPage<Item, Other>(page: Page<Item>, map: (item: Item) => Other): Page<Other> {
  return { ...page, items: page.items.map(({ value, position }) => ({ value: map(value), position })) }
}

/**
 * Reads one page of `query` by keyset: stable while rows are inserted. `sortColumn` is the column that the order
 * names; ids break ties in the same direction.
 */
export async function fetchPage<Table extends keyof Database & string, Row extends { id: string }>(
  query: SelectQueryBuilder<Database, Table, Row>,
  request: PageRequest,
): Promise<Page<Row>> {
  const descending = request.order.startsWith('-')
  const column = descending ? request.order.slice(1) : request.order
  const backwards = request.from?.direction === 'before'
  const direction = descending === backwards ? 'asc' : 'desc'
  let page = query
    .orderBy(sql.ref(column), direction)
    .orderBy(sql.ref('id'), direction)
    .limit(request.limit + 1)
  if (request.from !== null) {
    const { id } = request.from.position
    // SQLite holds that any number is less than any text.
    const sort = column === 'seq' ? Number(request.from.position.sort) : request.from.position.sort
    const place = sql`(${sql.ref(column)}, ${sql.ref('id')})`
    page = page.where(
      direction === 'asc'
        ? sql<boolean>`${place} > (${sort}, ${id})`
        : sql<boolean>`${place} < (${sort}, ${id})`,
    )
  }
  const found = (await page.execute()) as Row[]
  const more = found.length > request.limit
  const rows = found.slice(0, request.limit)
  if (backwards) rows.reverse()
  return {
    items: rows.map(row => ({
      value: row,
      position: { sort: String((row as Record<string, unknown>)[column]), id: row.id },
    })),
    // The page that a cursor came from is still there on its other side.
    hasNext: backwards ? request.from !== null : more,
    hasPrevious: backwards ? more : request.from !== null,
  }
}
