import { Type } from 'typebox'
import { idsOf } from '../filters.ts'
import { channel } from '../objects/booking.ts'
import { BookingSeries, conflictRules, mostOccurrences, rrule } from '../objects/booking-series.ts'
import { defineList, defineOperation } from '../operation.ts'
import { seriesId } from '../parts/path-ids.ts'
import { idOf, metadata, strictObject } from '../schema.ts'
import { localDateTime } from '../texts.ts'

/** Dr Niket is booked on the second of these mornings, which begins late besides. */
const onTuesdays = {
  customer_id: 'cust_priya_01',
  service_id: 'svc_consult_30',
  resource_id: 'res_dr_niket',
  rrule: 'FREQ=DAILY;COUNT=5',
  start_local: '2026-04-20T10:30',
}

export const createBookingSeries = defineOperation({
  id: 'createBookingSeries',
  group: 'booking_series',
  method: 'POST',
  path: '/v2/booking_series',
  seeds: 'booking_series',
  command: 'booking-series create',
  scope: 'secret',
  source: 'derived',
  summary: 'Create recurring bookings',
  description:
    'Books a service on each date of a rule, at the same wall time in the zone of the resource, also where the clocks ' +
    'change. All dates are checked before one is booked. Where one is not free, `on_conflict` says what happens: fail ' +
    'books nothing and lists every such date; skip leaves them out; nearest takes the nearest free start, within three ' +
    'days and nearer to its own date than to the next. One resource serves the whole series: without resource_id the ' +
    'first in turn that is free on all dates. Dates beyond the horizon of the service (`horizon_days`) are not free.',
  body: strictObject({
    customer_id: idOf('cust', 'customer', { 'x-example': 'cust_priya_01' }),
    service_id: idOf('svc', 'service'),
    resource_id: Type.Optional(idOf('res', 'resource; left out, one that is free on all dates is taken')),
    rrule,
    start_local: localDateTime(
      'Date and wall time from which on the rule counts, in the zone of the resource; it is the first date if it matches the rule.',
    ),
    on_conflict: Type.Optional(
      Type.Enum([...conflictRules], {
        default: 'fail',
        description: 'What happens where a date is not free.',
      }),
    ),
    channel: Type.Optional(channel),
    notes: Type.Optional(Type.String({ maxLength: 5000, description: 'Notes for the staff.' })),
    send_confirmation: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether to tell the customer.' }),
    ),
    party_size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'Units of capacity to take.' }),
    ),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: BookingSeries,
  view: 'series',
  refusals: {
    resource_unavailable: {
      when: 'A date is not free and on_conflict is fail; or none is free.',
      example: { body: onTuesdays },
    },
  },
  emits: ['booking.created', 'booking.confirmed'],
  examples: [
    {
      title: 'Book eight Mondays',
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        rrule: 'FREQ=WEEKLY;COUNT=8',
        start_local: '2026-04-20T10:30',
      },
    },
    { title: 'Leave out what is not free', body: { ...onTuesdays, on_conflict: 'skip' } },
    {
      title: 'Book the last Friday of each month, or near it',
      body: {
        customer_id: 'cust_arjun_02',
        service_id: 'svc_checkup_20',
        rrule: 'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260531',
        start_local: '2026-04-20T11:00',
        on_conflict: 'nearest',
      },
    },
  ],
})

export const listBookingSeries = defineList({
  id: 'listBookingSeries',
  group: 'booking_series',
  path: '/v2/booking_series',
  command: 'booking-series list',
  scope: 'secret',
  source: 'derived',
  summary: 'List series',
  description: 'Newest first. Filters narrow the list together.',
  filters: {
    customer_id: Type.Optional(idsOf('cust', 'Only series of this customer.')),
    resource_id: Type.Optional(idsOf('res', 'Only series that this resource serves.')),
    service_id: Type.Optional(idsOf('svc', 'Only series of this service.')),
  },
  item: BookingSeries,
  fill: index => ({
    operation: 'createBookingSeries',
    body: {
      customer_id: 'cust_priya_01',
      service_id: 'svc_yoga_60',
      rrule: 'FREQ=WEEKLY;COUNT=2',
      start_local: `2026-04-20T${String(9 + (index % 9)).padStart(2, '0')}:00`,
    },
  }),
  examples: [
    { title: 'List the newest series', query: { limit: 10 } },
    { title: 'List the series of a customer', query: { customer_id: 'cust_arjun_02' } },
  ],
})

export const getBookingSeries = defineOperation({
  id: 'getBookingSeries',
  group: 'booking_series',
  method: 'GET',
  path: '/v2/booking_series/{series_id}',
  command: 'booking-series get',
  scope: 'secret',
  source: 'derived',
  summary: 'Retrieve a series',
  description: `Its bookings with where they stand, up to ${mostOccurrences}, and the dates that were left out.`,
  params: seriesId,
  result: BookingSeries,
  view: 'series',
  examples: [{ title: 'Retrieve a series', params: { series_id: 'series_physio_01' } }],
})
