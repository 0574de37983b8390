import type { Static } from 'typebox'
import type { BookingSeries } from '../../src/contract/objects/booking-series.ts'
import { storedOccurrences } from '../store/booking-series.ts'
import { toAnswer } from '../store/instants.ts'
import type { BookingRow, SeriesRow } from '../store/schema.ts'
import { parsedColumn } from './parsed.ts'

export type SeriesObject = Static<typeof BookingSeries>

const ended = ['completed', 'no_show', 'declined', 'cancelled']

/** The series as the API answers it, with the bookings that it made, by id. */
export function seriesObject(row: SeriesRow, bookings: ReadonlyMap<string, BookingRow>): SeriesObject {
  const made = storedOccurrences(row).flatMap(({ booking_id, conflicts }) => {
    const booking = bookings.get(booking_id)
    return booking === undefined ? [] : [{ booking, conflicts }]
  })
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    customer_id: row.customer_id,
    service_id: row.service_id,
    resource_id: row.resource_id,
    rrule: row.rrule,
    start_local: row.start_local,
    timezone: row.timezone,
    on_conflict: row.on_conflict as SeriesObject['on_conflict'],
    occurrences: made.map(({ booking, conflicts }) => ({
      booking_id: booking.id,
      original_start_at: toAnswer(booking.original_start_at ?? booking.start_at),
      start_at: toAnswer(booking.start_at),
      status: booking.status as SeriesObject['occurrences'][number]['status'],
      ...(conflicts !== undefined && {
        conflicts: conflicts as SeriesObject['skipped'][number]['conflicts'],
      }),
    })),
    skipped: parsedColumn(row.skipped),
    status: statusOf(
      row,
      made.map(({ booking }) => booking),
    ),
    metadata: parsedColumn(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}

function statusOf(row: SeriesRow, bookings: readonly BookingRow[]): SeriesObject['status'] {
  if (row.status === 'cancelled') return 'cancelled'
  return bookings.every(({ status }) => ended.includes(status)) ? 'completed' : 'active'
}
