import type { RetryProfile } from './webhooks/retry-profiles.ts'

/** The control API of a local sandbox, `/_sandbox/*`: what the emulator answers and the commands read. */

/** The sandbox's clock. Instants are RFC 3339 UTC. */
export interface ClockView {
  readonly mode: 'real' | 'offset' | 'frozen'
  readonly now: string
  /** When the next job is due, or null when nothing waits. */
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

/** `GET /_sandbox/status`. */
export interface SandboxStatus {
  readonly version: string
  readonly pid: number
  readonly data: string
  readonly started_at: string
  readonly clock: ClockView
  /** The fixed keys of the main sandbox. Those of a fork were told when it was made: null. */
  readonly keys: { readonly secret: string; readonly publishable: string } | null
  readonly tenants: readonly { readonly id: string; readonly name: string; readonly plan: string }[]
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

/** A sandbox behind the port: the main one, or a fork. Times are real ones. */
export interface HostedSandboxView {
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
export interface HostedSandboxes {
  readonly data: readonly HostedSandboxView[]
}

/** Body of `POST /_sandbox/forks`. */
export interface ForkRequest {
  readonly name?: string
  /** Real seconds; it is never discarded unless told. */
  readonly expires_in_seconds?: number
  readonly keep?: boolean
}

/** `POST /_sandbox/forks`: its keys are told only here. */
export interface ForkMade extends HostedSandboxView {
  readonly keys: { readonly secret: string; readonly publishable: string }
}

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
