import type { Static } from 'typebox'
import type { Consent } from '../../src/contract/objects/compliance.ts'
import { toAnswer } from '../store/instants.ts'
import type { ConsentRow } from '../store/schema.ts'

/** The consent record as the API answers it. */
export function consentObject(row: ConsentRow): Static<typeof Consent> {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    customer_id: row.customer_id,
    purpose: row.purpose,
    granted: row.granted === 1,
    source: row.source,
    recorded_at: toAnswer(row.recorded_at),
    version: row.version,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
