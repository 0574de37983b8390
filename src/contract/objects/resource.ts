import { type TSchemaOptions, Type } from 'typebox'
import {
  commonMembers,
  component,
  hiddenFromPublishable,
  idOf,
  instant,
  metadata,
  nullable,
  strictObject,
} from '../schema.ts'
import { wording } from '../texts.ts'
import { ResourceSkill } from './skill.ts'

export const resourceTypes = ['staff', 'room', 'equipment'] as const
export const resourceStatuses = ['online', 'offline', 'archived'] as const

export const resourceName = wording(200, 'Name that customers see.')
export const resourceLocationId = nullable(idOf('loc', 'location'), {
  description: 'Location whose opening hours and holidays cut those of the resource; null: none.',
})
export const resourceTimezone = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'IANA time zone in which the hours of the resource are read.',
})

/** Units that may be taken at any instant. */
export function resourceCapacity(options: TSchemaOptions = {}) {
  const description = 'Units that may be taken at any instant.'
  return Type.Integer({ minimum: 1, maximum: 10_000, description, ...options })
}

/** Share of the work in round robin. */
export function resourceWeight(options: TSchemaOptions = {}) {
  const description = 'Share in round robin: weight 2 gets two bookings for each one of weight 1.'
  return Type.Integer({ minimum: 1, maximum: 1000, description, ...options })
}

export const maxBookingsPerDay = nullable(Type.Integer({ minimum: 1, maximum: 10_000 }), {
  description: 'Bookings that may begin on one local day; null: no limit.',
})

export const offlineReason = nullable(Type.String({ maxLength: 500 }), {
  description: 'Why; for the staff.',
})

/** Somebody or something that is booked. */
export const Resource = component(
  'Resource',
  {
    id: idOf('res', 'resource'),
    ...commonMembers,
    type: Type.Enum([...resourceTypes], { description: 'What the resource is.' }),
    name: resourceName,
    location_id: resourceLocationId,
    timezone: resourceTimezone,
    capacity: resourceCapacity(),
    weight: resourceWeight(),
    max_bookings_per_day: maxBookingsPerDay,
    skills: Type.Array(ResourceSkill, { description: 'What the resource can do, by skill id.' }),
    status: Type.Enum([...resourceStatuses], { description: 'Whether it can be booked.' }),
    offline: nullable(
      strictObject({
        from: instant('When the period begins.'),
        until: nullable(instant('When it ends; null: until further notice.')),
        reason: nullable(Type.String(), { description: 'Why; for the staff.', ...hiddenFromPublishable }),
      }),
      { description: 'The period in which the resource is offline, or is going to be.' },
    ),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'type', 'name', 'status', 'timezone', 'capacity', 'location_id'] },
)

/** A resource, and the bookings in its offline period. */
export const OfflineResource = component(
  'OfflineResource',
  {
    ...Resource.properties,
    affected_booking_ids: Type.Array(idOf('bk', 'booking'), {
      description: 'Bookings in the period, also one that is under way, by start.',
    }),
  },
  { 'x-columns': ['id', 'status', 'offline', 'affected_booking_ids'] },
)
