import ICAL from 'ical.js'
import { largest, smallest } from '../../../src/lists/extremes.ts'
import { localDateTime } from '../../scheduling/zones.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { CustomerRow, TenantRow } from '../../store/schema.ts'
import type { ToldBooking } from '../messages/message-facts.ts'
import { calendarText, mailto } from './calendar-text.ts'
import type { Property } from './property.ts'
import { zoneComponent } from './zone-component.ts'

/** A booking with what its calendar entry tells of the world around it. */
export interface CalendarEntry {
  readonly booking: ToldBooking
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

/**
 * The iCalendar file of a booking (RFC 5545, 5546, 7986): published for live bookings, and a CANCEL that names the
 * customer for those that were cancelled or declined. Times are UTC, so no VTIMEZONE is needed.
 * `stampMs` is when the file is made.
 */
export function calendarFile(entry: CalendarEntry, stampMs: number): string {
  const method = statusOf(entry) === 'CANCELLED' ? 'CANCEL' : 'PUBLISH'
  return calendarOf(method, entry.tenant, [eventOf(entry, stampMs, time)])
}

/**
 * The file of a series: an event for each of its live bookings, with a UID of its own, so that each can be moved and
 * cancelled by itself; there is no RRULE. Times are on the wall of the series, with the rules of its zone.
 */
export function seriesFile(entries: readonly CalendarEntry[], timezone: string, stampMs: number): string {
  const [first] = entries
  if (first === undefined) throw new Error('A series without bookings has no file.')
  const starts = entries.map(({ booking }) => fromStored(booking.start_at))
  const ends = entries.map(({ booking }) => fromStored(booking.end_at))
  const zone = zoneComponent(timezone, smallest(starts), largest(ends))
  const onTheWall = (name: string, stored: string): Property => [
    name,
    { tzid: timezone },
    'date-time',
    localDateTime(timezone, fromStored(stored)),
  ]
  return calendarOf('PUBLISH', first.tenant, [
    zone,
    ...entries.map(entry => eventOf(entry, stampMs, onTheWall)),
  ])
}

function calendarOf(method: string, tenant: CalendarEntry['tenant'], components: readonly unknown[]): string {
  const properties = [
    text('version', '2.0'),
    text('prodid', '-//IdeaDunes//Bookings//EN'),
    text('method', method),
    text('name', tenant.name),
    // What calendars read that are older than RFC 7986.
    text('x-wr-calname', tenant.name),
  ]
  return `${serialised(['vcalendar', properties, components])}\r\n`
}

/** How the time of an event is written. */
type WriteTime = (name: string, stored: string) => Property

function eventOf(entry: CalendarEntry, stampMs: number, write: WriteTime): unknown {
  return ['vevent', eventProperties(entry, stampMs, write), []]
}

function eventProperties(entry: CalendarEntry, stampMs: number, write: WriteTime): Property[] {
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
    write('dtstart', booking.start_at),
    write('dtend', booking.end_at),
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
