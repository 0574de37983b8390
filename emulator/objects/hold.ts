import type { Static } from 'typebox'
import type { Hold } from '../../src/contract/objects/hold.ts'
import { fromStored, toAnswer } from '../store/instants.ts'
import type { HoldRow } from '../store/schema.ts'

export type HoldObject = Static<typeof Hold>

/** Where a hold stands now: its time decides, not whether anything has noted that it is over. */
export function holdStatus(row: HoldRow, nowMs: number): HoldObject['status'] {
  if (row.status !== 'active') return row.status as HoldObject['status']
  return fromStored(row.expires_at) > nowMs ? 'active' : 'expired'
}

/** The hold as the API answers it now. */
export function holdObject(row: HoldRow, nowMs: number): HoldObject {
  const status = holdStatus(row, nowMs)
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    service_id: row.service_id,
    resource_id: row.resource_id,
    status,
    start_at: toAnswer(row.start_at),
    end_at: toAnswer(row.end_at),
    party_size: row.party_size,
    allocations: JSON.parse(row.allocations),
    ttl_seconds: row.ttl_seconds,
    expires_at: toAnswer(row.expires_at),
    remaining_seconds: status === 'active' ? remainingSeconds(row, nowMs) : 0,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

/** It ends at a whole second, so that it may last a part of one longer than its time to live: never told as more. */
function remainingSeconds(row: HoldRow, nowMs: number): number {
  return Math.min(row.ttl_seconds, Math.ceil((fromStored(row.expires_at) - nowMs) / 1000))
}
