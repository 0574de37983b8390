import { type SelectQueryBuilder, sql } from 'kysely'
import {
  columnOf,
  directionOf,
  type Page,
  type PageRequest,
  type Position,
  pageOf,
  placed,
  placeOf,
} from './page.ts'
import type { Database, Trx } from './schema.ts'

/** Reads something in a transaction of its own. It may let others go first. */
export type ReadPiece = <Value>(work: (trx: Trx) => Promise<Value>) => Promise<Value>

/** A list that no index orders by what is looked for. */
export interface Searched<Table extends keyof Database & string> {
  /** All rows among which is looked, without any order: what an index says without their table. */
  readonly among: (trx: Trx) => SelectQueryBuilder<Database, Table, object>
  /** Those of them that match. */
  readonly matching: (
    rows: SelectQueryBuilder<Database, Table, object>,
  ) => SelectQueryBuilder<Database, Table, object>
}

/** So many rows are looked at in one transaction, a millisecond or two: everybody waits for it. */
const pieceSize = 10_000

/** Where many match, the page is full after a few. */
const firstPieceSize = 500

/**
 * Reads a page of what has to be looked for row by row, piece by piece in the order of the list. Whatever the size of the
 * table, nobody waits for more than one piece of it. Rows that come and go meanwhile are seen or not, as on any next page.
 */
export async function fetchSearchedPage<Table extends keyof Database & string, Row extends { id: string }>(
  read: ReadPiece,
  { among, matching }: Searched<Table>,
  request: PageRequest,
): Promise<Page<Row>> {
  const column = sql.ref<string>(columnOf(request))
  const within = directionOf(request) === 'asc' ? sql.raw('<=') : sql.raw('>=')
  const direction = request.from?.direction ?? 'after'
  const found: Row[] = []
  let piece = request
  for (let size = firstPieceSize; ; size = pieceSize) {
    const { rows, end } = await read(async trx => {
      const all = placed(among(trx), piece, placeOf(piece))
      const last = all.select([column.as('sort'), sql.ref<string>('id').as('id')]).limit(1)
      const [end] = (await last.offset(size - 1).execute()) as Position[]
      let wanted = matching(all)
      if (end !== undefined)
        wanted = wanted.where(
          sql<boolean>`(${column}, ${sql.ref('id')}) ${within} (${sql.val(end.sort)}, ${sql.val(end.id)})`,
        )
      const rows = await wanted
        .selectAll()
        .limit(request.limit + 1 - found.length)
        .execute()
      return { rows: rows as unknown as Row[], end }
    })
    for (const row of rows) found.push(row)
    if (end === undefined || found.length > request.limit) return pageOf(found, request)
    piece = { ...request, from: { direction, position: end } }
  }
}
