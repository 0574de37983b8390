import type { Static } from 'typebox'
import type { DataRequest } from '../../src/contract/objects/compliance.ts'
import { fromStored, toAnswer } from '../store/instants.ts'
import type { DataRequestRow } from '../store/schema.ts'

export type DataRequestObject = Static<typeof DataRequest>

/** Whether somebody still has to do something for it. */
export function isWaiting(row: Pick<DataRequestRow, 'status'>): boolean {
  return row.status === 'open' || row.status === 'extended'
}

/** The data request as the API answers it at a time. */
export function dataRequestObject(
  row: DataRequestRow,
  { nowMs, hasExport }: { readonly nowMs: number; readonly hasExport: boolean },
): DataRequestObject {
  const lateMs = nowMs - fromStored(row.due_at)
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    kind: row.kind as DataRequestObject['kind'],
    customer_id: row.customer_id,
    status: row.status as DataRequestObject['status'],
    received_at: toAnswer(row.received_at),
    channel: row.channel,
    due_at: toAnswer(row.due_at),
    overdue_seconds: isWaiting(row) ? Math.max(0, Math.floor(lateMs / 1000)) : 0,
    extension: row.extension === null ? null : JSON.parse(row.extension),
    resolution: row.resolution === null ? null : JSON.parse(row.resolution),
    steps: JSON.parse(row.steps),
    export_available: hasExport,
    copies_kept: JSON.parse(row.copies_kept),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
