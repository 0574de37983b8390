import type { BookingRow } from '../../store/schema.ts'

/** What of a booking its calendar entry tells. */
export type ToldBooking = Pick<
  BookingRow,
  'id' | 'status' | 'start_at' | 'end_at' | 'notes' | 'schedule_revision' | 'created_at' | 'updated_at'
>

/** What a message tells, as it was when it was written: later changes do not reach what was sent. */
export interface MessageFacts {
  readonly tenantName: string
  readonly customerName: string
  readonly customerEmail: string | null
  readonly serviceName: string
  readonly resourceName: string
  /** Address or name of the place; null where there is none. */
  readonly place: string | null
  /** Where a video booking takes place. */
  readonly joinUrl: string | null
  readonly startAt: string
  /** Of an offer: until when it stands. */
  readonly expiresAt: string | null
  /** Of a booking that was moved: where it was. */
  readonly movedFrom: string | null
  /** Why it was cancelled or declined, where somebody said so. */
  readonly reason: string | null
  /** Null for an offer, which is no booking yet. */
  readonly booking: ToldBooking | null
}
