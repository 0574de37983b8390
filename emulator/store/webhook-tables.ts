import type { Common } from './common-columns.ts'

/** An endpoint that events are sent to. */
export interface WebhookTable extends Common {
  url: string
  /** JSON: patterns such as `booking.*`. */
  events: string
  description: string | null
  status: string
  disabled_reason: string | null
  /** When the first of an unbroken row of failed attempts was made. */
  failing_since: string | null
}

/** The secrets of an endpoint: the newest, and older ones that are still valid. */
export interface WebhookSecretTable {
  tenant_id: string
  webhook_id: string
  number: number
  secret: string
  created_at: string
  /** Null for the newest. */
  expires_at: string | null
}

/** One attempt to send an event to an endpoint: made, or still to be made. */
export interface DeliveryTable {
  tenant_id: string
  id: string
  created_at: string
  updated_at: string
  revision: number
  webhook_id: string
  event_id: string
  /** Number of the event: attempts that are ready are made in this order. */
  event_seq: number
  /** The bytes of a test delivery, whose event is in no log; else null. */
  sample: string | null
  /** Counts all attempts to send the event to the endpoint. */
  attempt: number
  /** Which attempt of the retry schedule it is, from 1; 0 for one that somebody asked for, which is not repeated. */
  step: number
  status: string
  /** 1 once it may be made; a retry waits for its due job. */
  ready: number
  due_at: string
  url: string
  request_headers: string | null
  response_status: number | null
  response_headers: string | null
  response_body: string | null
  latency_ms: number | null
  error: string | null
  attempted_at: string | null
  next_attempt_at: string | null
  /** Where several processes deliver: until when one of them has this attempt; null for none. */
  claimed_until: string | null
}
