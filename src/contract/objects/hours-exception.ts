import { Type } from 'typebox'
import { commonMembers, component, idOf, metadata, nullable } from '../schema.ts'
import { dateOrInstant } from '../time-range.ts'
import { HoursInterval } from './working-hours.ts'

export const exceptionKinds = ['closed', 'open', 'replace'] as const

export const exceptionKind = Type.Enum([...exceptionKinds], {
  description:
    'closed takes hours away, open adds some, replace puts others in the place of the weekly ones. closed wins over both. ' +
    'A closed date shuts the hours that begin on it, with the night that runs into the next day, but not the night that ' +
    'ends on it: that one belongs to the day before, and instants or intervals close it.',
})
export const exceptionFrom = dateOrInstant('Where it begins, inclusive.')
export const exceptionTo = dateOrInstant(
  'Where it ends, like `from`: a date is the last one, an instant is exclusive.',
)
export const exceptionIntervals = Type.Array(HoursInterval, {
  maxItems: 24,
  description:
    'Hours in wall time on each of the dates. closed and open: empty means whole days; between instants they take none. ' +
    'replace: the new hours, empty for none.',
})
export const exceptionReason = nullable(Type.String({ maxLength: 500 }), {
  description: 'Why; for the staff.',
})

/** A departure from the weekly hours of a resource: time off, an extra Sunday, other hours on a holiday. */
export const HoursException = component(
  'HoursException',
  {
    id: idOf('exc', 'exception'),
    ...commonMembers,
    resource_id: idOf('res', 'resource'),
    kind: exceptionKind,
    from: exceptionFrom,
    to: exceptionTo,
    intervals: exceptionIntervals,
    reason: exceptionReason,
    metadata: metadata(),
    stranded_booking_ids: Type.Optional(
      Type.Array(idOf('bk', 'booking'), {
        description: 'Only in the answer to a change: coming bookings that it left outside of the hours.',
      }),
    ),
  },
  { 'x-columns': ['id', 'kind', 'from', 'to', 'intervals', 'reason'] },
)
