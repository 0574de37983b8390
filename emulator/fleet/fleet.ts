import type { FleetSandbox } from './fleet-sandbox.ts'
import type { FleetRecord } from './host-file.ts'
import type { KeyRing } from './key-ring.ts'
import type { Snapshots } from './snapshots/snapshots.ts'

/** How a fork is to be made. */
export interface ForkWish {
  /** Unique among the forks. */
  readonly name?: string
  /** In how many milliseconds it is discarded; never by default. */
  readonly expiresInMs?: number
  /** Whether it lies on disk and is there after a restart; in memory by default. */
  readonly keep?: boolean
  /** The snapshot that is copied in the place of the sandbox. */
  readonly fromSnapshot?: string
}

export interface KeyPair {
  readonly secret: string
  readonly publishable: string
}

/** All sandboxes of one process, with the keys that lead to them and the record that outlives it. */
export interface Fleet {
  readonly keyRing: KeyRing
  readonly main: FleetSandbox
  readonly snapshots: Snapshots
  /** The sandbox with this id or name, or undefined. */
  find(idOrName: string): FleetSandbox | undefined
  /** The main one, then the forks, oldest first. */
  list(): readonly FleetSandbox[]
  /** Copies a sandbox as it is now. Throws `validation_failed` for a name that is taken. */
  fork(from: FleetSandbox, wish: ForkWish): Promise<{ fork: FleetSandbox; keys: KeyPair }>
  /** Ends a fork and deletes its data and keys. */
  discard(fork: FleetSandbox): Promise<void>
  /** To be called after keys were added or revoked, so that they outlive this run. */
  onKeysChange(): void
  /** The first keys of the main sandbox; they may have been revoked. */
  readonly keys: KeyPair
  /** Sentences about kept forks that could not be opened. */
  readonly notes: readonly string[]
  /** The run before this one, if it ended without saying so. */
  readonly crashed: FleetRecord['running']
  /** The port of the last run, or null. */
  readonly lastPort: number | null
  /** Keeps the port that this run listens on. */
  keepPort(port: number): void
  close(): Promise<void>
}
