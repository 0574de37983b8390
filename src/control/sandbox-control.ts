import type { RetryProfile } from '../webhooks/retry-profiles.ts'
import type { DataSetName } from './data-sets.ts'

/** The control API of a local sandbox, `/_sandbox/*`: what the emulator answers and the commands read. */

/** The sandbox's clock. Instants are RFC 3339 UTC. */
export interface ClockView {
  readonly mode: 'real' | 'offset' | 'frozen'
  readonly now: string
  /** When the next job is due, or null when nothing waits. What recurs, such as access reviews, is not counted. */
  readonly next_due_at: string | null
  readonly pending_jobs: number
}

/** One thing that the clock did. */
export interface FiredJob {
  readonly at: string
  readonly kind: string
  readonly tenant_id: string
  readonly object_id: string
  /** Types of the events that it emitted, in order. */
  readonly events: readonly string[]
}

/** Answer to every change of the clock. */
export interface ClockChange {
  readonly clock: ClockView
  readonly fired: readonly FiredJob[]
}

/** How far `POST /_sandbox/clock/advance` goes: by seconds, to an instant, to the next due job, or until none is left. */
export type ClockAdvance = (
  | { readonly by_seconds: number }
  | { readonly to: string }
  | { readonly until: 'next' | 'settled' }
) & {
  /** False: does not wait for the webhook attempts that become due on the way. */
  readonly deliver?: boolean
}

/** The keys that a sandbox begins with; null where one was revoked. */
export interface FirstKeys {
  readonly secret: string | null
  readonly publishable: string | null
}

/** What is wrong with the data of a sandbox, such as a full disk. */
export interface StorageTrouble {
  readonly reason: 'disk_full' | 'damaged' | 'read_only' | 'folder_gone' | 'locked' | 'io_error'
  /** What happened, and what to do. */
  readonly message: string
}

/** `GET /_sandbox/health`, for scripts that wait: 503 when the data of the main sandbox is in trouble. */
export interface SandboxHealth {
  readonly status: 'ready' | 'storage_unavailable'
  readonly version: string
  /** The sandboxes in trouble; left out when there is none. */
  readonly storage?: readonly (StorageTrouble & { readonly sandbox: string })[]
}

/** `GET /_sandbox/status`. */
export interface SandboxStatus {
  readonly version: string
  readonly pid: number
  readonly data: string
  readonly started_at: string
  readonly clock: ClockView
  /** The first keys of the main sandbox. Those of a fork were told when it was made: null. */
  readonly keys: FirstKeys | null
  readonly tenants: readonly { readonly id: string; readonly name: string; readonly plan: string }[]
  /** What is wrong with its data; left out when nothing is known to be. */
  readonly storage?: StorageTrouble
  /** By which schedule failed attempts are repeated, and how many are still to be made. */
  readonly webhooks: { readonly retries: RetryProfile; readonly pending: number }
}

/** One answered request, newest last. The key itself is never in it. */
export interface LoggedRequest {
  readonly number: number
  readonly at: string
  readonly request_id: string
  readonly method: string
  readonly path: string
  readonly operation: string | null
  readonly tenant_id: string | null
  readonly key_hint: string | null
  readonly idempotency_key: string | null
  readonly replayed: boolean
  readonly status: number
  readonly duration_ms: number
  readonly error_code: string | null
  readonly origin: string | null
  readonly user_agent: string | null
}

/** `GET /_sandbox/requests`: the newest that match, oldest first. With `follow=true` the answer is NDJSON without end. */
export interface LoggedRequests {
  readonly data: readonly LoggedRequest[]
}

/** A line of the answer without end, in the place of so many requests: their reader was too slow for them. */
export interface RequestsSkipped {
  readonly skipped: number
}

/** One line of the answer without end. */
export type FollowedRequest = LoggedRequest | RequestsSkipped

/** A sandbox behind the port: the main one, or a fork. Times are real ones. */
export interface SandboxView {
  /** `main`, or `fork_…`. Commands take the name as well. */
  readonly id: string
  readonly name: string | null
  /** Whether it is there after a restart. */
  readonly kept: boolean
  /** A folder or file, or `:memory:`. */
  readonly data: string
  readonly created_at: string
  /** When it is discarded; null: never. */
  readonly expires_at: string | null
}

/** `GET /_sandbox/sandboxes`: the main one first, then the forks by age. */
export interface SandboxList {
  readonly data: readonly SandboxView[]
}

/** Body of `POST /_sandbox/forks`. */
export interface ForkRequest {
  readonly name?: string
  /** Real seconds; by default it is never discarded. */
  readonly expires_in_seconds?: number
  readonly keep?: boolean
  /** The snapshot that is copied in the place of the sandbox. */
  readonly from_snapshot?: string
}

/** `POST /_sandbox/forks`: its keys are told only here. */
export interface ForkMade extends SandboxView {
  /** The newest of the events that it was copied with; null without any. What comes after it is the fork's own. */
  readonly last_event_id: string | null
  /** The same of the outbox of messages. */
  readonly last_message_id: string | null
  /** The same of the log of requests; 0 without any. */
  readonly last_request_number: number
  readonly keys: { readonly secret: string; readonly publishable: string }
}

/** Requests that a tenant may send in each window. */
export interface PlanLimits {
  readonly per_second: number
  readonly per_minute: number
  readonly per_day: number
}

/** A plan of the reference, `unlimited` or `5/200/10000`; or negotiated limits, which make it `enterprise`. */
export type PlanRequest = { readonly plan: string } | { readonly limits: PlanLimits }

/** Body of `POST /_sandbox/tenants`. Without a plan the tenant is on that of the default ones. */
export interface TenantRequest {
  /** Drawn by default. */
  readonly id?: string
  readonly name: string
  /** Asia/Kolkata by default, as that of the default tenants. */
  readonly timezone?: string
  /** INR by default. */
  readonly currency?: string
  readonly plan?: string
  readonly limits?: PlanLimits
  /** By default that of the default keys; keys of one account cannot act for tenants of another. */
  readonly account?: string
}

/** A tenant of a sandbox. `POST /_sandbox/tenants` and `POST /_sandbox/tenants/{tenant}/plan` answer it. */
export interface TenantView {
  readonly id: string
  readonly account_id: string
  readonly name: string
  readonly timezone: string
  readonly currency: string
  readonly plan: string
  readonly limits: PlanLimits
}

/** `GET /_sandbox/tenants`, by id. */
export interface TenantList {
  readonly data: readonly TenantView[]
}

/** `GET /_sandbox/audit`: how many rows the audit trail of each tenant ever had, and the place of the newest that is there. */
export interface AuditLengths {
  readonly data: readonly { readonly tenant_id: string; readonly recorded: number; readonly newest: number }[]
}

/** Body of `POST /_sandbox/keys`. */
export interface KeyRequest {
  /** Secret by default. */
  readonly scope?: 'secret' | 'publishable'
  /** For which tenant it acts when X-Tenant-Id is absent; the first of the account, or the default one. */
  readonly tenant?: string
  readonly account?: string
}

/** An API key, without what it is: its id and its last letters name it. Times are real ones. */
export interface KeyView {
  readonly id: string
  readonly hint: string
  readonly scope: 'secret' | 'publishable'
  readonly tenant_id: string
  readonly account_id: string
  /** Which sandbox behind the port it opens: `main`, or the id of a fork. */
  readonly sandbox: string
  readonly created_at: string
}

/** `GET /_sandbox/keys`, oldest first: of all sandboxes behind the port, or of the one that X-Sandbox names. */
export interface KeyList {
  readonly data: readonly KeyView[]
}

/** `POST /_sandbox/keys`: the key itself is told only here. */
export interface KeyMade extends KeyView {
  readonly key: string
}

/** An event as it is stored, signed and delivered. */
export interface EventView {
  readonly id: string
  readonly type: string
  readonly created_at: string
  readonly tenant_id: string
  readonly request_id: string | null
  readonly data: { readonly object: Readonly<Record<string, unknown>>; readonly [sibling: string]: unknown }
}

/** `GET /_sandbox/events`: of all tenants by default, oldest first. */
export interface EventList {
  readonly data: readonly EventView[]
  readonly has_more: boolean
}

/** Which events; left out, the first hundred. */
export interface EventQuery {
  /** Only what was committed after this event. */
  readonly after?: string | undefined
  /** Names and globs, comma-separated: `booking.*,customer.created`. */
  readonly type?: string | undefined
  readonly tenant?: string | undefined
  readonly limit?: number | undefined
  /** How long the answer may wait for an event that matches, in real time. */
  readonly wait_ms?: number | undefined
}

/** Which requests of the log; left out, the newest hundred. */
export interface RequestQuery {
  /** Codes and classes: `4xx,500`. */
  readonly status?: string | undefined
  /** A path with `*`. */
  readonly path?: string | undefined
  readonly tenant?: string | undefined
  readonly limit?: number | undefined
  /** Only those with a number above this one. */
  readonly after?: number | undefined
  /** How long the answer may wait for a request that matches, in real time. */
  readonly wait_ms?: number | undefined
}

/** Body of `POST /_sandbox/reset`. */
export interface ResetRequest {
  /** The data set to go back to; by default the one that the sandbox began with. */
  readonly data_set?: DataSetName
}

/** `POST /_sandbox/reset`. */
export interface ResetDone {
  readonly data_set: DataSetName
  readonly clock: ClockView
}

/** What is being put in the place of all that a sandbox holds, or added to it. */
export interface ProgressView {
  readonly what: 'reset' | 'seed' | 'restore'
  /** In parts of any size. */
  readonly done: number
  readonly of: number
}

/** `GET /_sandbox/progress`. */
export interface ProgressNow {
  /** Null when nothing is being made. */
  readonly progress: ProgressView | null
}

/** Body of `POST /_sandbox/seed` for a data set. */
export interface SeedRequest {
  readonly data_set: DataSetName
  /** About how many bookings. */
  readonly size?: number
  /** Any word: another one gives other data of the same kind. */
  readonly seed?: string
  /** Whether it comes to what is there, and not in its place. */
  readonly add?: boolean
}

/** `POST /_sandbox/seed`, for a data set or for the text of a file (`application/yaml`, JSON too). */
export interface Seeded {
  /** Null for a file. */
  readonly data_set: DataSetName | null
  /** Bookings that were asked for; null where that is not for anybody to say. */
  readonly size: number | null
  readonly seed: string | null
  /** Whether it took the place of all that was there. */
  readonly replaced: boolean
  readonly tenant_id: string
  /** How many objects of each kind were made. */
  readonly created: Readonly<Record<string, number>>
  readonly clock: ClockView
}

/** Largest seed file, in bytes. */
export const mostSeedFileBytes = 64 * 1024 * 1024

/** `GET /_sandbox/listen-secret`: what `ideadunes listen` signs with. It follows from the seed of the sandbox. */
export interface ListenSecret {
  readonly secret: string
}

/**
 * First message (`event: hello`) of `GET /_sandbox/events/stream`, which goes on with one message for each event: the
 * stored bytes as its data, the event's id as its id. `resent` repeats an event, `replaced` tells that all data is
 * other data; neither moves the position.
 */
export interface StreamHello {
  /** `main`, or the id of a fork. */
  readonly sandbox: string
  /** Where the stream begins: now, as asked for, or now because the event that was asked for is not there. */
  readonly begins: 'now' | 'as_asked' | 'now_for_lack'
  /** How many events come at once, because they happened before. */
  readonly waiting: number
  /** The event behind which the stream begins; `start` before all of them. */
  readonly after: string
}

/** Data of the message `replaced`: where the stream goes on. */
export interface StreamReplaced {
  readonly after: string
}

/** Body of `POST /_sandbox/events/{id}/resend`: to these endpoints, or else to all who follow the stream. */
export interface ResendRequest {
  readonly webhook_ids?: readonly string[]
}

/** Its answer. */
export interface EventResent {
  readonly event_id: string
  readonly type: string
  /** How many followers of the stream got it again. */
  readonly listeners: number
  readonly deliveries: readonly { readonly id: string; readonly webhook_id: string }[]
}
