import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, nullable, strictObject } from '../schema.ts'
import { purposeWord, wording } from '../texts.ts'

/** What a consent is for: the names that everybody knows, or the tenant's own. */
export const consentPurpose = Type.String({
  pattern: purposeWord,
  description: "marketing_email, marketing_sms, data_sharing, profiling, photos, or the tenant's own.",
  'x-example': 'marketing_email',
})

export const consentSource = wording(200, 'Where the customer said so.', { 'x-example': 'booking_form' })

/** A row of the consent ledger, which only grows: what a customer agreed to for one purpose. */
export const Consent = component(
  'Consent',
  {
    id: idOf('cons', 'consent record'),
    ...commonMembers,
    customer_id: idOf('cust', 'customer'),
    purpose: consentPurpose,
    granted: Type.Boolean({ description: 'Whether the customer agrees.' }),
    source: consentSource,
    recorded_at: instant('When it was recorded.'),
    version: Type.Integer({ minimum: 1, description: 'Counts the records of this purpose.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'customer_id', 'purpose', 'granted', 'recorded_at'] },
)

/** What a customer agrees to now: the newest record of each purpose. */
export const CustomerConsents = component('CustomerConsents', {
  customer_id: idOf('cust', 'customer'),
  consents: Type.Array(
    strictObject({
      purpose: consentPurpose,
      granted: Type.Boolean({ description: 'Whether the customer agrees.' }),
      source: consentSource,
      recorded_at: instant('When it was recorded.'),
      version: Type.Integer({ minimum: 1, description: 'Counts the records of this purpose.' }),
    }),
    { description: 'One for each purpose that the customer was ever asked about, by its name.' },
  ),
  ledger_version: Type.Integer({
    minimum: 0,
    description: 'How many records the ledger has of this customer: it grows with each change.',
  }),
})

export const dataRequestKinds = [
  'access',
  'erasure',
  'rectification',
  'portability',
  'restriction',
  'objection',
] as const

export const dataRequestStatuses = ['open', 'extended', 'fulfilled', 'rejected'] as const

/** What a person asks of their data. */
export const DataRequest = component(
  'DataRequest',
  {
    id: idOf('dsr', 'data request'),
    ...commonMembers,
    kind: Type.Enum([...dataRequestKinds], { description: 'What is asked for.' }),
    customer_id: idOf('cust', 'customer'),
    received_at: instant('When it was received.'),
    channel: nullable(Type.String(), { description: 'How it came.' }),
    status: Type.Enum([...dataRequestStatuses], { description: 'State of the request.' }),
    due_at: instant(
      'Until when it has to be resolved: the end of the local date one month after it was received, or three months ' +
        'where it was extended.',
    ),
    overdue_seconds: Type.Integer({
      minimum: 0,
      description: 'How late it is, on the clock of the sandbox; 0 in time, and once it is resolved.',
    }),
    extension: nullable(strictObject({ reason: Type.String(), at: instant('When it was extended.') }), {
      description: 'Why it takes longer; null unless it was extended.',
    }),
    resolution: nullable(
      strictObject({
        outcome: Type.Enum(['fulfilled', 'rejected']),
        ground: nullable(Type.String()),
        at: instant('When it was resolved.'),
      }),
      { description: 'How it ended; null while it is open.' },
    ),
    steps: Type.Array(strictObject({ name: Type.String(), at: instant('When it was done.') }), {
      description: 'What was done.',
    }),
    export_available: Type.Boolean({ description: 'Whether the export can be fetched.' }),
    copies_kept: Type.Array(
      strictObject({
        kind: Type.Enum(['snapshot', 'fork'], { description: 'What it is.' }),
        name: Type.String({ description: 'By which it is found.', 'x-example': 'before-release' }),
      }),
      {
        description:
          'Of an erasure: copies of the sandbox that were made before it and keep the data, until somebody deletes them.',
      },
    ),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'kind', 'status', 'overdue_seconds', 'due_at', 'customer_id'] },
)

/** A regular look at who has access. */
export const AccessReview = component(
  'AccessReview',
  {
    id: idOf('rev', 'access review'),
    ...commonMembers,
    status: Type.Enum(['open', 'completed'], { description: 'State of the review.' }),
    due_at: instant('When the review is due.'),
    completed_at: nullable(instant('When every item was decided.'), {
      description: 'When every item was decided; null while it is open.',
    }),
    items: Type.Array(
      strictObject({
        principal: Type.String({ description: 'Who has access.', 'x-example': 'key_9f86d081884c7d65' }),
        key_hint: Type.String({ description: 'The end of the key.', 'x-example': 'sk_test_…p7dc' }),
        scopes: Type.Array(Type.String({ 'x-example': 'secret' })),
        last_used_at: nullable(instant('When the key was last used.')),
        decision: nullable(Type.Enum(['keep', 'revoke'])),
        decided_by: nullable(Type.String()),
      }),
      { description: 'Each access, and what was decided.' },
    ),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'due_at'] },
)

/** Whom a breach was told to. */
export const BreachNotification = strictObject({
  to: Type.Enum(['authority', 'subjects'], { description: 'Who was told.' }),
  at: instant('When they were told.'),
  delay_reason: nullable(Type.String(), { description: 'Why later than 72 hours; null otherwise.' }),
})

export const breachStatuses = ['open', 'notified', 'closed'] as const

export const breachMembers = {
  description: wording(5000, 'What happened.', { 'x-example': 'A laptop was stolen from the practice' }),
  categories: Type.Array(wording(100, 'A kind of data.', { 'x-example': 'contact_data' }), {
    maxItems: 50,
    description: 'Kinds of data concerned.',
  }),
  affected_count: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'People concerned.' }),
  severity: Type.Enum(['low', 'medium', 'high'], { description: 'How bad it is.' }),
}

/** Personal data that came into wrong hands. */
export const Breach = component(
  'Breach',
  {
    id: idOf('brc', 'breach'),
    ...commonMembers,
    aware_at: instant('When it became known.'),
    ...breachMembers,
    notify_by: instant('Until when the authority has to be told: 72 hours after aware_at.'),
    notifications: Type.Array(BreachNotification, { description: 'Who was told.' }),
    remaining_seconds: Type.Integer({
      minimum: 0,
      description:
        'How long the authority can still be told without a reason for the delay; 0 once it was told.',
    }),
    status: Type.Enum([...breachStatuses], {
      description:
        'open; notified once the authority was told; closed once the people concerned were told too.',
    }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'severity', 'notify_by', 'remaining_seconds'] },
)

/** A change that somebody made, as the audit trail has it: in a chain, so that no row can be changed or taken out. */
export const AuditEvent = component(
  'AuditEvent',
  {
    id: idOf('aud', 'audit event'),
    tenant_id: idOf('tnt', 'tenant'),
    created_at: instant('When it was done.'),
    sequence: Type.Integer({
      minimum: 1,
      description: "Its place in the tenant's chain: 1, 2, 3 and so on.",
    }),
    actor: Type.String({
      description: 'The key that did it, or clock, control or seed.',
      'x-example': 'key_9f86d081884c7d65',
    }),
    operation: Type.String({
      description: 'The operation, the kind of job, or what else did it.',
      'x-example': 'updateCustomer',
    }),
    object: strictObject(
      {
        type: Type.String({ description: 'Kind of object.', 'x-example': 'customer' }),
        id: Type.String({ description: 'Its id.', 'x-example': 'cust_priya_01' }),
      },
      { description: 'What it was done to.' },
    ),
    changes: Type.Integer({ minimum: 0, description: 'How many objects changed with it.' }),
    before_digest: nullable(Type.String({ 'x-example': 'a'.repeat(64) }), {
      description: 'Keyed digest of what changed, as it was before; null where it was new.',
    }),
    after_digest: nullable(Type.String({ 'x-example': 'b'.repeat(64) }), {
      description: 'The same as it was after; null where it is gone.',
    }),
    request_id: nullable(Type.String(), { description: 'The request that did it; null for the clock.' }),
    previous_hash: Type.String({
      description: 'The hash of the row before; 64 zeros in the first.',
      'x-example': '0'.repeat(64),
    }),
    hash: Type.String({
      description: 'SHA-256 of the row before and everything above.',
      'x-example': 'c'.repeat(64),
    }),
  },
  { 'x-columns': ['sequence', 'created_at', 'actor', 'operation', 'object.id'] },
)
