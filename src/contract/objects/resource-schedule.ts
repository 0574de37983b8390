import { Type } from 'typebox'
import { component, idOf, instant, nullable } from '../schema.ts'

/** Why a resource is not free, in the order of telling at the same time. */
export const busyCauses = [
  'booking',
  'hold',
  'buffer',
  'time_off',
  'resource_offline',
  'location_closed',
] as const

const start_at = instant('Start, inclusive.')
const end_at = instant('End, exclusive.')

const OpenInterval = component('OpenInterval', { start_at, end_at })

const BusyInterval = component('BusyInterval', {
  start_at,
  end_at,
  cause: Type.Enum([...busyCauses], { description: 'Why the resource is not free, or not whole.' }),
  id: nullable(Type.String(), {
    description: 'The booking or hold, also of its buffer; the exception of a time_off; null for the others.',
  }),
  units: Type.Integer({
    minimum: 0,
    description: 'Units of capacity that it takes; all of them when closed.',
  }),
})

const FreeInterval = component('FreeInterval', {
  start_at,
  end_at,
  seats_left: Type.Integer({ minimum: 1, description: 'Units that are free all the time.' }),
})

/** What a resource does in a range of time. All intervals are half-open, in order, and cut to the range. */
export const ResourceSchedule = component('ResourceSchedule', {
  resource_id: idOf('res', 'resource'),
  timezone: Type.String({ description: 'The zone of the resource, in which local dates were read.' }),
  capacity: Type.Integer({ minimum: 1, description: 'Units that may be taken at any instant.' }),
  from: instant('Where the range begins.'),
  to: instant('Where it ends, exclusive.'),
  open: Type.Array(OpenInterval, {
    description: 'When it can be booked, as far as its hours, exceptions, offline period and location go.',
  }),
  busy: Type.Array(BusyInterval, {
    description:
      'Bookings and holds, their buffers, and what closes working hours. One with several causes is listed for each.',
  }),
  free: Type.Array(FreeInterval, {
    description:
      'What is left of the open hours; a new interval begins where the number of free seats changes.',
  }),
})
