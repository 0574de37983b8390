/** Somebody who waits for a slot. */
export interface WaitlistEntryTable {
  tenant_id: string
  id: string
  created_at: string
  updated_at: string
  revision: number
  metadata: string
  customer_id: string
  service_id: string
  /** The only resource that will do; null: any. */
  resource_id: string | null
  /** JSON [{from, to}]: stored instants. */
  windows: string
  /** Where the first window begins and the last one ends. */
  window_from: string
  window_to: string
  party_size: number
  priority: number
  status: string
  /** Sorts entries in the order of offers: by priority, then by age (`turnOf`). */
  turn: string
  /** JSON [{resource_id, start_at}]: what was offered in vain, and is never offered again. */
  passed: string
  lapses: number
  /** The open offer: the hold that keeps it, and what it is; null without one. */
  hold_id: string | null
  offer_start_at: string | null
  offer_resource_id: string | null
  offer_expires_at: string | null
  booking_id: string | null
}
