import type { Static } from 'typebox'
import type { HoursException } from '../../src/contract/objects/hours-exception.ts'
import { isInDates } from '../store/exceptions.ts'
import { toAnswer } from '../store/instants.ts'
import type { ExceptionRow } from '../store/schema.ts'

export type ExceptionObject = Static<typeof HoursException>

/** The exception as the API answers it. */
export function exceptionObject(row: ExceptionRow): ExceptionObject {
  const [from, to] = isInDates(row) ? [row.from, row.to] : [toAnswer(row.from), toAnswer(row.to)]
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    resource_id: row.resource_id,
    kind: row.kind as ExceptionObject['kind'],
    from,
    to,
    intervals: JSON.parse(row.intervals) as ExceptionObject['intervals'],
    reason: row.reason,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
