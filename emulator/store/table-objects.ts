import type { Selectable } from 'kysely'
import { bookingObject } from './bookings.ts'
import { customerObject } from './customers.ts'
import { holdObject } from './holds.ts'
import { fromStored, toAnswer } from './instants.ts'
import { locationObject } from './locations.ts'
import { resourceObject } from './resource-object.ts'
import type { Database, ExceptionRow, HoldRow, ResourceRow, WebhookRow } from './schema.ts'
import { serviceObject } from './services.ts'
import { skillObject } from './skills.ts'
import { tenantObject } from './tenants.ts'
import { webhookObject } from './webhooks.ts'

/** What a table holds: objects of the API, rows that are only counted, or the sandbox's own affairs. */
export type TableContent<Row> =
  | { readonly kind: 'objects'; readonly object: string; readonly toObject: (row: Row) => object }
  | { readonly kind: 'counted'; readonly as: CountName }
  | { readonly kind: 'inner' }

export type CountName = 'events' | 'requests' | 'idempotency_records' | 'due_jobs'

const inner = { kind: 'inner' } as const

/** What each table holds, in the order in which people read of it; a new one that is left out here does not compile. */
export const tableContents: { readonly [Name in keyof Database]: TableContent<Selectable<Database[Name]>> } =
  {
    tenants: { kind: 'objects', object: 'tenant', toObject: tenantObject },
    locations: { kind: 'objects', object: 'location', toObject: locationObject },
    skills: { kind: 'objects', object: 'skill', toObject: skillObject },
    resources: { kind: 'objects', object: 'resource', toObject: resourceWithHours },
    exceptions: { kind: 'objects', object: 'exception', toObject: exceptionFields },
    services: { kind: 'objects', object: 'service', toObject: serviceObject },
    customers: { kind: 'objects', object: 'customer', toObject: customerObject },
    bookings: { kind: 'objects', object: 'booking', toObject: bookingObject },
    holds: { kind: 'objects', object: 'hold', toObject: holdFields },
    webhooks: { kind: 'objects', object: 'webhook', toObject: webhookFields },
    events: { kind: 'counted', as: 'events' },
    request_log: { kind: 'counted', as: 'requests' },
    idempotency_records: { kind: 'counted', as: 'idempotency_records' },
    due_jobs: { kind: 'counted', as: 'due_jobs' },
    occupancies: inner,
    booking_history: inner,
    webhook_secrets: inner,
    deliveries: inner,
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
