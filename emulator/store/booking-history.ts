import type { Static } from 'typebox'
import type { BookingTransition } from '../../src/contract/objects/booking-transition.ts'
import { toAnswer } from './instants.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import { insertRow } from './prepared.ts'
import type { BookingHistoryRow, Trx } from './schema.ts'

type TransitionObject = Static<typeof BookingTransition>

/** Adds a line to a booking's history. */
export async function insertTransition(trx: Trx, row: BookingHistoryRow): Promise<void> {
  await insertRow(trx, 'booking_history', row)
}

/** One page of a booking's history. */
export async function pageTransitions(
  trx: Trx,
  tenantId: string,
  bookingId: string,
  page: PageRequest,
): Promise<Page<TransitionObject>> {
  const query = trx
    .selectFrom('booking_history')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('booking_id', '=', bookingId)
  return await fetchPage(query, page, transitionObject)
}

/** The line of a history as the API answers it. */
export function transitionObject(row: BookingHistoryRow): TransitionObject {
  return {
    id: row.id,
    booking_id: row.booking_id,
    revision: row.revision,
    action: row.action as TransitionObject['action'],
    from: row.from_status as TransitionObject['from'],
    to: row.to_status as TransitionObject['to'],
    actor: row.actor as TransitionObject['actor'],
    reason: row.reason,
    at: toAnswer(row.at),
    request_id: row.request_id,
  }
}
