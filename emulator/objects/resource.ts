import type { Static } from 'typebox'
import type { Resource } from '../../src/contract/objects/resource.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'
import type { ResourceRow } from '../store/schema.ts'

export type ResourceObject = Static<typeof Resource>

/** A skill of a resource as it is stored in `resources.skills`, in order of its id. */
export interface StoredSkill {
  readonly skill_id: string
  readonly level: number
  /** Stored instant. */
  readonly valid_until?: string | null
}

/** The skills of a resource, parsed. */
export function storedSkills(row: Pick<ResourceRow, 'skills'>): StoredSkill[] {
  return JSON.parse(row.skills) as StoredSkill[]
}

/** The offline period of a resource as it is stored in `resources.offline`. */
export interface StoredOffline {
  /** Stored instant. */
  readonly from: string
  /** Stored instant; null: until further notice. */
  readonly until?: string | null
  readonly reason?: string | null
}

/** The offline period of a resource, running or planned, parsed. */
export function storedOffline(row: Pick<ResourceRow, 'offline'>): StoredOffline | null {
  return row.offline === null ? null : (JSON.parse(row.offline) as StoredOffline)
}

/** The resource as the API answers it. */
export function resourceObject(row: ResourceRow): ResourceObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    type: row.type as ResourceObject['type'],
    name: row.name,
    location_id: row.location_id,
    timezone: row.timezone,
    capacity: row.capacity,
    weight: row.weight,
    max_bookings_per_day: row.max_bookings_per_day,
    skills: storedSkills(row).map(({ skill_id, level, valid_until }) => ({
      skill_id,
      level,
      valid_until: toAnswerOrNull(valid_until ?? null),
    })),
    status: row.status as ResourceObject['status'],
    offline: offlineObject(row),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

function offlineObject(row: Pick<ResourceRow, 'offline'>): ResourceObject['offline'] {
  const period = storedOffline(row)
  if (period === null) return null
  const { from, until, reason } = period
  return { from: toAnswer(from), until: toAnswerOrNull(until ?? null), reason: reason ?? null }
}
