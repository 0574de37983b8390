import type { Selectable } from 'kysely'
import type { Database } from './schema.ts'

/** What a table holds: objects of the API, rows that are only counted, or the sandbox's own affairs. */
export type TableContent<Row> =
  | { readonly kind: 'objects'; readonly object: string; readonly toObject: (row: Row) => object }
  | { readonly kind: 'counted'; readonly as: CountName }
  | { readonly kind: 'inner' }

export type CountName = 'events' | 'requests' | 'idempotency_records' | 'due_jobs'

/** What each table holds. A table that is left out does not compile. */
export type TableContents = { readonly [Name in keyof Database]: TableContent<Selectable<Database[Name]>> }
