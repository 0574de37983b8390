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
export type ClockAdvance =
  | { readonly by_seconds: number }
  | { readonly to: string }
  | { readonly until: 'next' | 'settled' }

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
