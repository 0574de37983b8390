import type { Common } from './common-columns.ts'

/** What a customer said for one purpose. Rows are only added. */
export interface ConsentTable extends Common {
  customer_id: string
  purpose: string
  granted: number
  source: string
  recorded_at: string
  /** Counts the records of this customer for this purpose. */
  version: number
}

/** What a person asks of their data. */
export interface DataRequestTable extends Common {
  kind: string
  customer_id: string
  received_at: string
  channel: string | null
  status: string
  due_at: string
  /** JSON {reason, at}, else null. */
  extension: string | null
  /** JSON {outcome, ground, at}, else null. */
  resolution: string | null
  /** JSON [{name, at}]. */
  steps: string
  /** JSON [{kind, name}]: of an erasure, the copies that keep the data. */
  copies_kept: string
}

/** What was known of a person when a request was fulfilled. */
export interface DataExportTable {
  tenant_id: string
  data_request_id: string
  customer_id: string
  created_at: string
  /** JSON: the files of the export. */
  document: string
}

/** Personal data that came into wrong hands. */
export interface BreachTable extends Common {
  aware_at: string
  description: string
  /** JSON: texts. */
  categories: string
  affected_count: number
  severity: string
  notify_by: string
  /** JSON [{to, at, delay_reason}]. */
  notifications: string
  status: string
}

/** A regular look at who has access. */
export interface AccessReviewTable extends Common {
  status: string
  due_at: string
  completed_at: string | null
  /** JSON [{principal, key_hint, scopes, last_used_at, decision, decided_by}]. */
  items: string
}

/** What somebody changed. Rows are only added; each has the hash of the one before. */
export interface AuditEventTable {
  tenant_id: string
  /** 1, 2, 3 and so on for each tenant. */
  seq: number
  id: string
  created_at: string
  actor: string
  operation: string
  object_type: string
  object_id: string
  /** How many objects changed. */
  changes: number
  before_digest: string | null
  after_digest: string | null
  request_id: string | null
  previous_hash: string
  hash: string
}

/** The key of the digests of what is a customer's; it goes with an erasure, and the digests say nothing then. */
export interface AuditKeyTable {
  tenant_id: string
  customer_id: string
  key: string
}
