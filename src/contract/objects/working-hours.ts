import { Type } from 'typebox'
import { component, idOf, nullable } from '../schema.ts'
import { endTime, time } from '../texts.ts'

/** The days of a week, in the order in which they are answered. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** How the days are called in full. */
export const dayNames = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const

/** Hours in wall time. That start and end differ and that nothing overlaps is checked with the whole week at hand. */
export const HoursInterval = component('HoursInterval', {
  start: Type.String({ pattern: time, description: 'Start, inclusive: `HH:MM`.' }),
  end: Type.String({
    pattern: endTime,
    description: 'End, exclusive: `HH:MM` or `24:00`. Before the start, it lies on the next day.',
  }),
})

function dayHours(name: keyof typeof dayNames) {
  return Type.Array(HoursInterval, { maxItems: 24, description: `Hours that begin on a ${dayNames[name]}.` })
}

/** A whole week as it is answered: every day, closed ones as an empty list. */
export const WeeklyHours = component('WeeklyHours', {
  mon: dayHours('mon'),
  tue: dayHours('tue'),
  wed: dayHours('wed'),
  thu: dayHours('thu'),
  fri: dayHours('fri'),
  sat: dayHours('sat'),
  sun: dayHours('sun'),
})

/** A whole week as it is sent. */
export const WeeklyHoursRequest = component(
  'WeeklyHoursRequest',
  {
    mon: Type.Optional(dayHours('mon')),
    tue: Type.Optional(dayHours('tue')),
    wed: Type.Optional(dayHours('wed')),
    thu: Type.Optional(dayHours('thu')),
    fri: Type.Optional(dayHours('fri')),
    sat: Type.Optional(dayHours('sat')),
    sun: Type.Optional(dayHours('sun')),
  },
  { description: 'The whole week in wall time. A day that is left out is closed.' },
)

/** When a resource works, as long as no exception says otherwise. */
export const WorkingHours = component('WorkingHours', {
  resource_id: idOf('res', 'resource'),
  timezone: Type.String({ description: 'The zone of the resource, in which the hours are read.' }),
  weekly: WeeklyHours,
  revision: Type.Integer({ minimum: 1, description: 'Revision of the resource, which its hours share.' }),
  stranded_booking_ids: Type.Optional(
    Type.Array(idOf('bk', 'booking'), {
      description: 'Only in the answer to a change: coming bookings that it left outside of the hours.',
    }),
  ),
})

/** Opening hours of a location, or null where it never closes. */
export const openingHours = nullable(WeeklyHours, {
  description: 'Hours in wall time of the location; null: it never closes but on holidays.',
})
