import { Type } from 'typebox'
import { BookingSeries } from '../objects/booking-series.ts'
import { defineOperation } from '../operation.ts'
import { seriesId } from '../parts/path-ids.ts'
import { waitingFor } from '../parts/waiting-for.ts'
import { idOf, strictObject } from '../schema.ts'
import { clockTime, wording } from '../texts.ts'

const example = { params: { series_id: 'series_physio_01' } }

const fromBookingId = (what: string) =>
  Type.Optional(idOf('bk', `booking from which on ${what}; left out, all that lie ahead`))

const over = { operation: 'cancelBookingSeries', ...example, body: {} }

/** Somebody waits for the time of one of its bookings, with its doctor. */
const waitingForOne = waitingFor('svc_checkup_20', '2026-04-23T04:10:00Z', '2026-04-23T04:30:00Z', {
  resource_id: 'res_dr_asha',
})

export const updateBookingSeries = defineOperation({
  id: 'updateBookingSeries',
  group: 'booking_series',
  method: 'PATCH',
  path: '/v2/booking_series/{series_id}',
  command: 'booking-series update',
  scope: 'secret',
  source: 'derived',
  summary: 'Shift the bookings of a series',
  description:
    'Shifts all bookings ahead, or one and those after it: by days, to another wall time, to another resource. All of ' +
    'them move, or none. None is in the way of another where it stands now. A booking that was moved by itself keeps its ' +
    'distance from its date. `rrule` and `start_local` stay what the series was made from.',
  params: seriesId,
  body: strictObject({
    from_booking_id: fromBookingId('the series is shifted'),
    shift_days: Type.Optional(
      Type.Integer({
        minimum: -366,
        maximum: 366,
        description: 'Days by which each date moves; negative: earlier.',
      }),
    ),
    start_time: Type.Optional(clockTime('New wall time, in the zone of the series.')),
    resource_id: Type.Optional(idOf('res', 'resource that serves them from now on')),
    reason: Type.Optional(wording(500, 'Why; kept in the history of each booking.')),
  }),
  result: BookingSeries,
  view: 'series',
  refusals: {
    invalid_state_transition: {
      when: 'No booking of the series lies ahead.',
      example: { ...example, body: { shift_days: 1 }, after: [over] },
    },
    resource_unavailable: {
      when: 'One of the new times is not free; details.dates lists every one.',
      example: { ...example, body: { start_time: '20:00' } },
    },
  },
  emits: [
    'booking.rescheduled',
    {
      type: 'waitlist.offer_made',
      example: { ...example, body: { shift_days: 1 }, after: [waitingForOne] },
    },
  ],
  examples: [
    { title: 'Shift everything ahead to another time', ...example, body: { start_time: '11:20' } },
    {
      title: 'From one booking on, a day later',
      ...example,
      body: { from_booking_id: 'bk_physio_03', shift_days: 1, reason: 'The customer works on Fridays' },
    },
  ],
})

export const cancelBookingSeries = defineOperation({
  id: 'cancelBookingSeries',
  group: 'booking_series',
  method: 'POST',
  path: '/v2/booking_series/{series_id}/cancel',
  command: 'booking-series cancel',
  scope: 'secret',
  source: 'derived',
  summary: 'Cancel the bookings of a series',
  description:
    'Cancels all bookings that have not ended, or one and those after it, and frees their time. The series is cancelled ' +
    'once none is left.',
  params: seriesId,
  body: strictObject({
    from_booking_id: fromBookingId('the series is cancelled'),
    actor: Type.Optional(
      Type.Enum(['customer', 'staff'], { default: 'staff', description: 'On whose behalf.' }),
    ),
    reason: Type.Optional(wording(500, 'Why; becomes `cancellation.reason` of each booking.')),
  }),
  result: BookingSeries,
  view: 'series',
  conditional: true,
  destructive: true,
  refusals: {
    invalid_state_transition: {
      when: 'No booking of the series lies ahead.',
      example: { ...example, body: {}, after: [over] },
    },
  },
  emits: [
    'booking.cancelled',
    { type: 'waitlist.offer_made', example: { ...example, body: {}, after: [waitingForOne] } },
  ],
  examples: [
    { title: 'Cancel everything ahead', ...example, body: { actor: 'customer', reason: 'Has moved away' } },
    { title: 'Cancel from one booking on', ...example, body: { from_booking_id: 'bk_physio_03' } },
  ],
})
