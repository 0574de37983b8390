import { Type } from 'typebox'
import { bookingOf, holdRefusals } from '../errors/hold-refusals.ts'
import { idsOf, severalOf } from '../filters.ts'
import { Booking, bookingStatuses, channel } from '../objects/booking.ts'
import { customerEmail, customerName, customerPhone } from '../objects/customer.ts'
import { defineList, defineOperation } from '../operation.ts'
import { fromReference, idOf, instant, metadata, strictObject } from '../schema.ts'

const bookingId = strictObject({ booking_id: idOf('bk', 'booking', fromReference) })

export const createBooking = defineOperation({
  id: 'createBooking',
  group: 'bookings',
  method: 'POST',
  path: '/v2/bookings',
  command: 'bookings create',
  scope: 'publishable',
  source: 'reference',
  summary: 'Create a booking',
  description:
    'Books a service at a start. The booking is confirmed at once, or pending by the policy of the service. ' +
    'If the time is not free, the answer lists every conflict and the next starts that can be booked. ' +
    'A secret key may record the past and override conflicts; a publishable key sends `customer` in place of `customer_id`. ' +
    'With `hold_id` the hold becomes the booking, and its notice counts as it did when the hold was made; publishable ' +
    'keys send the client_secret of the hold as X-Client-Secret, and get 404 without it.',
  body: strictObject({
    customer_id: Type.Optional(
      idOf('cust', 'customer; secret keys only', { ...fromReference, 'x-example': 'cust_priya_01' }),
    ),
    customer: Type.Optional(
      strictObject(
        { name: customerName, email: Type.Optional(customerEmail), phone: Type.Optional(customerPhone) },
        { description: 'A new customer, in place of customer_id.' },
      ),
    ),
    service_id: idOf('svc', 'service', fromReference),
    resource_id: Type.Optional(
      idOf('res', 'resource; left out, the least busy one that is free is taken', fromReference),
    ),
    start_at: instant('Start, on the grid of the service.', fromReference),
    channel: Type.Optional(channel),
    notes: Type.Optional(
      Type.String({ maxLength: 5000, description: 'Notes for the staff.', ...fromReference }),
    ),
    send_confirmation: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether to tell the customer.', ...fromReference }),
    ),
    party_size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'Units of capacity to take.' }),
    ),
    hold_id: Type.Optional(
      idOf(
        'hold',
        'hold that becomes the booking: service and start must be its own, resource and party too unless left out',
      ),
    ),
    override_conflicts: Type.Optional(
      Type.Boolean({ default: false, description: 'Book in spite of conflicts; secret keys only.' }),
    ),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Booking,
  seeds: 'bookings',
  refusals: {
    resource_unavailable: {
      when: 'The start is taken, closed, too soon, too late or off the grid.',
      example: {
        body: {
          customer_id: 'cust_priya_01',
          service_id: 'svc_consult_30',
          resource_id: 'res_dr_niket',
          start_at: '2026-04-21T05:00:00Z',
        },
      },
    },
    ...holdRefusals,
  },
  clientSecretMember: 'hold_id',
  emits: [
    {
      type: 'customer.created',
      example: {
        key: 'publishable',
        body: {
          customer: { name: 'Meera Iyer', email: 'meera@example.com' },
          service_id: 'svc_consult_30',
          start_at: '2026-04-20T05:00:00Z',
        },
      },
    },
    'booking.created',
    'booking.confirmed',
    {
      type: 'schedule.violation_detected',
      example: {
        body: {
          customer_id: 'cust_priya_01',
          service_id: 'svc_consult_30',
          resource_id: 'res_dr_niket',
          start_at: '2026-04-21T05:00:00Z',
          override_conflicts: true,
        },
      },
    },
  ],
  examples: [
    {
      title: 'Book a video consultation',
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        resource_id: 'res_dr_niket',
        start_at: '2026-04-20T05:00:00Z',
        channel: 'video_zoom',
        notes: 'Follow-up · cardiology',
        send_confirmation: true,
      },
    },
    { title: 'Turn a hold into a booking', body: bookingOf('hold_lunch_01', '2026-05-28T07:10:00Z') },
  ],
})

export const getBooking = defineOperation({
  id: 'getBooking',
  group: 'bookings',
  method: 'GET',
  path: '/v2/bookings/{booking_id}',
  command: 'bookings get',
  scope: 'publishable',
  source: 'reference',
  summary: 'Retrieve one booking',
  description:
    'Publishable keys send the client_secret of the booking as X-Client-Secret; without it they get 404.',
  params: bookingId,
  result: Booking,
  view: 'booking',
  needsClientSecret: true,
  examples: [{ title: 'Retrieve a booking', params: { booking_id: 'bk_01HXYW999' } }],
})

export const listBookings = defineList({
  id: 'listBookings',
  group: 'bookings',
  path: '/v2/bookings',
  command: 'bookings list',
  scope: 'secret',
  source: 'reference',
  summary: 'List bookings',
  description: 'Newest first, or by start with `order`. Filters narrow the list together.',
  filters: {
    customer_id: Type.Optional(idsOf('cust', 'Only bookings of this customer.')),
    resource_id: Type.Optional(idsOf('res', 'Only bookings of this resource.')),
    service_id: Type.Optional(idsOf('svc', 'Only bookings of this service.')),
    location_id: Type.Optional(idsOf('loc', 'Only bookings at this location.')),
    series_id: Type.Optional(idsOf('series', 'Only bookings of this series.')),
    status: Type.Optional(severalOf(bookingStatuses, 'Only bookings in this state.')),
    start_from: Type.Optional(instant('Only bookings that start at this instant or later.')),
    start_to: Type.Optional(instant('Only bookings that start before this instant.')),
    updated_since: Type.Optional(instant('Only bookings changed at this instant or later.')),
  },
  item: Booking,
  orders: ['-created_at', 'start_at', '-start_at'],
  fill: index => ({
    operation: 'createBooking',
    body: {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      start_at: new Date(Date.parse('2026-04-20T03:30:00Z') + index * 1_800_000).toISOString(),
    },
  }),
  examples: [
    {
      title: 'List confirmed bookings by start',
      query: { status: 'confirmed', order: 'start_at', limit: 10 },
    },
  ],
})
