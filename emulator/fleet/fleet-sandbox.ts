import type { DataSetName } from '../../src/control/data-sets.ts'
import type { ClockControl } from '../clock/jobs/clock-control.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { DataSet } from '../seed/data-sets.ts'
import type { SeedFile } from '../seed/file/seed-file.ts'
import type { WholeDatabase } from '../store/store.ts'
import type { Progress } from './progress.ts'

/** A sandbox of the fleet: with its clock, and whatever runs by itself, until it is closed. */
export interface FleetSandbox {
  /** `main`, or `fork_…`. */
  readonly id: string
  readonly name: string | null
  readonly sandbox: Sandbox
  readonly clock: ClockControl
  /** Its data as a whole, to be copied and compared. */
  readonly database: WholeDatabase
  /** Where its data lies: a folder or file, or `:memory:`. */
  readonly data: string
  /** Real time, in milliseconds since 1970. */
  readonly createdMs: number
  /** When it is discarded, in real time; null: never. */
  readonly expiresMs: number | null
  /** To be called after the clock was changed: what is due when may be another. */
  onClockChange(): void
  /**
   * Goes back to fresh seeded data and real time, in one step; keys stay. The data set is the one that the
   * sandbox began with by default. What is replaced is replaced when all is ready; `ended` leaves it as it is, here
   * and in what follows.
   */
  reset(dataSet?: DataSetName, ended?: AbortSignal): Promise<void>
  /** Writes a data set or a file, all of it or nothing; gives the tenant and how many objects of each kind. */
  seed(
    from: DataSet | SeedFile,
    options: { readonly replaces: boolean; readonly ended?: AbortSignal },
  ): Promise<{ readonly tenantId: string; readonly created: Readonly<Record<string, number>> }>
  /** Goes on from the snapshot in a file of the newest schema: rows, clock, limits and log, in one step. */
  restore(path: string, ended?: AbortSignal): Promise<void>
  /** What of these is being made now, and how far it is; null when nothing is. */
  readonly progress: Progress | null
  /** False when its data was made now, true when it was found. */
  readonly resumed: boolean
  /** Ends its timers, after the last flush, and closes its files. */
  close(): Promise<void>
}

/** Who it is, and where its data lies. */
export type SandboxFacts = Pick<FleetSandbox, 'id' | 'name' | 'data' | 'createdMs' | 'expiresMs'>
