import type { Static } from 'typebox'
import type { Customer } from '../../src/contract/objects/customer.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'
import type { CustomerRow } from '../store/schema.ts'

export type CustomerObject = Static<typeof Customer>

/** The customer as the API answers it. */
export function customerObject(row: CustomerRow): CustomerObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    external_ref: row.external_ref,
    timezone: row.timezone,
    locale: row.locale,
    notes: row.notes,
    processing_restricted: row.processing_restricted === 1,
    merged_into: row.merged_into,
    deleted_at: toAnswerOrNull(row.deleted_at),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
