import { Type } from 'typebox'
import { commonMembers, component, idOf, metadata, nullable } from '../schema.ts'
import { wording } from '../texts.ts'
import { Money } from './money.ts'
import { ServicePolicy } from './policy-changes.ts'
import { RequirementGroup } from './requirement.ts'

export const serviceStatuses = ['active', 'archived'] as const

const dayMin = 1440

/** What is written of a service, apart from its policy and what it needs. A new one has defaults. */
export function serviceMembers(isNew = false) {
  const unlessTold = (value: number) => (isNew ? { default: value } : {})
  return {
    name: wording(200, 'Name that customers see.'),
    description: nullable(Type.String({ maxLength: 5000 }), { description: 'What customers read about it.' }),
    duration_min: Type.Integer({
      minimum: 1,
      maximum: dayMin,
      description: 'Length of a booking in minutes.',
    }),
    step_min: Type.Integer({
      minimum: 1,
      maximum: dayMin,
      description:
        'Starts lie on minutes since 00:00 local time that it divides. A new service: its duration by default.',
    }),
    buffer_before_min: Type.Integer({
      minimum: 0,
      maximum: dayMin,
      description: 'Minutes kept free before each booking.',
      ...unlessTold(0),
    }),
    buffer_after_min: Type.Integer({
      minimum: 0,
      maximum: dayMin,
      description: 'Minutes kept free after each booking.',
      ...unlessTold(0),
    }),
    notice_min: Type.Integer({
      minimum: 0,
      maximum: 525_600,
      description: 'Minutes from now within which no booking may start.',
      ...unlessTold(0),
    }),
    horizon_days: Type.Integer({
      minimum: 0,
      maximum: 730,
      description: 'Local calendar days after today that may be booked, the last one included.',
      ...unlessTold(60),
    }),
    capacity: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'Units per start of the service on one resource.',
      ...unlessTold(1),
    }),
    max_per_day: nullable(Type.Integer({ minimum: 1, maximum: 10_000 }), {
      description: 'Bookings of the service that may begin on one local day of a resource; null: no limit.',
    }),
    price: nullable(Money, { description: 'What a booking costs; null: nothing is said about it.' }),
    deposit: nullable(Money, {
      description: 'What is paid beforehand: a part of the price, in its currency; null: nothing.',
    }),
    confirmation: Type.Enum(['auto', 'manual'], {
      description: "Whether a new booking is confirmed at once. A new service: as the tenant's policy says.",
    }),
  }
}

/** Something that is booked: how long, on whom, under which rules. */
export const Service = component(
  'Service',
  {
    id: idOf('svc', 'service'),
    ...commonMembers,
    ...serviceMembers(),
    requirements: Type.Array(RequirementGroup, {
      description: 'What a booking takes: one resource of each group. The first group gives its resource_id.',
    }),
    policy: ServicePolicy,
    status: Type.Enum([...serviceStatuses], { description: 'Only active services can be booked.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'name', 'status', 'duration_min', 'step_min', 'confirmation'] },
)
