import type Connection from 'better-sqlite3'
import { keyOf } from './tables.ts'

type Row = Readonly<Record<string, unknown>>

/** A row that is in one database only, or differs. */
export interface RowChange {
  readonly before: Row | undefined
  readonly after: Row | undefined
}

/** So many rows are compared before others get a turn. */
const rowsAtOnce = 500

/**
 * Walks a table of two databases of the same schema side by side, in the order of its primary key, and gives the rows
 * that are not the same. Two rows are in memory at a time, whatever the size of the table.
 */
export async function* changedRows(
  older: Connection.Database,
  newer: Connection.Database,
  table: string,
): AsyncGenerator<RowChange> {
  const key = keyOf(older, table)
  const order = key.map(column => `"${column}"`).join(', ')
  const rows = `select * from "${table}" order by ${order}`
  const [left, right] = [older, newer].map(db => db.prepare(rows).iterate() as Iterator<Row>) as [
    Iterator<Row>,
    Iterator<Row>,
  ]
  try {
    let [before, after] = [nextOf(left), nextOf(right)]
    for (let seen = 1; before !== undefined || after !== undefined; seen += 1) {
      const place = placeOf(before, after, key)
      if (place !== 0) yield place < 0 ? { before, after: undefined } : { before: undefined, after }
      else if (!isSameRow(before, after)) yield { before, after }
      if (place <= 0) before = nextOf(left)
      if (place >= 0) after = nextOf(right)
      if (seen % rowsAtOnce === 0) await new Promise(resolve => setImmediate(resolve))
    }
  } finally {
    left.return?.()
    right.return?.()
  }
}

function nextOf(rows: Iterator<Row>): Row | undefined {
  const { done, value } = rows.next()
  return done === true ? undefined : value
}

/** Which of two rows comes first: negative for the first, positive for the second, 0 when it is the same. */
function placeOf(one: Row | undefined, other: Row | undefined, key: readonly string[]): number {
  if (one === undefined) return 1
  if (other === undefined) return -1
  for (const column of key) {
    const [left, right] = [one[column], other[column]]
    if (left === right) continue
    if (typeof left === 'number' && typeof right === 'number') return left - right
    // SQLite orders text by its bytes, JavaScript by its UTF-16.
    return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)))
  }
  return 0
}

function isSameRow(one: Row | undefined, other: Row | undefined): boolean {
  return Object.entries(one ?? {}).every(([name, value]) => other?.[name] === value)
}
