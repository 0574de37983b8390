import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, strictObject } from '../schema.ts'
import { wording } from '../texts.ts'
import { bookingStatuses } from './booking.ts'
import { Conflict } from './conflict.ts'

/** What is done where a date of a series is not free. */
export const conflictRules = ['fail', 'skip', 'nearest'] as const

/** So many bookings has a series at most: a year of weeks. */
export const mostOccurrences = 52

/** A date of a series that could not be booked. */
export const RefusedDate = component('RefusedDate', {
  original_start_at: instant('Start that the rule gives.'),
  conflicts: Type.Array(Conflict, { description: 'Every reason, each once.' }),
})

export const rrule = wording(
  200,
  'Recurrence rule of RFC 5545: FREQ=DAILY, WEEKLY or MONTHLY, with INTERVAL, BYDAY (ordinals such as -1FR with MONTHLY), ' +
    `and either COUNT or UNTIL; at most ${mostOccurrences} dates. UNTIL is an instant (20260630T043000Z), or a local date, ` +
    'itself included (20260630).',
  { 'x-example': 'FREQ=WEEKLY;COUNT=8' },
)

/** Bookings that recur at the same wall time. */
export const BookingSeries = component(
  'BookingSeries',
  {
    id: idOf('series', 'series'),
    ...commonMembers,
    customer_id: idOf('cust', 'customer'),
    service_id: idOf('svc', 'service'),
    resource_id: idOf('res', 'resource that serves the series'),
    rrule,
    start_local: Type.String({
      description: 'Where the rule begins, in the zone of the series.',
      'x-example': '2026-04-20T10:30:00',
    }),
    timezone: Type.String({ description: 'Zone of the resource, in which the wall time holds.' }),
    on_conflict: Type.Enum([...conflictRules], { description: 'What was done where a date was not free.' }),
    occurrences: Type.Array(
      strictObject({
        booking_id: idOf('bk', 'booking'),
        original_start_at: instant('Start that the series gives the booking.'),
        start_at: instant('Where the booking is.'),
        status: Type.Enum([...bookingStatuses], { description: 'Where the booking stands.' }),
        conflicts: Type.Optional(
          Type.Array(Conflict, { description: 'Why the series put it elsewhere; only where it did.' }),
        ),
      }),
      { description: 'The bookings, in the order of the rule.' },
    ),
    skipped: Type.Array(RefusedDate, { description: 'Dates that were left out, and why.' }),
    status: Type.Enum(['active', 'completed', 'cancelled'], {
      description:
        'Active while a booking is still to be served. Cancelled ones were cancelled as a series; completed is what has come ' +
        'to its end by itself.',
    }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'rrule', 'start_local', 'service_id', 'resource_id', 'customer_id'] },
)
