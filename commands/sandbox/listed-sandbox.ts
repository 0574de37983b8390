import type { ClockView, SandboxView } from '../../src/control/sandbox-control.ts'

/** A sandbox of this machine, as it stands in the registry and as it answers. */
export interface ListedSandbox {
  readonly base_url: string
  /** The project's folder; null outside of any. */
  readonly project: string | null
  /** Whether it belongs to the project of the current folder. */
  readonly own: boolean
  readonly pid: number
  readonly started_at: string
  readonly data: string
  /** Where one that runs in the background writes. */
  readonly log: string | null
  readonly clock: ClockView | null
  readonly forks: readonly SandboxView[]
  /** Why it did not answer; null when it did. */
  readonly error: { readonly code: string; readonly message: string } | null
}
