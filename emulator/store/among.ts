import { type AnyColumn, type RawBuilder, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Whether a column has one of these values. Of none it has none: SQLite says so, and PostgreSQL takes no empty list. */
export function among(
  column: AnyColumn<Database, keyof Database>,
  values: readonly (string | number)[],
): RawBuilder<boolean> {
  return values.length === 0 ? sql`false` : sql`${sql.ref(column)} in (${sql.join(values)})`
}
