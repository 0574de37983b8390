import { type Expression, type SelectQueryBuilder, sql } from 'kysely'
import { beside } from './among.ts'
import {
  columnOf,
  directionOf,
  fetchPage,
  type Page,
  type PageRequest,
  pageOf,
  placed,
  placedBy,
  placeOf,
} from './page.ts'
import { preparedHere } from './prepared.ts'
import type { Database, Trx } from './schema.ts'

/**
 * A list that is made of parts, of which an index holds each in the order of the list: bookings in three states,
 * events of ten types, what starts on one of thirty days.
 */
export interface ListParts<Table extends keyof Database & string> {
  readonly table: Table
  /** What a part has of its own: the state, the type, the day. */
  readonly values: readonly string[]
  /** All rows of a part that match, without any order. */
  readonly part: (value: Expression<string>) => SelectQueryBuilder<Database, Table, object>
}

type TenantTable = 'bookings' | 'customers' | 'events' | 'deliveries'

type Place = { readonly sort: string | number; readonly id: string }

/**
 * Reads a page of a list in parts: the heads of all parts first, then on from whichever comes next, so that about as
 * many rows are read as there are parts and rows on the page, however many match.
 */
export async function fetchParts<Table extends TenantTable, Row extends { id: string }>(
  trx: Trx,
  tenantId: string,
  parts: ListParts<Table>,
  request: PageRequest,
): Promise<Page<Row>> {
  const values = [...new Set(parts.values)]
  if (values.length === 1) {
    const query = parts.part(sql.val(values[0] as string)).selectAll()
    return await fetchPage(query as unknown as SelectQueryBuilder<Database, Table, Row>, request)
  }
  const places = values.length === 0 ? [] : await nextPlaces(trx, { ...parts, values }, request)
  return await pageAt(trx, parts.table, tenantId, places, request)
}

/** Reads a page of rows of which no index has the order: they have to be few. Each is looked at, and read if it is on the page. */
export async function fetchSorted<Table extends TenantTable, Row extends { id: string }>(
  trx: Trx,
  tenantId: string,
  list: { readonly table: Table; readonly found: SelectQueryBuilder<Database, Table, object> },
  request: PageRequest,
): Promise<Page<Row>> {
  const column = beside(columnOf(request))
  const places = (await placedBy(column, list.found, request, placeOf(request))
    .select(['id', column.as('sort')] as never)
    .limit(request.limit + 1)
    .execute()) as unknown as Place[]
  return await pageAt(trx, list.table, tenantId, places, request)
}

/** The page of the rows at these places. */
async function pageAt<Table extends TenantTable, Row extends { id: string }>(
  trx: Trx,
  table: Table,
  tenantId: string,
  places: readonly Place[],
  request: PageRequest,
): Promise<Page<Row>> {
  // `in ()` is SQLite's own; PostgreSQL refuses it.
  if (places.length === 0) return pageOf([], request)
  const ids = places.map(({ id }) => id)
  const query = trx.selectFrom(table as 'bookings').selectAll()
  const rows = await query.where('tenant_id', '=', tenantId).where('id', 'in', ids).execute()
  const byId = new Map(rows.map(row => [row.id, row as unknown as Row]))
  return pageOf(
    ids.flatMap(id => byId.get(id) ?? []),
    request,
  )
}

/** The places of the next rows of all parts together: one more than the page holds. */
async function nextPlaces<Table extends TenantTable>(
  trx: Trx,
  { values, part }: ListParts<Table>,
  request: PageRequest,
): Promise<Place[]> {
  const isAscending = directionOf(request) === 'asc'
  const wanted = request.limit + 1
  // Many parts have one row of the page each, or none; few have several.
  const atOnce = Math.ceil((2 * wanted) / values.length)
  const read = readerOf(trx, part, request, atOnce)
  const queues = await Promise.all(
    values.map(async value => ({ value, rows: await read(value, request.from?.position), at: 0 })),
  )
  const found: Place[] = []
  while (found.length < wanted) {
    let next: (typeof queues)[number] | undefined
    for (const queue of queues) {
      const row = queue.rows[queue.at]
      if (row === undefined) continue
      const best = next?.rows[next.at]
      if (best === undefined || isBefore(row, best) === isAscending) next = queue
    }
    const row = next?.rows[next.at]
    if (next === undefined || row === undefined) break
    found.push(row)
    next.at += 1
    if (next.at === atOnce) {
      next.rows = await read(next.value, row)
      next.at = 0
    }
  }
  return found
}

/** Reads the next rows of one part behind a place; the same two statements serve all parts. */
function readerOf<Table extends TenantTable>(
  trx: Trx,
  part: ListParts<Table>['part'],
  request: PageRequest,
  atOnce: number,
) {
  type Values = { value: string; sort: string | number; id: string }
  const build = (isBehind: boolean) =>
    preparedHere<Values, Place>(trx, (_db, hole) => {
      const query = placed(
        part(hole('value')) as never,
        request,
        isBehind ? { sort: hole('sort'), id: hole('id') } : null,
      )
      return query.select(['id', sql.ref(columnOf(request)).as('sort')] as never).limit(atOnce) as never
    })
  let first: ReturnType<typeof build> | undefined
  let behind: ReturnType<typeof build> | undefined
  return async (value: string, place: Place | undefined): Promise<Place[]> => {
    if (place === undefined) {
      first ??= build(false)
      return await first({ value, sort: '', id: '' })
    }
    behind ??= build(true)
    const sort = columnOf(request) === 'seq' ? Number(place.sort) : place.sort
    return await behind({ value, sort, id: place.id })
  }
}

function isBefore(one: Place, other: Place): boolean {
  return one.sort === other.sort ? one.id < other.id : one.sort < other.sort
}
