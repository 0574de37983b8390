/**
 * What a fault does to a request of the API:
 * `error` refuses it with an error of the API, and nothing is done;
 * `gateway` answers as a proxy in front of the API would, with a page of HTML, and nothing is done;
 * `delay` lets it wait, and then answers as ever;
 * `drop_before` ends the connection before anything is done;
 * `drop_after` does everything, commits it, and ends the connection before the answer: whether a retry is safe shows then;
 * `cut` does everything, and ends the connection in the middle of the answer.
 */
export const faultEffects = ['error', 'gateway', 'delay', 'drop_before', 'drop_after', 'cut'] as const

export type FaultEffect = (typeof faultEffects)[number]

/** What a proxy answers that does not reach the API. */
export const gatewayStatuses = [502, 503, 504] as const

/** `POST /_sandbox/faults`: what goes wrong from now on, and for which requests. */
export interface FaultRequest {
  readonly effect: FaultEffect
  /** Of `error`: which one, by its code; `internal_error` by default. */
  readonly code?: string | undefined
  /** Of `gateway`; 503 by default. */
  readonly status?: (typeof gatewayStatuses)[number] | undefined
  /** How long a request waits first, in milliseconds of real time; `delay` needs it, the others may have it. */
  readonly delay_ms?: number | undefined
  /** Only this operation, by its operationId, or `graphql`; every one by default. */
  readonly operation?: string | undefined
  /** Only requests for this tenant. */
  readonly tenant?: string | undefined
  /** So many requests that match are let through first; none by default. */
  readonly skip?: number | undefined
  /** So many requests are hit; without it, all until the fault is removed. */
  readonly times?: number | undefined
  /** How probably a request is hit, above 0 and up to 1. Drawn from the seed of the sandbox: the same after a reset. */
  readonly probability?: number | undefined
}

/** A fault, and what it did so far. */
export interface FaultView {
  /** `flt_1`, `flt_2` and so on. */
  readonly id: string
  readonly effect: FaultEffect
  /** Null for other effects than `error`. */
  readonly code: string | null
  /** Null for other effects than `gateway`. */
  readonly status: number | null
  readonly delay_ms: number
  /** Null: every operation. */
  readonly operation: string | null
  /** Null: every tenant. */
  readonly tenant: string | null
  readonly skip: number
  /** Null: until it is removed. */
  readonly times: number | null
  readonly probability: number
  /** How many requests matched, and how many of them were hit. */
  readonly matched: number
  readonly hit: number
  /** Whether it has hit as many as it was to hit: then it lets everything through. */
  readonly spent: boolean
  readonly created_at: string
}

/** `GET /_sandbox/faults`: in the order in which they were made, which is that in which they are asked. */
export interface FaultList {
  readonly data: readonly FaultView[]
}

/** `DELETE /_sandbox/faults`: removes all. */
export interface FaultsRemoved {
  readonly removed: number
}
