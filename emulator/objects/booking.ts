import type { Static } from 'typebox'
import type { Booking } from '../../src/contract/objects/booking.ts'
import { defaultPolicy } from '../../src/contract/objects/default-policy.ts'
import { toAnswer, toAnswerOrNull } from '../store/instants.ts'
import type { BookingRow } from '../store/schema.ts'
import { parsedColumn } from './parsed.ts'

export type BookingObject = Static<typeof Booking>

/** The booking as the API answers it. */
export function bookingObject(row: BookingRow): BookingObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    customer_id: row.customer_id,
    service_id: row.service_id,
    resource_id: row.resource_id,
    status: row.status as BookingObject['status'],
    start_at: toAnswer(row.start_at),
    end_at: toAnswer(row.end_at),
    channel: row.channel as BookingObject['channel'],
    notes: row.notes,
    send_confirmation: row.send_confirmation === 1,
    party_size: row.party_size,
    attendees: parsedColumn(row.attendees),
    allocations: parsedColumn(row.allocations),
    hold_id: row.hold_id,
    series_id: row.series_id,
    original_start_at: toAnswerOrNull(row.original_start_at),
    join_url: joinUrlOf(row),
    override_conflicts: row.override_conflicts === 1,
    cancellation: row.cancellation === null ? null : parsedColumn(row.cancellation),
    decline_reason: row.decline_reason,
    policy: policyOf(row),
    payment: row.payment === null ? null : parsedColumn(row.payment),
    confirm_by: toAnswerOrNull(row.confirm_by),
    pay_by: toAnswerOrNull(row.pay_by),
    checked_in_at: toAnswerOrNull(row.checked_in_at),
    completed_at: toAnswerOrNull(row.completed_at),
    schedule_revision: row.schedule_revision,
    metadata: parsedColumn(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
    links: {
      self: `/v2/bookings/${row.id}`,
      customer: `/v2/customers/${row.customer_id}`,
      ics: `/v2/bookings/${row.id}/ics`,
    },
  }
}

const policies = new WeakMap<object, BookingObject['policy']>()

/** The policy that the booking was made under. What its release did not know yet is as by default. */
export function policyOf(row: Pick<BookingRow, 'policy'>): BookingObject['policy'] {
  const stored = parsedColumn<Partial<BookingObject['policy']>>(row.policy)
  let policy = policies.get(stored)
  if (policy === undefined) {
    policy = Object.freeze({ ...defaultPolicy, ...stored })
    policies.set(stored, policy)
  }
  return policy
}

/** A made-up meeting address: nothing listens there, but handlers and templates have something to show. */
function joinUrlOf(row: BookingRow): string | null {
  const provider = /^video_(.+)$/.exec(row.channel)?.[1]
  const isSettled = !['pending', 'awaiting_payment', 'declined', 'cancelled'].includes(row.status)
  return provider !== undefined && isSettled ? `https://${provider}.example/ideadunes/${row.id}` : null
}
