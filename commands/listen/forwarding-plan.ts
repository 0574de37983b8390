import type { Beginning } from './beginning.ts'
import type { EventSource } from './choose-source.ts'
import type { Target } from './targets.ts'

/** Everything that is decided before the first event comes. */
export interface ForwardingPlan {
  readonly source: EventSource
  readonly targets: readonly Target[]
  readonly patterns: readonly string[] | undefined
  readonly beginning: Beginning
  readonly secret: string
  readonly extraHeaders: Readonly<Record<string, string>>
  readonly allowRemote: boolean
  readonly timeoutMs?: number | undefined
  readonly ca?: string | undefined
  readonly skipVerify?: boolean | undefined
  /** Ends after so many events. */
  readonly limit?: number | undefined
  readonly failOnNon2xx?: boolean | undefined
}
