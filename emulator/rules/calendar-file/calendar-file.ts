import { ICalCalendar, ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import type { BookingRow, CustomerRow, TenantRow } from '../../store/schema.ts'

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

const statuses: Readonly<Record<string, ICalEventStatus>> = {
  pending: ICalEventStatus.TENTATIVE,
  awaiting_payment: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
  declined: ICalEventStatus.CANCELLED,
}

/**
 * The iCalendar file of a booking (RFC 5545, 5546, 7986): published for live bookings, and a CANCEL that names the
 * customer for those that were cancelled or declined. Times are UTC, so no VTIMEZONE is needed.
 * `stampMs` is when the file is made.
 */
export function calendarFile(entry: CalendarEntry, stampMs: number): string {
  const { booking, tenant, customer, joinUrl } = entry
  const status = statuses[booking.status] ?? ICalEventStatus.CONFIRMED
  const isCancelled = status === ICalEventStatus.CANCELLED
  // Names under .example never receive mail; calendars only want something that looks like an address.
  const domain = `${tenant.id.replaceAll('_', '-')}.ideadunes.example`
  const calendar = new ICalCalendar({
    prodId: { company: 'IdeaDunes', product: 'Bookings', language: 'EN' },
    name: tenant.name,
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  })
  calendar.createEvent({
    id: `${booking.id}@${domain}`,
    sequence: booking.schedule_revision,
    stamp: new Date(stampMs),
    created: new Date(booking.created_at),
    lastModified: new Date(booking.updated_at),
    start: new Date(booking.start_at),
    end: new Date(booking.end_at),
    status,
    transparency: isCancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    summary: `${entry.serviceName} – ${entry.resourceName}`,
    description: entry.isWhole ? booking.notes : null,
    location: joinUrl ?? entry.place,
    url: joinUrl,
    organizer: { name: tenant.name, email: `bookings@${domain}` },
    ...(isCancelled && {
      attendees: [
        entry.isWhole
          ? { name: customer.name, email: customer.email ?? `${customer.id}@${domain}` }
          : { email: `${customer.id}@${domain}` },
      ],
    }),
  })
  return withConference(`${calendar.toString().trimEnd()}\r\n`, joinUrl)
}

/** Adds CONFERENCE of RFC 7986, which the library does not know. A join URL is ASCII, so octets are characters. */
function withConference(file: string, joinUrl: string | null): string {
  if (joinUrl === null) return file
  const line = `CONFERENCE;VALUE=URI;FEATURE=VIDEO:${joinUrl}`
  const folded = line.match(/^.{1,75}|.{1,74}/g)?.join('\r\n ') ?? line
  return file.replace('END:VEVENT', () => `${folded}\r\nEND:VEVENT`)
}
