import { fromStored, toAnswer } from '../store/instants.ts'
import type {
  BreachRow,
  DataRequestRow,
  ExceptionRow,
  HoldRow,
  OptimizationRow,
  ResourceRow,
  SeriesRow,
  WebhookRow,
} from '../store/schema.ts'
import type { TableContents } from '../store/table-content.ts'
import { accessReviewObject } from './access-review.ts'
import { bookingObject } from './booking.ts'
import { seriesObject } from './booking-series.ts'
import { breachObject } from './breach.ts'
import { consentObject } from './consent.ts'
import { customerObject } from './customer.ts'
import { dataRequestObject } from './data-request.ts'
import { disputeObject } from './dispute.ts'
import { holdObject } from './hold.ts'
import { locationObject } from './location.ts'
import { paymentObject, refundObject } from './payment.ts'
import { resourceObject } from './resource.ts'
import { optimizationObject } from './schedule/optimization.ts'
import { storedConstraints } from './schedule/schedule-constraints.ts'
import { serviceObject } from './service.ts'
import { skillObject } from './skill.ts'
import { tenantObject } from './tenant.ts'
import { waitlistEntryObject } from './waitlist-entry.ts'
import { webhookObject } from './webhook.ts'

const inner = { kind: 'inner' } as const

/** What each table holds, in the order in which people read of it; a new one that is left out here does not compile. */
export const tableContents: TableContents = {
  tenants: { kind: 'objects', object: 'tenant', toObject: tenantObject },
  locations: { kind: 'objects', object: 'location', toObject: locationObject },
  skills: { kind: 'objects', object: 'skill', toObject: skillObject },
  resources: { kind: 'objects', object: 'resource', toObject: resourceWithHours },
  exceptions: { kind: 'objects', object: 'exception', toObject: exceptionFields },
  services: { kind: 'objects', object: 'service', toObject: serviceObject },
  customers: { kind: 'objects', object: 'customer', toObject: customerObject },
  bookings: { kind: 'objects', object: 'booking', toObject: bookingObject },
  booking_series: { kind: 'objects', object: 'booking_series', toObject: seriesFields },
  holds: { kind: 'objects', object: 'hold', toObject: holdFields },
  waitlist_entries: { kind: 'objects', object: 'waitlist_entry', toObject: waitlistEntryObject },
  consents: { kind: 'objects', object: 'consent', toObject: consentObject },
  data_requests: { kind: 'objects', object: 'data_request', toObject: dataRequestFields },
  breaches: { kind: 'objects', object: 'breach', toObject: breachFields },
  access_reviews: { kind: 'objects', object: 'access_review', toObject: accessReviewObject },
  payments: { kind: 'objects', object: 'payment', toObject: paymentObject },
  refunds: { kind: 'objects', object: 'refund', toObject: refundObject },
  disputes: { kind: 'objects', object: 'dispute', toObject: disputeObject },
  optimizations: { kind: 'objects', object: 'optimization', toObject: optimizationFields },
  schedule_constraints: { kind: 'objects', object: 'schedule_constraints', toObject: storedConstraints },
  webhooks: { kind: 'objects', object: 'webhook', toObject: webhookFields },
  events: { kind: 'counted', as: 'events' },
  request_log: { kind: 'counted', as: 'requests' },
  idempotency_records: { kind: 'counted', as: 'idempotency_records' },
  due_jobs: { kind: 'counted', as: 'due_jobs' },
  // Each has its event, which is counted.
  messages: inner,
  occupancies: inner,
  booking_history: inner,
  webhook_secrets: inner,
  deliveries: inner,
  resource_days: inner,
  data_exports: inner,
  audit_events: inner,
  audit_keys: inner,
  rate_buckets: inner,
  id_streams: inner,
  sandbox_settings: inner,
}

/** As it stood when it was changed last: what has passed of its time is no difference. */
function dataRequestFields(row: DataRequestRow): object {
  const at = { nowMs: fromStored(row.updated_at), hasExport: false }
  const { overdue_seconds: _, export_available: __, ...members } = dataRequestObject(row, at)
  return members
}

function breachFields(row: BreachRow): object {
  const { remaining_seconds: _, ...members } = breachObject(row, fromStored(row.updated_at))
  return members
}

/** Hours are answered by a request of their own, and belong to the resource. */
function resourceWithHours(row: ResourceRow): object {
  return { ...resourceObject(row), weekly: JSON.parse(row.weekly) }
}

/** Without how far it is: that is of the machine. */
function optimizationFields(row: OptimizationRow): object {
  const { progress: _, ...members } = optimizationObject(row)
  return members
}

/** Without its secrets, which are nobody's to compare. */
function webhookFields(row: WebhookRow): object {
  const { secrets: _, ...members } = webhookObject(row, [], '')
  return members
}

/** Without its bookings, which are told of one by one. */
function seriesFields(row: SeriesRow): object {
  const { occurrences: _, ...members } = seriesObject(row, new Map())
  return { ...members, status: row.status }
}

/** As it stood when it was made: what is left of its time is no difference. */
function holdFields(row: HoldRow): object {
  const { remaining_seconds: _, ...members } = holdObject(row, fromStored(row.created_at))
  return members
}

function exceptionFields(row: ExceptionRow): object {
  return {
    ...row,
    intervals: JSON.parse(row.intervals),
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
  }
}
