import { type Static, Type } from 'typebox'
import { commonMembers, component, strictObject } from '../schema.ts'
import { weight } from './optimization.ts'
import { Violation } from './violation.ts'

/** What a constraint is about. */
interface ConstraintEntry {
  readonly level: 'hard' | 'medium' | 'soft'
  /** What one of it is. */
  readonly unit: string
  /** For soft ones: what one weighs where nobody said otherwise. */
  readonly weight: number | null
  readonly description: string
}

/** Everything that a schedule is judged by, in the order of telling. Soft ones can be weighed and switched off. */
export const scheduleConstraints = {
  capacity: {
    level: 'hard',
    unit: 'booking',
    weight: null,
    description: 'No resource takes more than its capacity at any instant, buffers included.',
  },
  skills: {
    level: 'hard',
    unit: 'booking',
    weight: null,
    description:
      'Who serves has the skills that the service asks for, at their level, and still at the start.',
  },
  working_hours: {
    level: 'hard',
    unit: 'booking',
    weight: null,
    description:
      'Bookings lie in the hours of their resources: weekly, with exceptions, outside of offline periods.',
  },
  location: {
    level: 'hard',
    unit: 'booking',
    weight: null,
    description: 'Nobody is sent to another location, and the location is open.',
  },
  daily_limit: {
    level: 'hard',
    unit: 'booking',
    weight: null,
    description:
      'What is moved keeps the daily limits of resources and services, and the units for each start.',
  },
  start: {
    level: 'hard',
    unit: 'booking',
    weight: null,
    description: 'A new start lies on the grid, not in the past, after the notice and within the horizon.',
  },
  unassigned: {
    level: 'medium',
    unit: 'booking',
    weight: null,
    description: 'Bookings for which no place keeps the hard rules. They stay where they are.',
  },
  minutes_moved: {
    level: 'soft',
    unit: 'minute',
    weight: 1,
    description: 'Minutes between a start as it was and as it becomes.',
  },
  resource_changed: {
    level: 'soft',
    unit: 'resource',
    weight: 15,
    description: 'Resources that serve a booking and did not before.',
  },
  preferred_staff_missed: {
    level: 'soft',
    unit: 'booking',
    weight: 30,
    description: 'Bookings that are not with whoever served the customer last for the same service.',
  },
  fragmentation: {
    level: 'soft',
    unit: 'gap',
    weight: 20,
    description:
      'How often a resource begins anew after a gap: bookings that follow each other at once count as one.',
  },
  overtime: {
    level: 'soft',
    unit: 'minute',
    weight: 2,
    description: 'Minutes outside of the regular hours, such as in hours that an exception has opened.',
  },
  imbalance: {
    level: 'soft',
    unit: 'minute',
    weight: 1,
    description: 'Minutes of whoever is busiest, divided by the weight of the resource.',
  },
} as const satisfies Record<string, ConstraintEntry>

type Name = keyof typeof scheduleConstraints

const names = Object.keys(scheduleConstraints) as Name[]

/** The constraints that can be weighed. */
export const softNames = names.filter(name => scheduleConstraints[name].level === 'soft')

const members = {
  name: Type.Enum(names, { description: 'Name of the constraint.' }),
  level: Type.Enum(['hard', 'medium', 'soft'], { description: 'Hard before medium before soft.' }),
  unit: Type.String({ description: 'What is counted.', 'x-example': 'minute' }),
}

/** A constraint with its weight. */
const ScheduleConstraint = component(
  'ScheduleConstraint',
  {
    ...members,
    enabled: Type.Boolean({ description: 'Whether it counts. Hard and medium ones always do.' }),
    weight: Type.Union([weight, Type.Null()], {
      description: 'What one of it costs; null where it is not soft.',
    }),
    default_weight: Type.Union([weight, Type.Null()], {
      description: 'Its weight where nobody said otherwise.',
    }),
    description: Type.String({ description: 'What it asks.' }),
  },
  { 'x-columns': ['name', 'level', 'enabled', 'weight', 'unit'] },
)

const { tenant_id, created_at, updated_at, revision } = commonMembers

/** The catalogue of a tenant. */
export const ScheduleConstraints = component('ScheduleConstraints', {
  tenant_id,
  created_at,
  updated_at,
  revision,
  constraints: Type.Array(ScheduleConstraint, { description: 'All of them, hard ones first.' }),
})

/** What one constraint costs in a schedule, and why. */
const ConstraintScore = component('ConstraintScore', {
  ...members,
  weight: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Its weight; null where it is not soft.',
  }),
  count: Type.Integer({ minimum: 0, description: 'How many of its unit.' }),
  cost: Type.Integer({ minimum: 0, description: 'What it adds to its level of the score.' }),
  matches: Type.Array(
    strictObject({
      booking_ids: Type.Array(Type.String()),
      resource_ids: Type.Array(Type.String()),
      count: Type.Integer({ minimum: 0 }),
      message: Type.String(),
    }),
    { maxItems: 1000, description: 'Where it counts; the first 1,000.' },
  ),
})

/** A schedule that was judged. */
export const ScheduleScore = component('ScheduleScore', {
  live: Type.Boolean({ description: 'False where assignments were posted: what they would make of it.' }),
  window: strictObject({ from: Type.String(), to: Type.String() }),
  bookings: Type.Integer({ minimum: 0, description: 'How many bookings were looked at.' }),
  score: strictObject({
    hard: Type.Integer({ minimum: 0, description: 'Hard rules that are broken.' }),
    medium: Type.Integer({ minimum: 0, description: 'Bookings that break one.' }),
    soft: Type.Integer({ minimum: 0, description: 'The soft costs, each by its weight, added up.' }),
  }),
  constraints: Type.Array(ConstraintScore, { description: 'Each constraint with what it costs.' }),
  violations: Type.Array(Violation, { description: 'Each hard rule that is broken, by start.' }),
})

export type ScheduleScoreObject = Static<typeof ScheduleScore>
