import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, nullable, strictObject } from '../schema.ts'

/** A row of the consent ledger, which only grows: what a customer agreed to for one purpose. */
export const Consent = component(
  'Consent',
  {
    id: idOf('cons', 'consent record'),
    ...commonMembers,
    customer_id: idOf('cust', 'customer'),
    purpose: Type.String({
      pattern: '^[a-z][a-z0-9_]{0,62}$',
      description: "marketing_email, marketing_sms, data_sharing, profiling, photos, or the tenant's own.",
      'x-example': 'marketing_email',
    }),
    granted: Type.Boolean({ description: 'Whether the customer agrees.' }),
    source: Type.String({ description: 'Where the customer said so.', 'x-example': 'booking_form' }),
    recorded_at: instant('When it was recorded.'),
    version: Type.Integer({ minimum: 1, description: 'Counts the records of this purpose.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'customer_id', 'purpose', 'granted', 'recorded_at'] },
)

/** What a person asks of their data. */
export const DataRequest = component(
  'DataRequest',
  {
    id: idOf('dsr', 'data request'),
    ...commonMembers,
    kind: Type.Enum(['access', 'erasure', 'rectification', 'portability', 'restriction', 'objection'], {
      description: 'What is asked for.',
    }),
    customer_id: idOf('cust', 'customer'),
    received_at: instant('When it was received.'),
    channel: nullable(Type.String(), { description: 'How it came.' }),
    status: Type.Enum(['open', 'extended', 'fulfilled', 'rejected'], {
      description: 'State of the request.',
    }),
    due_at: instant('Until when it has to be resolved.'),
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
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'kind', 'status', 'customer_id', 'due_at'] },
)

/** A regular look at who has access. */
export const AccessReview = component(
  'AccessReview',
  {
    id: idOf('rev', 'access review'),
    ...commonMembers,
    status: Type.Enum(['open', 'completed'], { description: 'State of the review.' }),
    due_at: instant('When the review is due.'),
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

/** Personal data that came into wrong hands. */
export const Breach = component(
  'Breach',
  {
    id: idOf('brc', 'breach'),
    ...commonMembers,
    aware_at: instant('When it became known.'),
    description: Type.String({
      description: 'What happened.',
      'x-example': 'A laptop was stolen from the practice',
    }),
    categories: Type.Array(Type.String({ 'x-example': 'contact_data' }), {
      description: 'Kinds of data concerned.',
    }),
    affected_count: Type.Integer({ minimum: 0, description: 'People concerned.' }),
    severity: Type.Enum(['low', 'medium', 'high'], { description: 'How bad it is.' }),
    notify_by: instant('Until when the authority has to be told: 72 hours after aware_at.'),
    notifications: Type.Array(BreachNotification, { description: 'Who was told.' }),
    status: Type.Enum(['open', 'notified', 'closed'], { description: 'State of the breach.' }),
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'status', 'severity', 'notify_by'] },
)
