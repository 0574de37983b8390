import { type Expression, type SelectQueryBuilder, sql } from 'kysely'
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

/** The column that a list is ordered by. */
export function columnOf({ order }: PageRequest): string {
  return order.startsWith('-') ? order.slice(1) : order
}

/** The direction in which the rows of a page are read: against the order of the list for a page before a place. */
export function directionOf({ order, from }: PageRequest): 'asc' | 'desc' {
  return order.startsWith('-') === (from?.direction === 'before') ? 'asc' : 'desc'
}

/** A place as it stands in a query: what it is, or holes for it. */
interface PlaceInQuery {
  readonly sort: Expression<string | number>
  readonly id: Expression<string>
}

/** The place where a page begins, or null. */
export function placeOf(request: PageRequest): PlaceInQuery | null {
  if (request.from === null) return null
  const { sort, id } = request.from.position
  // SQLite holds that any number is less than any text.
  return { sort: sql.val(columnOf(request) === 'seq' ? Number(sort) : sort), id: sql.val(id) }
}

/** Puts a query into the order of a page, behind a place. Ids break ties in the same direction. */
export function placed<Table extends keyof Database & string, Row>(
  query: SelectQueryBuilder<Database, Table, Row>,
  request: PageRequest,
  place: PlaceInQuery | null,
): SelectQueryBuilder<Database, Table, Row> {
  return placedBy(sql.ref(columnOf(request)), query, request, place)
}

/** The same by an expression of the column that the order names. */
export function placedBy<Table extends keyof Database & string, Row>(
  column: Expression<unknown>,
  query: SelectQueryBuilder<Database, Table, Row>,
  request: PageRequest,
  place: PlaceInQuery | null,
): SelectQueryBuilder<Database, Table, Row> {
  const direction = directionOf(request)
  const ordered = query.orderBy(column, direction).orderBy(sql.ref('id'), direction)
  if (place === null) return ordered
  const comparison = direction === 'asc' ? sql.raw('>') : sql.raw('<')
  return ordered.where(sql<boolean>`(${column}, ${sql.ref('id')}) ${comparison} (${place.sort}, ${place.id})`)
}

/** Reads one page of `query` by keyset: stable while rows are inserted. The order names the column. */
export async function fetchPage<Table extends keyof Database & string, Row extends { id: string }>(
  query: SelectQueryBuilder<Database, Table, Row>,
  request: PageRequest,
): Promise<Page<Row>> {
  const page = placed(query, request, placeOf(request)).limit(request.limit + 1)
  return pageOf((await page.execute()) as Row[], request)
}

/** The page of the rows that were read for it: one more than it holds, if there are as many. */
export function pageOf<Row extends { id: string }>(found: readonly Row[], request: PageRequest): Page<Row> {
  const backwards = request.from?.direction === 'before'
  const column = columnOf(request)
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
