import type { Static } from 'typebox'
import type { Location } from '../../src/contract/objects/location.ts'
import { toAnswer } from '../store/instants.ts'
import type { LocationRow } from '../store/schema.ts'

export type LocationObject = Static<typeof Location>

/** The location as the API answers it. */
export function locationObject(row: LocationRow): LocationObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    name: row.name,
    timezone: row.timezone,
    address: row.address,
    opening_hours: row.opening_hours === null ? null : JSON.parse(row.opening_hours),
    holidays: JSON.parse(row.holidays),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
