import type { Trx } from './schema.ts'
import { sessionOf } from './session.ts'

/** Tables whose rows have a revision, which every change of them counts on. */
export type RevisedTable = 'bookings' | 'customers'

/** What tells whether a row is still the one that was read. */
export interface RowHead {
  readonly id: string
  readonly revision: number
}

/** As many rows of a table and tenant are remembered; of more, the oldest go. */
const mostRows = 2_000

type Rows = Map<string, RowHead>

const nothing: ReadonlyMap<string, RowHead> = new Map()

/**
 * Rows as they are committed, by tenant and id: one that still has its revision is the same, down to the object, so that
 * what was made of it is still right. What changes rows and not their revision makes the table be forgotten.
 */
export class RowMemory {
  readonly #tables = new Map<string, Map<string, Rows>>()
  /** How often something was forgotten: what was read before that is not kept after it. */
  #forgotten = 0

  get turn(): number {
    return this.#forgotten
  }

  /** What is remembered of a tenant's rows, by id. */
  of(table: RevisedTable, tenantId: string): ReadonlyMap<string, RowHead> {
    return this.#tables.get(table)?.get(tenantId) ?? nothing
  }

  /** Keeps rows that were read, unless something was forgotten since that turn. */
  keep(table: RevisedTable, tenantId: string, read: readonly RowHead[], turn: number): void {
    if (turn !== this.#forgotten) return
    const rows = this.#rowsOf(table, tenantId)
    for (const row of read) {
      // Behind the others: what is read anew is the newest.
      rows.delete(row.id)
      rows.set(row.id, row)
      if (rows.size <= mostRows) continue
      const [oldest] = rows.keys()
      if (oldest !== undefined) rows.delete(oldest)
    }
  }

  /** Forgets a table, or all. */
  forget(table?: string): void {
    this.#forgotten += 1
    if (table === undefined) this.#tables.clear()
    else this.#tables.delete(table)
  }

  #rowsOf(table: string, tenantId: string): Rows {
    const tenants = this.#tables.get(table) ?? new Map<string, Rows>()
    this.#tables.set(table, tenants)
    const rows: Rows = tenants.get(tenantId) ?? new Map()
    tenants.set(tenantId, rows)
    return rows
  }
}

const memories = new WeakMap<object, RowMemory>()

/** Gives the transaction object of reads its memory. */
export function bindRowMemory(trx: Trx, memory: RowMemory): void {
  memories.set(trx, memory)
}

/** The memory of reads, or undefined where others may write, or where the open transaction has written the table. */
export function rowMemoryOf(trx: Trx, table: RevisedTable): RowMemory | undefined {
  return sessionOf(trx)?.written().has(table) === true ? undefined : memories.get(trx)
}
