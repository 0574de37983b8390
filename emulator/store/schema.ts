import type { Generated, Insertable, Selectable, Transaction } from 'kysely'
import type { Common } from './common-columns.ts'
import type {
  AccessReviewTable,
  AuditEventTable,
  AuditKeyTable,
  BreachTable,
  ConsentTable,
  DataExportTable,
  DataRequestTable,
} from './compliance-tables.ts'
import type { MessageTable } from './message-table.ts'
import type { DisputeTable, PaymentTable, RefundTable } from './payment-tables.ts'
import type { OptimizationTable, ScheduleConstraintsTable } from './schedule-tables.ts'
import type { SeriesTable } from './series-tables.ts'
import type { WaitlistEntryTable } from './waitlist-entry-table.ts'
import type { DeliveryTable, WebhookSecretTable, WebhookTable } from './webhook-tables.ts'

/**
 * The tables of a sandbox. Neutral between SQLite and PostgreSQL: ids and instants are text (UTC, milliseconds,
 * fixed width, so that text order is time order), flags are 0 or 1, nested data is JSON text.
 */
export interface Database {
  sandbox_settings: { name: string; value: string }
  id_streams: { prefix: string; drawn: number }
  tenants: TenantTable
  customers: CustomerTable
  services: ServiceTable
  resources: ResourceTable
  exceptions: ExceptionTable
  bookings: BookingTable
  booking_series: SeriesTable
  occupancies: OccupancyTable
  holds: HoldTable
  events: EventTable
  idempotency_records: IdempotencyTable
  due_jobs: DueJobTable
  rate_buckets: RateBucketTable
  request_log: RequestLogTable
  locations: LocationTable
  skills: SkillTable
  booking_history: BookingHistoryTable
  messages: MessageTable
  webhooks: WebhookTable
  webhook_secrets: WebhookSecretTable
  deliveries: DeliveryTable
  resource_days: ResourceDayTable
  waitlist_entries: WaitlistEntryTable
  consents: ConsentTable
  data_requests: DataRequestTable
  data_exports: DataExportTable
  breaches: BreachTable
  access_reviews: AccessReviewTable
  audit_events: AuditEventTable
  audit_keys: AuditKeyTable
  payments: PaymentTable
  refunds: RefundTable
  disputes: DisputeTable
  optimizations: OptimizationTable
  schedule_constraints: ScheduleConstraintsTable
}

/** A row of each table, as it is read. */
export type RowsByTable = { readonly [Name in keyof Database]: Selectable<Database[Name]> }

/** The open transaction that every read and write goes through. */
export type Trx = Transaction<Database>

interface TenantTable {
  id: string
  account_id: string
  name: string
  timezone: string
  currency: string
  plan: string
  /** JSON {per_second, per_minute, per_day}: of the plan, or negotiated. */
  limits: string
  /** JSON: the tenant's own defaults of the booking policy. */
  policy: string
  created_at: string
  updated_at: string
  revision: number
  /** 90 unless the tenant chose another period. */
  access_review_days: Generated<number>
  /** JSON {denials, window_min}: how many of one key in how many minutes make a breach; null: nobody counts. */
  breach_watch: Generated<string | null>
  metadata: Generated<string>
}

interface CustomerTable extends Common {
  name: string
  email: string | null
  phone: string | null
  external_ref: string | null
  timezone: string | null
  locale: string | null
  notes: string | null
  processing_restricted: number
  merged_into: string | null
  deleted_at: string | null
  /** Name, e-mail address and phone in lower case, as `customers.ts` writes them: what a text is looked for in. */
  search_text: string
}

interface ServiceTable extends Common {
  name: string
  description: string | null
  duration_min: number
  step_min: number
  buffer_before_min: number
  buffer_after_min: number
  notice_min: number
  horizon_days: number
  capacity: number
  max_per_day: number | null
  price: string | null
  deposit: string | null
  confirmation: string
  /** JSON [{group, resource_ids[], skills[{skill_id, min_level}], overrides[]}]. */
  requirements: string
  /** JSON: what the service changes of the tenant's policy. */
  policy: string
  status: string
}

interface ResourceTable extends Common {
  type: string
  name: string
  location_id: string | null
  timezone: string
  capacity: number
  weight: number
  max_bookings_per_day: number | null
  /** JSON [{skill_id, level, valid_until?}]. */
  skills: string
  /** JSON {mon: [{start, end}], …} in local wall time. */
  weekly: string
  status: string
  /** JSON {from, until?, reason}, else null. */
  offline: string | null
  /** The longest buffered interval ever taken, so that overlap queries are bounded on both sides. */
  longest_block_ms: number
}

interface ExceptionTable extends Common {
  resource_id: string
  kind: string
  from: string
  to: string
  /** JSON [{start, end}]. */
  intervals: string
  reason: string | null
}

interface BookingTable extends Common {
  customer_id: string
  service_id: string
  resource_id: string
  location_id: string | null
  series_id: string | null
  hold_id: string | null
  status: string
  start_at: string
  end_at: string
  original_start_at: string | null
  buffer_before_min: number
  buffer_after_min: number
  channel: string
  notes: string | null
  send_confirmation: number
  party_size: number
  attendees: string
  allocations: string
  override_conflicts: number
  cancellation: string | null
  decline_reason: string | null
  policy: string
  confirm_by: string | null
  pay_by: string | null
  checked_in_at: string | null
  completed_at: string | null
  schedule_revision: number
  /** JSON: what is paid and due, as the booking shows it; null where there is nothing to pay. */
  payment: string | null
  /** JSON {amount, currency}: what it cost when it was made; null where nothing was said about it. */
  price: string | null
  /** JSON {amount, currency}: what is to be paid before it is confirmed; null: nothing. */
  deposit: string | null
}

/** What takes capacity of a resource, and when: one row for each resource of a blocking booking or hold. */
interface OccupancyTable {
  tenant_id: string
  resource_id: string
  holder_id: string
  kind: string
  service_id: string
  start_at: string
  end_at: string
  /** The interval with its buffers. */
  blocks_from: string
  blocks_to: string
  units: number
  /** Of holds: from then on nothing is taken any more, whether or not somebody has cleared up. */
  expires_at: string | null
}

/** A start that is kept for somebody until it is booked, released or expired. */
interface HoldTable extends Common {
  service_id: string
  resource_id: string
  start_at: string
  end_at: string
  party_size: number
  ttl_seconds: number
  /** JSON [{group, resource_id}]. */
  allocations: string
  expires_at: string
  status: string
}

interface EventTable {
  tenant_id: string
  id: string
  /** Commit order; shared by all tenants of the sandbox, so one tenant's numbers have gaps. */
  seq: number
  type: string
  object_id: string
  request_id: string | null
  created_at: string
  /** The envelope as it is signed and sent; these bytes never change. */
  payload: string
}

interface IdempotencyTable {
  tenant_id: string
  key_id: string
  method: string
  path: string
  idempotency_key: string
  fingerprint: string
  status: number
  /** The revision of the object that was answered, or null. */
  revision: number | null
  body: string
  request_id: string
  created_at: string
  expires_at: string
}

/** Something that the clock does at its time: fired once, in the order of due_at and number. */
interface DueJobTable {
  number: number
  due_at: string
  kind: string
  tenant_id: string
  object_id: string
  /** JSON of what the job's kind needs beside the object. */
  data: string
}

/** How long each bucket of a tenant still had to leak, in milliseconds, when it was written down. */
interface RateBucketTable {
  tenant_id: string
  /** Real time: buckets do not leak by the clock of the sandbox. */
  saved_at: string
  second_ms: number
  minute_ms: number
  day_ms: number
}

/** One answered request. Keys are never in it, only their ends. */
interface RequestLogTable {
  number: number
  at: string
  request_id: string
  method: string
  path: string
  operation: string | null
  tenant_id: string | null
  key_hint: string | null
  key_scope: string | null
  idempotency_key: string | null
  replayed: number
  status: number
  duration_us: number
  error_code: string | null
  origin: string | null
  user_agent: string | null
}

interface LocationTable extends Common {
  name: string
  timezone: string
  address: string | null
  /** JSON {mon: [{start, end}], …} in the location's wall time, or null: always open. */
  opening_hours: string | null
  /** JSON [{date, name}]. */
  holidays: string
}

interface SkillTable extends Common {
  name: string
  description: string | null
}

/** One change of a booking: one row for each of its revisions, from the making of it on. */
interface BookingHistoryTable {
  tenant_id: string
  id: string
  booking_id: string
  /** The revision that the booking got by it. */
  revision: number
  action: string
  /** Null for the making of it. */
  from_status: string | null
  to_status: string
  actor: string
  reason: string | null
  at: string
  /** Null when the clock acted. */
  request_id: string | null
}

/** How often a resource is booked on a day of UTC: written with each booking, and read in place of them. */
interface ResourceDayTable {
  tenant_id: string
  resource_id: string
  /** Such as 2026-04-20. */
  day: string
  /** Bookings that start on it, but for declined and cancelled ones. */
  bookings: number
  /** When the newest of them was made. */
  last_booked_at: string
}

export type TenantRow = Selectable<TenantTable>
export type NewTenantRow = Insertable<TenantTable>
/** Without what only the store needs to find it. */
export type CustomerRow = Omit<Selectable<CustomerTable>, 'search_text'>
export type ServiceRow = Selectable<ServiceTable>
export type ResourceRow = Selectable<ResourceTable>
export type ExceptionRow = Selectable<ExceptionTable>
export type BookingRow = Selectable<BookingTable>
export type BookingHistoryRow = Selectable<BookingHistoryTable>
export type SeriesRow = Selectable<SeriesTable>
export type OccupancyRow = Selectable<OccupancyTable>
export type WaitlistEntryRow = Selectable<WaitlistEntryTable>
export type MessageRow = Selectable<MessageTable>
export type PaymentRow = Selectable<PaymentTable>
export type RefundRow = Selectable<RefundTable>
export type DisputeRow = Selectable<DisputeTable>
export type OptimizationRow = Selectable<OptimizationTable>
export type ScheduleConstraintsRow = Selectable<ScheduleConstraintsTable>
export type HoldRow = Selectable<HoldTable>
export type EventRow = Selectable<EventTable>
export type DueJobRow = Selectable<DueJobTable>
export type RateBucketRow = Selectable<RateBucketTable>
export type RequestLogRow = Selectable<RequestLogTable>
export type LocationRow = Selectable<LocationTable>
export type SkillRow = Selectable<SkillTable>
export type WebhookRow = Selectable<WebhookTable>
export type WebhookSecretRow = Selectable<WebhookSecretTable>
export type DeliveryRow = Selectable<DeliveryTable>
export type IdempotencyRow = Selectable<IdempotencyTable>
export type ConsentRow = Selectable<ConsentTable>
export type DataRequestRow = Selectable<DataRequestTable>
export type BreachRow = Selectable<BreachTable>
export type AccessReviewRow = Selectable<AccessReviewTable>
export type AuditEventRow = Selectable<AuditEventTable>
