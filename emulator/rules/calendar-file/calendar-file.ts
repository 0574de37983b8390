import ICAL from 'ical.js'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { BookingRow, CustomerRow, TenantRow } from '../../store/schema.ts'
import { calendarText, mailto } from './calendar-text.ts'

/** A booking with what its calendar entry tells of the world around it. */
export interface CalendarEntry {
  readonly booking: BookingRow
  readonly tenant: Pick<TenantRow, 'id' | 'name'>
  readonly customer: Pick<CustomerRow, 'id' | 'name' | 'email'>
  readonly serviceName: string
  readonly resourceName: string
  /** Address or name of the place; null where there is none. */
  readonly place: string | null
  /** Where a video booking takes place. */
  readonly joinUrl: string | null
  /** False for publishable keys: no notes, no contact data. */
  readonly isWhole: boolean
}

const statuses: Readonly<Record<string, string>> = {
  pending: 'TENTATIVE',
  awaiting_payment: 'TENTATIVE',
  cancelled: 'CANCELLED',
  declined: 'CANCELLED',
}

/** A property of jCal (RFC 7265): name, parameters, type, value. The serialiser escapes by the type. */
type Property = readonly [string, Readonly<Record<string, string>>, string, string | number]

/**
 * The iCalendar file of a booking (RFC 5545, 5546, 7986): published for live bookings, and a CANCEL that names the
 * customer for those that were cancelled or declined. Times are UTC, so no VTIMEZONE is needed.
 * `stampMs` is when the file is made.
 */
export function calendarFile(entry: CalendarEntry, stampMs: number): string {
  const { tenant } = entry
  const isCancelled = statusOf(entry) === 'CANCELLED'
  const properties = [
    text('version', '2.0'),
    text('prodid', '-//IdeaDunes//Bookings//EN'),
    text('method', isCancelled ? 'CANCEL' : 'PUBLISH'),
    text('name', tenant.name),
    // What calendars read that are older than RFC 7986.
    text('x-wr-calname', tenant.name),
  ]
  const event = ['vevent', eventProperties(entry, stampMs), []]
  return `${serialised(['vcalendar', properties, [event]])}\r\n`
}

function eventProperties(entry: CalendarEntry, stampMs: number): Property[] {
  const { booking, tenant, customer, joinUrl, isWhole } = entry
  const status = statusOf(entry)
  const isCancelled = status === 'CANCELLED'
  // Names under .example never receive mail; calendars only want something that looks like an address.
  const domain = `${tenant.id.replaceAll('_', '-')}.ideadunes.example`
  const location = joinUrl ?? entry.place
  const organizer = person('organizer', `bookings@${domain}`, tenant.name)
  const attendee = isWhole
    ? person('attendee', customer.email ?? `${customer.id}@${domain}`, customer.name)
    : person('attendee', `${customer.id}@${domain}`)
  return [
    text('uid', `${booking.id}@${domain}`),
    ['sequence', {}, 'integer', booking.schedule_revision],
    time('dtstamp', toStored(stampMs)),
    time('dtstart', booking.start_at),
    time('dtend', booking.end_at),
    text('summary', `${entry.serviceName} – ${entry.resourceName}`),
    ...(isWhole && booking.notes !== null && booking.notes !== ''
      ? [text('description', booking.notes)]
      : []),
    ...(location === null ? [] : [text('location', location)]),
    ...(joinUrl === null ? [] : meeting(joinUrl)),
    organizer,
    ...(isCancelled ? [attendee] : []),
    text('status', status),
    text('transp', isCancelled ? 'TRANSPARENT' : 'OPAQUE'),
    time('created', booking.created_at),
    time('last-modified', booking.updated_at),
  ]
}

function statusOf({ booking }: CalendarEntry): string {
  return statuses[booking.status] ?? 'CONFIRMED'
}

function text(name: string, value: string): Property {
  return [name, {}, 'text', calendarText(value)]
}

function time(name: string, stored: string): Property {
  return [name, {}, 'date-time', toAnswer(stored)]
}

/** Somebody with an address; a name is written as RFC 6868 writes what quotes and line breaks would end. */
function person(name: string, address: string, cn?: string): Property {
  return [name, cn === undefined ? {} : { cn: calendarText(cn) }, 'cal-address', mailto(address)]
}

/** Where to join, also as CONFERENCE of RFC 7986, for which calendars show a button. */
function meeting(joinUrl: string): Property[] {
  return [
    ['url', {}, 'uri', joinUrl],
    ['conference', { feature: 'VIDEO' }, 'uri', joinUrl],
  ]
}

function serialised(calendar: unknown[]): string {
  // 75 octets with the space that begins a continued line, which the library does not count.
  ICAL.foldLength = 74
  const { icalendar } = ICAL.design
  const isText = { defaultType: 'text' }
  const property = { ...icalendar.property, name: isText, 'x-wr-calname': isText }
  return ICAL.stringify.component(calendar, { ...icalendar, property })
}
