import { toStored } from '../../store/instants.ts'
import type { DueJobRow } from '../../store/schema.ts'

/** A job as it is written; its number comes with it. */
export type JobRow = Omit<DueJobRow, 'number'>

/** The row of what the clock is to do with an object. */
export function jobRow(
  { tenant_id, id }: { readonly tenant_id: string; readonly id: string },
  kind: string,
  dueMs: number,
  data: object = {},
): JobRow {
  return { due_at: toStored(dueMs), kind, tenant_id, object_id: id, data: JSON.stringify(data) }
}
