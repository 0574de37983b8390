import { fromStored, toAnswer } from '../store/instants.ts'
import type { ExceptionRow, HoldRow, ResourceRow, SeriesRow, WebhookRow } from '../store/schema.ts'
import type { TableContents } from '../store/table-content.ts'
import { bookingObject } from './booking.ts'
import { seriesObject } from './booking-series.ts'
import { customerObject } from './customer.ts'
import { holdObject } from './hold.ts'
import { locationObject } from './location.ts'
import { resourceObject } from './resource.ts'
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
  rate_buckets: inner,
  id_streams: inner,
  sandbox_settings: inner,
}

/** Hours are answered by a request of their own, and belong to the resource. */
function resourceWithHours(row: ResourceRow): object {
  return { ...resourceObject(row), weekly: JSON.parse(row.weekly) }
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
