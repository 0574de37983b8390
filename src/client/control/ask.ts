import type { QueryValue } from '../request-url.ts'
import type { WireRequest } from '../transport.ts'

export interface AskParts {
  readonly body?: object
  /** Sent as it is, in the place of a body. */
  readonly yaml?: string
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/** The request that `Ask` would send. */
export type ToRequest = (method: string, path: string, parts?: AskParts) => WireRequest

/**
 * Sends one request to `/_sandbox/<path>`, once, and gives its answer. Throws failures: also for an answer that has not
 * these members, for it comes from somebody else.
 */
export type Ask = <Data extends object>(
  method: string,
  path: string,
  members: readonly (keyof Data & string)[],
  parts?: AskParts,
) => Promise<Data>
