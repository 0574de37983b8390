import type { StoredKey } from '../../src/profiles/config-file.ts'
import type { ConnectionValues } from './connection-flags.ts'

/** What flags, variables and files say about a connection, one value each. */
export interface Settled {
  readonly baseUrl?: string | undefined
  readonly apiKey?: string | undefined
  readonly tenant?: string | undefined
  /** A fork, or `main` for the local sandbox itself. */
  readonly sandbox?: string | undefined
  readonly caFile?: string | undefined
  readonly timeoutMs?: number | undefined
  readonly retries?: number | undefined
  /** The profile whose key is used, and that key. */
  readonly profile?: string | undefined
  readonly storedKey?: StoredKey | undefined
  /** Where the key comes from, for people. */
  readonly keyFrom?: string | undefined
}

/** Flags of requests that files may set too. */
export interface RequestValues extends ConnectionValues {
  readonly timeout?: number | undefined
  readonly retries?: number | undefined
}

/** Which API is called, and as whom. */
export interface Connection {
  readonly baseUrl: string
  readonly apiKey: string
  readonly tenant: string | undefined
  /** The profile whose key it is. */
  readonly profile: string | undefined
  /** Where the key comes from, for people. */
  readonly keyFrom: string | undefined
  readonly caFile: string | undefined
  readonly timeoutMs: number | undefined
  readonly retries: number | undefined
}
