import type { Static } from 'typebox'
import type { AuditEvent } from '../../src/contract/objects/compliance.ts'
import { toAnswer } from '../store/instants.ts'
import type { AuditEventRow } from '../store/schema.ts'

export type AuditEventObject = Static<typeof AuditEvent>

/** The row of the audit trail as the API answers it: all that its hash is made of. */
export function auditEventObject(row: AuditEventRow): AuditEventObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    sequence: row.seq,
    created_at: toAnswer(row.created_at),
    actor: row.actor,
    operation: row.operation,
    object: { type: row.object_type, id: row.object_id },
    changes: row.changes,
    before_digest: row.before_digest,
    after_digest: row.after_digest,
    request_id: row.request_id,
    previous_hash: row.previous_hash,
    hash: row.hash,
  }
}
