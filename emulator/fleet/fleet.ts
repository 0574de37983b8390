import type { DataSetName } from '../../src/control/data-sets.ts'
import type { ClockControl } from '../clock/jobs/clock-control.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { DataSet } from '../seed/data-sets.ts'
import type { SeedFile } from '../seed/file/seed-file.ts'
import type { Snapshots } from './snapshots/snapshots.ts'

/** One sandbox as the control API sees it: with its clock, and whatever runs by itself. */
export interface HostedSandbox {
  /** `main`, or `fork_…`. */
  readonly id: string
  readonly name: string | null
  readonly sandbox: Sandbox
  readonly clock: ClockControl
  /** Where its data lies: a folder or file, or `:memory:`. */
  readonly data: string
  /** Real time, in milliseconds since 1970. */
  readonly createdMs: number
  /** When it is discarded, in real time; null: never. */
  readonly expiresMs: number | null
  /** To be called after the clock was changed: what is due when may be another. */
  onClockChange(): void
  /**
   * Goes back to fresh seeded data and real time, in one transaction; keys stay. The data set is the one that the
   * sandbox began with unless told.
   */
  reset(dataSet?: DataSetName): Promise<void>
  /** Writes a data set or a file, all of it or nothing; gives the tenant and how many objects of each kind. */
  seed(
    from: DataSet | SeedFile,
    options: { readonly replaces: boolean },
  ): Promise<{ readonly tenantId: string; readonly created: Readonly<Record<string, number>> }>
  /** Goes on from the snapshot in a file of the newest schema: rows, clock, limits and log, in one transaction. */
  restore(path: string): Promise<void>
}

/** How a fork is to be made. */
export interface ForkWish {
  /** Unique among the forks. */
  readonly name?: string
  /** In how many milliseconds it is discarded; never unless told. */
  readonly expiresInMs?: number
  /** Whether it lies on disk and is there after a restart; in memory unless told. */
  readonly keep?: boolean
  /** The snapshot that is copied in the place of the sandbox. */
  readonly fromSnapshot?: string
}

export interface KeyPair {
  readonly secret: string
  readonly publishable: string
}

/** The sandboxes behind one port, as the control API handles them. */
export interface SandboxShelf {
  readonly main: HostedSandbox
  readonly snapshots: Snapshots
  /** The sandbox with this id or name, or undefined. */
  find(idOrName: string): HostedSandbox | undefined
  /** The main one, then the forks, oldest first. */
  list(): readonly HostedSandbox[]
  /** Copies a sandbox as it is now. Throws `validation_failed` for a name that is taken. */
  fork(from: HostedSandbox, wish: ForkWish): Promise<{ fork: HostedSandbox; keys: KeyPair }>
  /** Ends a fork and deletes its data and keys. */
  discard(fork: HostedSandbox): Promise<void>
  /** To be called after keys were added or revoked, so that they outlive this run. */
  onKeysChange(): void
}
