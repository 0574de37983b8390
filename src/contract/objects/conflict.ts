import { Type } from 'typebox'
import { component, fromReference, instant } from '../schema.ts'

/** Why a time cannot be booked, in the order in which conflicts are listed (rules, section 5). */
export const conflictTypes = [
  'in_past',
  'insufficient_notice',
  'beyond_horizon',
  'existing_booking',
  'hold',
  'capacity_full',
  'buffer',
  'outside_working_hours',
  'time_off',
  'resource_offline',
  'location_closed',
  'room_unavailable',
  'missing_skill',
  'daily_limit',
  'off_grid',
] as const

export type ConflictType = (typeof conflictTypes)[number]

export const Conflict = component('Conflict', {
  type: Type.Enum([...conflictTypes], fromReference),
  id: Type.Optional(
    Type.String({ description: 'What stands in the way; publishable keys do not see it.', ...fromReference }),
  ),
  earliest: Type.Optional(instant('First instant that the notice allows.')),
  latest: Type.Optional(instant('Last start on the grid that the horizon allows.')),
  nearest: Type.Optional(instant('Nearest start on the grid.')),
  skill_id: Type.Optional(Type.String()),
})

export const Suggestion = component('Suggestion', {
  start_at: instant('A start that can be booked at once.', fromReference),
  available: Type.Literal(true, fromReference),
})
