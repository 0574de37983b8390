/** Why a command ended without a result. Each kind has one exit code (design: how it must feel). */
export type FailureKind =
  | 'bug'
  | 'usage'
  | 'api'
  | 'auth'
  | 'unreachable'
  | 'rate_limited'
  | 'differs'
  | 'interrupted'

/** Exit codes of the command line, by kind of failure; 0 is success. */
export const exitCodes = {
  bug: 1,
  usage: 2,
  api: 3,
  auth: 4,
  unreachable: 5,
  rate_limited: 6,
  differs: 7,
  interrupted: 130,
} as const satisfies Record<FailureKind, number>

export interface FailureOptions {
  /** What to do about it, in one or two sentences. */
  readonly hint?: string
  /** The flag, member or file that is at fault. */
  readonly field?: string
  readonly docUrl?: string
  readonly requestId?: string
  /** `details` of an API error, as received. */
  readonly details?: unknown
  readonly cause?: unknown
}

/**
 * The one family of errors that people see: thrown anywhere, rendered only by `src/output`.
 * `code` is stable and meant for programs (`port_in_use`, `resource_unavailable`).
 */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly code: string
  readonly hint: string | undefined
  readonly field: string | undefined
  readonly docUrl: string | undefined
  readonly requestId: string | undefined
  readonly details: unknown

  constructor(kind: FailureKind, code: string, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'Failure'
    this.kind = kind
    this.code = code
    this.hint = options.hint
    this.field = options.field
    this.docUrl = options.docUrl
    this.requestId = options.requestId
    this.details = options.details
  }
}
