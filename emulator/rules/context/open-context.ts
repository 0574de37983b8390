import { atOnce, type Turns } from '../../../src/time/turns.ts'
import { allowsHost } from '../../../src/webhooks/allowed-hosts.ts'
import { recordEvent } from '../../events/outbox.ts'
import { insertJobs } from '../../store/due-jobs.ts'
import { clientSecretOf, idsInTransaction } from '../../store/ids.ts'
import { toStored } from '../../store/instants.ts'
import type { PageRequest } from '../../store/page.ts'
import type { Trx } from '../../store/schema.ts'
import type { Tenant } from '../../store/tenants.ts'
import { writeMessage } from '../messages/write-message.ts'
import { followChanges } from '../waitlist/follow-changes.ts'
import type { Access, Change, Copy, Emit, Erasure, ListContext, Schedule } from './context.ts'

/** Who acts, when, and on whose behalf: a request, or a job of the clock. */
export interface Actor {
  readonly tenant: Tenant
  readonly key: ListContext['key']
  readonly seed: string
  /** Sandbox time in milliseconds. */
  readonly now: number
  /** Null when the clock acts. */
  readonly requestId: string | null
  /** Of long work in a transaction of its own; at once by default. */
  readonly turns?: Turns
  /** Whether webhooks may go to a host; to this machine only by default. */
  readonly allowsWebhooksTo?: (hostname: string) => boolean
  /** The keys that lead to the sandbox; none by default. */
  readonly access?: () => readonly Access[]
  /** The copies that were made of the sandbox; none by default. */
  readonly copies?: () => readonly Copy[]
  readonly ifMatch: string | null
  readonly page: PageRequest | null
}

/** What an operation did beside its rows, as far as somebody has to be told after the commit. */
export interface Noted {
  readonly emitted: string[]
  readonly changes: Change[]
  /** Who was erased; null for nobody. */
  erasure: Erasure | null
  /** When the first job that it scheduled is due, in sandbox milliseconds; null without one. */
  dueMs: number | null
}

const toThisMachine = (hostname: string) => allowsHost(hostname, 'loopback')

const none = () => []

const firstPage: PageRequest = { limit: 25, order: '-created_at', from: null }

/** The context of one operation in an open transaction, and what is noted while it runs. */
export function openContext(actor: Actor, trx: Trx): { context: ListContext; noted: Noted } {
  const { tenant, key, seed, now, requestId, ifMatch, page, allowsWebhooksTo = toThisMachine } = actor
  const { access = none, copies = none, turns = atOnce } = actor
  const ids = idsInTransaction(trx, seed, now)
  const noted: Noted = { emitted: [], changes: [], erasure: null, dueMs: null }
  const emit: Emit = async (type, object, siblings = {} as never) => {
    noted.emitted.push(type)
    const source = { tenantId: tenant.id, requestId, now }
    const { id: eventId, seq } = await recordEvent(trx, ids, source, { type, object, siblings })
    await writeMessage(context, { type, object, siblings, eventId, seq })
  }
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
    for (const { dueMs } of jobs) noted.dueMs = Math.min(noted.dueMs ?? dueMs, dueMs)
  }
  let followed = 0
  const offerFreed = async () => {
    // What follows from changes are changes too.
    while (followed < noted.changes.length) {
      const changes = noted.changes.slice(followed)
      followed = noted.changes.length
      await followChanges(context, changes)
    }
  }
  const context: ListContext = {
    tenant,
    key,
    trx,
    turns,
    now,
    ids,
    emit,
    schedule,
    changed: (object, before, after) =>
      void noted.changes.push({ object, id: (after ?? before)?.id ?? '', before, after }),
    offerFreed,
    erased(erasure) {
      noted.erasure = erasure
    },
    access,
    copies,
    requestId,
    seed,
    allowsWebhooksTo,
    ifMatch,
    page: page ?? firstPage,
    clientSecretOf: objectId => clientSecretOf(seed, tenant.id, objectId),
  }
  return { context, noted }
}
