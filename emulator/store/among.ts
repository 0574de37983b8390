import { type AnyColumn, type Expression, type RawBuilder, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Whether a column has one of these values. Of none it has none: SQLite says so, and PostgreSQL takes no empty list. */
export function among(
  column: AnyColumn<Database, keyof Database>,
  values: readonly (string | number)[],
): RawBuilder<boolean> {
  return isAmong(sql.ref(column), values)
}

/** The same without any index of the column: another one drives the query. */
export function amongBeside(
  column: AnyColumn<Database, keyof Database>,
  values: readonly (string | number)[],
): RawBuilder<boolean> {
  return isAmong(beside(column), values)
}

/**
 * The value of a column, and no index of it. Without statistics SQLite would take the first index that fits, and both
 * databases think that one with the order of the list is the best.
 */
export function beside<Column extends string>(
  column: Column,
): RawBuilder<Column extends 'seq' ? number : string> {
  return column === 'seq' ? sql`(${sql.ref(column)} + 0)` : sql`(${sql.ref(column)} || '')`
}

function isAmong(value: Expression<unknown>, values: readonly (string | number)[]): RawBuilder<boolean> {
  return values.length === 0 ? sql`false` : sql`${value} in (${sql.join(values)})`
}
