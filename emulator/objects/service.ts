import type { Static } from 'typebox'
import type { Service as ServiceSchema } from '../../src/contract/objects/service.ts'
import { toAnswer } from '../store/instants.ts'
import type { ServiceRow, Trx } from '../store/schema.ts'
import { findService } from '../store/services.ts'

export type ServiceObject = Static<typeof ServiceSchema>

/** The service as the API answers it. */
export function serviceObject(row: ServiceRow): ServiceObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    name: row.name,
    description: row.description,
    duration_min: row.duration_min,
    step_min: row.step_min,
    buffer_before_min: row.buffer_before_min,
    buffer_after_min: row.buffer_after_min,
    notice_min: row.notice_min,
    horizon_days: row.horizon_days,
    capacity: row.capacity,
    max_per_day: row.max_per_day,
    price: row.price === null ? null : JSON.parse(row.price),
    deposit: row.deposit === null ? null : JSON.parse(row.deposit),
    confirmation: row.confirmation as ServiceObject['confirmation'],
    requirements: requirementsOf(row),
    policy: JSON.parse(row.policy),
    status: row.status as ServiceObject['status'],
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

/** Groups that were written before there were overrides have none. */
export function requirementsOf(row: ServiceRow): RequirementGroup[] {
  const groups = JSON.parse(row.requirements) as (Omit<RequirementGroup, 'overrides'> &
    Partial<RequirementGroup>)[]
  return groups.map(group => ({ ...group, overrides: group.overrides ?? [] }))
}

/** One group of resources that a service needs: any of `resource_ids` (empty: any that has the skills). */
export type RequirementGroup = ServiceObject['requirements'][number]

/** A service as the rules see it, its nested data parsed. */
export interface Service extends Omit<ServiceRow, 'requirements' | 'policy' | 'metadata'> {
  readonly requirements: readonly RequirementGroup[]
  /** What the service changes of the tenant's booking policy. */
  readonly policy: Readonly<Record<string, unknown>>
}

/** The service of this tenant that can be booked, or undefined. */
export async function findActiveService(
  trx: Trx,
  tenantId: string,
  id: string,
): Promise<Service | undefined> {
  const row = await findService(trx, tenantId, id)
  return row?.status === 'active' ? parsedService(row) : undefined
}

const parsedServices = new WeakMap<ServiceRow, Service>()

/** The service with its nested data parsed; once for a row that is remembered. */
export function parsedService(row: ServiceRow): Service {
  let parsed = parsedServices.get(row)
  if (parsed === undefined) {
    parsed = {
      ...row,
      requirements: requirementsOf(row),
      policy: JSON.parse(row.policy) as Record<string, unknown>,
    }
    parsedServices.set(row, parsed)
  }
  return parsed
}
