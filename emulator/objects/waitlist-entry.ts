import type { Static } from 'typebox'
import type { WaitlistEntry, WaitlistOffer } from '../../src/contract/objects/waitlist-entry.ts'
import { toAnswer } from '../store/instants.ts'
import type { WaitlistEntryRow } from '../store/schema.ts'

export type WaitlistEntryObject = Static<typeof WaitlistEntry>
export type OfferObject = Static<typeof WaitlistOffer>

/** When somebody who waits has time: stored instants. */
export interface StoredWindow {
  readonly from: string
  readonly to: string
}

/** The windows of an entry. */
export function storedWindows(row: WaitlistEntryRow): readonly StoredWindow[] {
  return JSON.parse(row.windows) as StoredWindow[]
}

/** A start with a resource that was offered in vain; stored instants. */
export interface PassedStart {
  readonly resource_id: string
  readonly start_at: string
}

/** What was offered to an entry in vain. */
export function passedStarts(row: WaitlistEntryRow): readonly PassedStart[] {
  return JSON.parse(row.passed) as PassedStart[]
}

/** The open offer of an entry as the API answers it, or null. */
export function offerObject(row: WaitlistEntryRow): OfferObject | null {
  const { hold_id, offer_start_at, offer_resource_id, offer_expires_at } = row
  if (hold_id === null || offer_start_at === null || offer_resource_id === null || offer_expires_at === null)
    return null
  return {
    hold_id,
    start_at: toAnswer(offer_start_at),
    resource_id: offer_resource_id,
    expires_at: toAnswer(offer_expires_at),
  }
}

/** The entry as the API answers it. */
export function waitlistEntryObject(row: WaitlistEntryRow): WaitlistEntryObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    customer_id: row.customer_id,
    service_id: row.service_id,
    resource_id: row.resource_id,
    windows: storedWindows(row).map(({ from, to }) => ({ from: toAnswer(from), to: toAnswer(to) })),
    party_size: row.party_size,
    priority: row.priority,
    status: row.status as WaitlistEntryObject['status'],
    offer: offerObject(row),
    lapses: row.lapses,
    booking_id: row.booking_id,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
