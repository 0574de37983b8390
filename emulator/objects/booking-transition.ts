import type { Static } from 'typebox'
import type { BookingTransition } from '../../src/contract/objects/booking-transition.ts'
import { toAnswer } from '../store/instants.ts'
import type { BookingHistoryRow } from '../store/schema.ts'

export type TransitionObject = Static<typeof BookingTransition>

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
