import { toStored } from '../../store/instants.ts'
import type { ExceptionRow, LocationRow, ResourceRow, ServiceRow, SkillRow } from '../../store/schema.ts'
import { defaultTenantId } from '../default-members.ts'
import {
  type Business,
  everyDay,
  type LocationSpec,
  type ResourceSpec,
  type ServiceSpec,
} from './business.ts'

/** What a business is made of, as rows. */
export interface ObjectRows {
  readonly locations: LocationRow[]
  readonly skills: SkillRow[]
  readonly resources: ResourceRow[]
  readonly exceptions: ExceptionRow[]
  readonly services: ServiceRow[]
}

/** The rows of a business that opened at a time. `longestBlocks`: by resource, the longest that it was ever taken. */
export function objectRows(
  business: Business,
  openedMs: number,
  longestBlocks: ReadonlyMap<string, number>,
): ObjectRows {
  const opened = toStored(openedMs)
  const rowOf = (id: string) => ({
    tenant_id: defaultTenantId,
    id,
    created_at: opened,
    updated_at: opened,
    revision: 1,
    metadata: '{}',
  })
  return {
    locations: business.locations.map(location => ({ ...rowOf(location.id), ...locationMembers(location) })),
    skills: business.skills.map(({ id, name, description }) => ({ ...rowOf(id), name, description })),
    resources: business.resources.map(resource => ({
      ...rowOf(resource.id),
      ...resourceMembers(resource),
      longest_block_ms: longestBlocks.get(resource.id) ?? 0,
    })),
    exceptions: business.resources.flatMap(({ id, exceptions = [] }) =>
      exceptions.map(({ intervals = [], ...exception }, i) => ({
        ...rowOf(`exc_${id.replace(/^res_/, '')}_${i + 1}`),
        resource_id: id,
        ...exception,
        intervals: JSON.stringify(intervals),
      })),
    ),
    services: business.services.map(service => ({
      ...rowOf(service.id),
      ...serviceMembers(service, business.currency),
    })),
  }
}

function locationMembers({ name, timezone, address, opening_hours, holidays }: LocationSpec) {
  return {
    name,
    timezone,
    address,
    opening_hours: opening_hours === null ? null : wholeWeek(opening_hours),
    holidays: JSON.stringify(holidays.toSorted((a, b) => (a.date < b.date ? -1 : 1))),
  }
}

function resourceMembers(resource: ResourceSpec) {
  const skills = (resource.skills ?? []).toSorted((a, b) => (a.skill_id < b.skill_id ? -1 : 1))
  return {
    type: resource.type,
    name: resource.name,
    location_id: resource.location_id,
    timezone: resource.timezone,
    capacity: resource.capacity ?? 1,
    weight: resource.weight ?? 1,
    max_bookings_per_day: resource.max_bookings_per_day ?? null,
    skills: JSON.stringify(skills.map(skill => ({ ...skill, valid_until: null }))),
    weekly: wholeWeek(resource.weekly),
    status: 'online',
    offline: null,
  }
}

/** An amount in minor units as it is stored; null where there is none. */
export function moneyOf(amount: number | undefined, currency: string): string | null {
  return amount === undefined ? null : JSON.stringify({ amount, currency })
}

function serviceMembers(service: ServiceSpec, currency: string) {
  return {
    name: service.name,
    description: service.description,
    duration_min: service.duration_min,
    step_min: service.step_min,
    buffer_before_min: service.buffer_before_min ?? 0,
    buffer_after_min: service.buffer_after_min ?? 0,
    notice_min: service.notice_min ?? 0,
    horizon_days: 60,
    capacity: service.capacity ?? 1,
    max_per_day: service.max_per_day ?? null,
    price: moneyOf(service.price, currency),
    deposit: moneyOf(service.deposit, currency),
    confirmation: service.confirmation ?? 'auto',
    requirements: JSON.stringify(
      service.requirements.map(({ group, resource_ids = [], skills = [], overrides = [] }) => ({
        group,
        resource_ids,
        skills,
        overrides: overrides.map(({ resource_id, duration_min = null, price }) => ({
          resource_id,
          duration_min,
          price: price === undefined ? null : { amount: price, currency },
        })),
      })),
    ),
    policy: JSON.stringify(service.policy ?? {}),
    status: 'active',
  }
}

function wholeWeek(weekly: ResourceSpec['weekly']): string {
  return JSON.stringify(Object.fromEntries(everyDay.map(day => [day, weekly[day] ?? []])))
}
