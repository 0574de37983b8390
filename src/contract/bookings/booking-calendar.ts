import { Type } from 'typebox'
import { defineFile } from '../operation.ts'
import { fromReference, idOf, strictObject } from '../schema.ts'

export const getBookingIcs = defineFile({
  id: 'getBookingIcs',
  group: 'bookings',
  path: '/v2/bookings/{booking_id}/ics',
  command: 'bookings ics',
  scope: 'publishable',
  source: 'reference',
  summary: 'Retrieve the calendar file of a booking',
  description:
    'An iCalendar file (RFC 5545) for the calendar of the customer. Its UID never changes and its SEQUENCE grows ' +
    'with schedule_revision, so that a calendar that imports it again moves the entry. A cancelled or declined ' +
    'booking gives METHOD:CANCEL, which takes the entry away. Publishable keys may send the client_secret in the ' +
    'query here, because links carry no headers; they see no notes.',
  params: strictObject({ booking_id: idOf('bk', 'booking', fromReference) }),
  query: strictObject({
    scope: Type.Optional(
      Type.Enum(['booking', 'series'], {
        default: 'booking',
        description: 'Whether the file holds the booking, or every live occurrence of its series.',
      }),
    ),
    client_secret: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'In place of the header X-Client-Secret.' }),
    ),
  }),
  mediaType: 'text/calendar',
  file: 'The iCalendar file, with CRLF at the end of each line.',
  needsClientSecret: true,
  examples: [{ title: 'Save it to a file', params: { booking_id: 'bk_01HXYW999' } }],
})
