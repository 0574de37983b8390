import { allowsHost } from '../../../src/webhooks/allowed-hosts.ts'
import { recordEvent } from '../../events/outbox.ts'
import { insertJobs } from '../../store/due-jobs.ts'
import { clientSecretOf, idsInTransaction } from '../../store/ids.ts'
import { toStored } from '../../store/instants.ts'
import type { PageRequest } from '../../store/page.ts'
import type { Trx } from '../../store/schema.ts'
import type { Tenant } from '../../store/tenants.ts'
import type { Emit, ListContext, Schedule } from './context.ts'

/** Who acts, when, and on whose behalf: a request, or a job of the clock. */
export interface Actor {
  readonly tenant: Tenant
  readonly key: ListContext['key']
  readonly seed: string
  /** Sandbox time in milliseconds. */
  readonly now: number
  /** Null when the clock acts. */
  readonly requestId: string | null
  /** Whether webhooks may go to a host; to this machine only by default. */
  readonly allowsWebhooksTo?: (hostname: string) => boolean
  readonly ifMatch: string | null
  readonly page: PageRequest | null
  /** Told when a job was scheduled, so that the timer of a running clock wakes in time. */
  readonly onSchedule: (dueMs: number) => void
}

const toThisMachine = (hostname: string) => allowsHost(hostname, 'loopback')

const firstPage: PageRequest = { limit: 25, order: '-created_at', from: null }

/** The context of one operation in an open transaction: the same for HTTP, GraphQL, jobs and callers in process. */
export function openContext(actor: Actor, trx: Trx): ListContext {
  const { tenant, key, seed, now, requestId, ifMatch, page, allowsWebhooksTo = toThisMachine } = actor
  const ids = idsInTransaction(trx, seed, now)
  const emit: Emit = (type, object, siblings) =>
    recordEvent(trx, ids, { tenantId: tenant.id, requestId, now }, { type, object, siblings: siblings ?? {} })
  const schedule: Schedule = async jobs => {
    if (jobs.length === 0) return
    const first = await ids.reserve('job', jobs.length)
    await insertJobs(
      trx,
      jobs.map(({ kind, objectId, dueMs, data = {} }, i) => ({
        number: first + i,
        kind,
        tenant_id: tenant.id,
        object_id: objectId,
        due_at: toStored(dueMs),
        data: JSON.stringify(data),
      })),
    )
    actor.onSchedule(Math.min(...jobs.map(job => job.dueMs)))
  }
  return {
    tenant,
    key,
    trx,
    now,
    ids,
    emit,
    schedule,
    requestId,
    seed,
    allowsWebhooksTo,
    ifMatch,
    page: page ?? firstPage,
    clientSecretOf: objectId => clientSecretOf(seed, tenant.id, objectId),
  }
}
