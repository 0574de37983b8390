import type { FirstKeys } from '../../src/control/sandbox-control.ts'

/** The state of a sandbox that is ready, as `--json` prints it. */
export interface ReadyState {
  readonly base_url: string
  readonly port: number
  readonly data: string
  /** False when the data was made in this start, true when it was found. */
  readonly resumed: boolean
  /** Whether the run before this one ended without saying so. What it answered is there. */
  readonly recovered: boolean
  readonly keys: FirstKeys
  readonly tenant: string
  readonly pid: number
}

/** What people are told beside that. It travels from a detached sandbox to whoever started it. */
export interface Ready {
  readonly state: ReadyState
  /** Why it listens on this port; null when that is no news. */
  readonly portNote: string | null
  /** The process that ended without saying so. */
  readonly crashedPid: number | null
  /** Sentences about kept forks that could not be opened. */
  readonly notes?: readonly string[]
  /** The data set that its rows came from, where that is not the usual one. */
  readonly dataSet?: string
}
