import type { FirstKeys } from '../../src/control/sandbox-control.ts'
import type { ServedSandbox } from './emulator.ts'

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

/** What there is to tell of a sandbox that answers. */
export function readyOf(served: ServedSandbox, pid: number): Ready {
  const { baseUrl, port, data, resumed, crashed, notes, keys, tenant, dataSet } = served
  return {
    state: { base_url: baseUrl, port, data, resumed, recovered: crashed !== null, keys, tenant, pid },
    portNote: portNoteOf(served),
    crashedPid: crashed?.pid ?? null,
    ...(notes !== undefined && { notes }),
    ...(dataSet !== undefined && dataSet !== 'default' && { dataSet }),
  }
}

function portNoteOf({ port, portChoice }: ServedSandbox): string | null {
  const { reason, taken, keep } = portChoice
  if (reason === 'kept') return `${port}, as in the last run on this data`
  if (reason !== 'derived') return null
  return `${port}, because ${taken} is taken${keep ? '; the next run takes it again' : ', for this run'}`
}
