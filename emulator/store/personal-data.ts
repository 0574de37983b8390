import type { RowsByTable } from './schema.ts'

/**
 * What a column says of the people who book, and what an erasure does about it.
 *
 * - `no`: nothing: ids, instants, states, and what a business says of itself
 * - `kept`: something that the law wants kept, such as what was paid
 * - `scrubbed`: text of any kind, mostly JSON, in which a person may occur: what tells of them is taken out of it
 * - `{ erased }`: what is theirs alone: it becomes this
 */
export type PersonalData = 'no' | 'kept' | 'scrubbed' | { readonly erased: string | null }

/**
 * How the rows of a table that tell of a person are found: by a column that names them, by the ids in a text, also by
 * the words in another; or each is looked at, where there are few.
 */
export type PersonLink =
  | { readonly column: 'id' | 'customer_id' | 'booking_id' | 'event_id' }
  | { readonly ids: string; readonly words?: string }
  | 'each'

/** What a table holds of people. */
export interface TablePersonalData<Column extends string = string> {
  /** Of a table that holds nothing of anybody: null. */
  readonly link: PersonLink | null
  /** What names a row within the database, where that is not tenant and id. */
  readonly key?: readonly string[]
  /** True where an erasure deletes the rows. */
  readonly deleted?: true
  readonly columns: Readonly<Record<Column, PersonalData>>
}

type TextColumn<Row> = {
  [Name in keyof Row & string]: Extract<Row[Name], string> extends never ? never : Name
}[keyof Row & string]

function no<Column extends string>(...columns: Column[]): Record<Column, 'no'> {
  return Object.fromEntries(columns.map(column => [column, 'no'])) as Record<Column, 'no'>
}

const common = no('tenant_id', 'id', 'created_at', 'updated_at')
/** Of objects that are the business's own: nobody else is to write of people there. */
const own = { ...common, ...no('metadata') }
/** Of objects that belong to a person. */
const theirs = { ...common, metadata: { erased: '{}' } } as const
const nothing = { erased: null } as const

/** The name of whoever was erased. */
export const erasedName = 'Erased person'

/** What stands in the place of a text that was scrubbed. */
export const erasedText = '[erased]'

/** Every text of every table; a new one that is left out here does not compile. */
export const personalData: {
  readonly [Table in keyof RowsByTable]: TablePersonalData<TextColumn<RowsByTable[Table]>>
} = {
  sandbox_settings: { link: null, columns: no('name', 'value') },
  id_streams: { link: null, columns: no('prefix') },
  tenants: {
    link: null,
    columns: {
      ...no('id', 'account_id', 'name', 'timezone', 'currency', 'plan', 'limits', 'policy', 'created_at'),
      ...no('updated_at', 'metadata', 'breach_watch'),
    },
  },
  customers: {
    link: { column: 'id' },
    columns: {
      ...theirs,
      name: { erased: erasedName },
      email: nothing,
      phone: nothing,
      external_ref: nothing,
      timezone: nothing,
      locale: nothing,
      notes: nothing,
      search_text: { erased: erasedName.toLowerCase() },
      ...no('merged_into', 'deleted_at'),
    },
  },
  services: {
    link: null,
    columns: {
      ...own,
      ...no('name', 'description', 'price', 'deposit', 'confirmation', 'requirements', 'policy', 'status'),
    },
  },
  resources: {
    link: null,
    columns: {
      ...own,
      ...no('type', 'name', 'location_id', 'timezone', 'skills', 'weekly', 'status', 'offline'),
    },
  },
  exceptions: {
    link: null,
    columns: { ...own, ...no('resource_id', 'kind', 'from', 'to', 'intervals', 'reason') },
  },
  bookings: {
    link: { column: 'customer_id' },
    columns: {
      ...theirs,
      ...no('customer_id', 'service_id', 'resource_id', 'location_id', 'series_id', 'hold_id', 'status'),
      ...no('start_at', 'end_at', 'original_start_at', 'channel', 'allocations', 'policy', 'confirm_by'),
      ...no('pay_by', 'checked_in_at', 'completed_at'),
      notes: nothing,
      attendees: 'scrubbed',
      cancellation: 'scrubbed',
      decline_reason: 'scrubbed',
      payment: 'kept',
      ...no('price', 'deposit'),
    },
  },
  // What was paid is kept, and says nothing of who paid it but an id.
  payments: {
    link: { column: 'customer_id' },
    columns: {
      ...theirs,
      ...no('booking_id', 'customer_id', 'kind', 'currency', 'capture', 'status', 'method_id', 'failure'),
      ...no('expires_at', 'authorized_at', 'captured_at', 'refunded_at', 'disputed_at', 'cancelled_at'),
      ...no('dispute_status'),
    },
  },
  refunds: {
    link: 'each',
    columns: {
      ...common,
      ...no('payment_id', 'currency', 'status'),
      metadata: 'scrubbed',
      reason: 'scrubbed',
    },
  },
  disputes: {
    link: 'each',
    columns: {
      ...common,
      ...no('payment_id', 'currency', 'reason', 'status', 'due_by', 'outcome'),
      metadata: 'scrubbed',
      evidence: 'scrubbed',
    },
  },
  booking_series: {
    link: { column: 'customer_id' },
    columns: {
      ...theirs,
      ...no('customer_id', 'service_id', 'resource_id', 'rrule', 'start_local', 'timezone', 'on_conflict'),
      ...no('occurrences', 'skipped', 'status'),
    },
  },
  waitlist_entries: {
    link: { column: 'customer_id' },
    columns: {
      ...theirs,
      ...no(
        'customer_id',
        'service_id',
        'resource_id',
        'windows',
        'window_from',
        'window_to',
        'status',
        'turn',
      ),
      ...no('passed', 'hold_id', 'offer_start_at', 'offer_resource_id', 'offer_expires_at', 'booking_id'),
    },
  },
  messages: {
    link: { column: 'customer_id' },
    columns: {
      ...no('tenant_id', 'id', 'event_id', 'created_at', 'kind', 'customer_id', 'object_id', 'sent_by'),
      ...no('locale', 'timezone'),
      recipient: { erased: erasedText },
      facts: 'scrubbed',
    },
  },
  occupancies: {
    link: null,
    columns: no(
      ...(['tenant_id', 'resource_id', 'holder_id', 'kind', 'service_id', 'start_at', 'end_at'] as const),
      ...(['blocks_from', 'blocks_to', 'expires_at'] as const),
    ),
  },
  holds: {
    link: { ids: 'metadata' },
    columns: {
      ...common,
      metadata: 'scrubbed',
      ...no('service_id', 'resource_id', 'start_at', 'end_at', 'allocations', 'expires_at', 'status'),
    },
  },
  events: {
    link: { ids: 'payload' },
    columns: {
      ...no('tenant_id', 'id', 'type', 'object_id', 'request_id', 'created_at'),
      payload: 'scrubbed',
    },
  },
  idempotency_records: {
    link: { ids: 'body', words: 'idempotency_key' },
    key: ['tenant_id', 'key_id', 'method', 'path', 'idempotency_key'],
    columns: {
      ...no('tenant_id', 'key_id', 'method', 'path', 'fingerprint', 'request_id', 'created_at', 'expires_at'),
      idempotency_key: 'scrubbed',
      body: 'scrubbed',
    },
  },
  due_jobs: {
    link: { ids: 'data' },
    key: ['number'],
    columns: { ...no('due_at', 'kind', 'tenant_id', 'object_id'), data: 'scrubbed' },
  },
  rate_buckets: { link: null, columns: no('tenant_id', 'saved_at') },
  request_log: {
    link: 'each',
    key: ['number'],
    columns: {
      ...no('at', 'request_id', 'method', 'operation', 'tenant_id', 'key_hint', 'key_scope', 'error_code'),
      path: 'scrubbed',
      idempotency_key: 'scrubbed',
      origin: 'scrubbed',
      user_agent: 'scrubbed',
    },
  },
  locations: {
    link: null,
    columns: { ...own, ...no('name', 'timezone', 'address', 'opening_hours', 'holidays') },
  },
  skills: { link: null, columns: { ...own, ...no('name', 'description') } },
  booking_history: {
    link: { column: 'booking_id' },
    columns: {
      ...no(
        'tenant_id',
        'id',
        'booking_id',
        'action',
        'from_status',
        'to_status',
        'actor',
        'at',
        'request_id',
      ),
      reason: 'scrubbed',
    },
  },
  webhooks: {
    link: null,
    columns: { ...own, ...no('url', 'events', 'description', 'status', 'disabled_reason', 'failing_since') },
  },
  webhook_secrets: {
    link: null,
    columns: no('tenant_id', 'webhook_id', 'secret', 'created_at', 'expires_at'),
  },
  deliveries: {
    link: { column: 'event_id' },
    columns: {
      ...no(
        'tenant_id',
        'id',
        'created_at',
        'updated_at',
        'webhook_id',
        'event_id',
        'status',
        'due_at',
        'url',
      ),
      ...no('attempted_at', 'next_attempt_at', 'claimed_until', 'request_headers', 'sample'),
      // What a receiver answers may be what it was sent.
      response_headers: nothing,
      response_body: nothing,
      error: 'scrubbed',
    },
  },
  resource_days: { link: null, columns: no('tenant_id', 'resource_id', 'day', 'last_booked_at') },
  consents: {
    link: { column: 'customer_id' },
    columns: { ...theirs, ...no('customer_id', 'purpose', 'recorded_at'), source: 'scrubbed' },
  },
  data_requests: {
    link: { column: 'customer_id' },
    columns: {
      ...theirs,
      ...no('kind', 'customer_id', 'received_at', 'status', 'due_at', 'steps', 'copies_kept'),
      channel: 'scrubbed',
      extension: 'scrubbed',
      resolution: 'scrubbed',
    },
  },
  data_exports: {
    link: { column: 'customer_id' },
    key: ['tenant_id', 'data_request_id'],
    deleted: true,
    columns: { ...no('tenant_id', 'data_request_id', 'customer_id', 'created_at'), document: 'scrubbed' },
  },
  // A register that the law asks for, in the words of the business.
  breaches: {
    link: null,
    columns: {
      ...own,
      ...no('aware_at', 'categories', 'severity', 'notify_by', 'status'),
      description: 'kept',
      notifications: 'kept',
    },
  },
  access_reviews: { link: null, columns: { ...own, ...no('status', 'due_at', 'completed_at', 'items') } },
  audit_events: {
    link: null,
    columns: {
      ...no('tenant_id', 'id', 'created_at', 'actor', 'operation', 'object_type', 'object_id', 'request_id'),
      ...no('previous_hash', 'hash'),
      // Nobody can tell what they are of once their key is gone.
      before_digest: 'kept',
      after_digest: 'kept',
    },
  },
  audit_keys: {
    link: { column: 'customer_id' },
    key: ['tenant_id', 'customer_id'],
    deleted: true,
    columns: no('tenant_id', 'customer_id', 'key'),
  },
  // Ids, instants and numbers.
  optimizations: {
    link: null,
    columns: {
      ...own,
      ...no(
        'window_from',
        'window_to',
        'resource_ids',
        'booking_ids',
        'weights',
        'status',
        'outcome',
        'score',
      ),
      ...no('initial_score', 'bound', 'infeasible_because', 'failure', 'base', 'proposal', 'started_at'),
      ...no('finished_at', 'committed_at'),
    },
  },
  schedule_constraints: { link: null, columns: { ...own, ...no('constraints') } },
}
