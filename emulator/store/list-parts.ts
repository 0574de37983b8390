import { type Expression, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
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
export interface ListParts<Table extends ListTable> {
  readonly table: Table
  /** What a part has of its own: the state, the type, the day; or a query that finds each `value`, where they are many. */
  readonly values: readonly string[] | RawBuilder<{ value: string }>
  /** All rows of a part that match, without any order. */
  readonly part: (value: Expression<string>) => SelectQueryBuilder<Database, Table, object>
}

/** Tables whose lists grow with every booking. */
export type ListTable =
  | 'bookings'
  | 'booking_series'
  | 'customers'
  | 'events'
  | 'deliveries'
  | 'waitlist_entries'
  | 'consents'
  | 'data_requests'
  | 'payments'
  | 'refunds'
  | 'disputes'
  | 'optimizations'

type Place = { readonly sort: string | number; readonly id: string }

/** A part as far as it is read. */
interface Queue {
  readonly value: string
  places: readonly Place[]
  at: number
}

/** So many places of a part are read next when its first one is on the page. */
const nextAtOnce = 4

/**
 * Reads a page of a list in parts: the heads of all parts first, then on from whichever comes next, so that about as
 * many rows are read as there are parts and rows on the page, however many match.
 */
export async function fetchParts<Table extends ListTable, Row extends { id: string }>(
  trx: Trx,
  tenantId: string,
  { table, values, part }: ListParts<Table>,
  request: PageRequest,
): Promise<Page<Row>> {
  if ('toOperationNode' in values) {
    const queues = await headsOf(trx, values, part, request)
    const read = readerOf(trx, part, request, nextAtOnce)
    return await pageAt(trx, table, tenantId, await merged(queues, read, request), request)
  }
  const known = [...new Set(values)]
  if (known.length === 1) {
    const query = part(sql.val(known[0] as string)).selectAll()
    return await fetchPage(query as unknown as SelectQueryBuilder<Database, Table, Row>, request)
  }
  const read = readerOf(trx, part, request, Math.ceil((2 * request.limit) / known.length))
  const queues: Queue[] = []
  for (const value of known) queues.push({ value, places: await read(value, request.from?.position), at: 0 })
  return await pageAt(trx, table, tenantId, await merged(queues, read, request), request)
}

/**
 * Reads a page of rows of which no index has the order: they have to be few. Each is looked at, and read if it is on
 * the page.
 */
export async function fetchSorted<Table extends ListTable, Row extends { id: string }>(
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

/** Of more values than this, the rows of all are read by one statement, where each value has few. */
const mostParts = 8

/**
 * The same for values that have few rows each: those of many are read by one statement and put into order, those of
 * some in parts.
 */
export async function fetchFew<Table extends ListTable, Row extends { id: string }>(
  trx: Trx,
  tenantId: string,
  list: { readonly table: Table; readonly values: readonly string[]; readonly column: string },
  query: SelectQueryBuilder<Database, Table, object>,
  request: PageRequest,
): Promise<Page<Row>> {
  const { table, values, column } = list
  if (values.length <= mostParts) {
    const part = (value: Expression<string>) => query.where(sql<boolean>`${sql.ref(column)} = ${value}`)
    return await fetchParts<Table, Row>(trx, tenantId, { table, values, part }, request)
  }
  const found = query.where(sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`)
  const rows = placedBy(beside(columnOf(request)), found, request, placeOf(request)).limit(request.limit + 1)
  return pageOf((await rows.selectAll().execute()) as unknown as Row[], request)
}

/** The page of the rows at these places. */
async function pageAt<Table extends ListTable, Row extends { id: string }>(
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

type ReadPart = (value: string, behind: Place | undefined) => Promise<Place[]>

/** The places of the next rows of all parts together: one more than the page holds. */
async function merged(queues: readonly Queue[], read: ReadPart, request: PageRequest): Promise<Place[]> {
  const isAscending = directionOf(request) === 'asc'
  const found: Place[] = []
  while (found.length <= request.limit) {
    let next: Queue | undefined
    for (const queue of queues) {
      const place = queue.places[queue.at]
      if (place === undefined) continue
      const best = next?.places[next.at]
      if (best === undefined || isBefore(place, best) === isAscending) next = queue
    }
    const place = next?.places[next.at]
    if (next === undefined || place === undefined) break
    found.push(place)
    next.at += 1
    if (next.at < next.places.length) continue
    next.places = await read(next.value, place)
    next.at = 0
  }
  return found
}

function isBefore(one: Place, other: Place): boolean {
  return one.sort === other.sort ? one.id < other.id : one.sort < other.sort
}

/** The first place of each part, all by one statement. Sort values have no space in them. */
async function headsOf<Table extends ListTable>(
  trx: Trx,
  values: RawBuilder<{ value: string }>,
  part: ListParts<Table>['part'],
  request: PageRequest,
): Promise<Queue[]> {
  const rows = placed(part(sql.ref('parts.value')) as never, request, placeOf(request))
  const place = sql`${sql.ref(columnOf(request))} || ' ' || ${sql.ref('id')}`.as('place')
  const head = rows.select(place as never).limit(1)
  const found = await sql<{ value: string; head: string | null }>`
    select parts.value, (${head}) as head from (${values}) as parts`.execute(trx)
  return found.rows.flatMap(row => {
    const [sort, id] = row.head?.split(' ') ?? []
    return sort === undefined || id === undefined ? [] : [{ value: row.value, places: [{ sort, id }], at: 0 }]
  })
}

/** Reads the next places of one part; the same two statements serve all parts. */
function readerOf<Table extends ListTable>(
  trx: Trx,
  part: ListParts<Table>['part'],
  request: PageRequest,
  atOnce: number,
): ReadPart {
  type Values = { value: string; sort: string | number; id: string }
  const build = (isBehind: boolean) =>
    preparedHere<Values, Place>(trx, (_db, hole) => {
      const place = isBehind ? { sort: hole('sort'), id: hole('id') } : null
      const query = placed(part(hole('value')) as never, request, place)
      return query.select(['id', sql.ref(columnOf(request)).as('sort')] as never).limit(atOnce) as never
    })
  let first: ReturnType<typeof build> | undefined
  let behind: ReturnType<typeof build> | undefined
  return async (value, place) => {
    if (place === undefined) {
      first ??= build(false)
      return await first({ value, sort: '', id: '' })
    }
    behind ??= build(true)
    const sort = columnOf(request) === 'seq' ? Number(place.sort) : place.sort
    return await behind({ value, sort, id: place.id })
  }
}
