import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { WholeDatabase } from '../../store/store.ts'

/** A sandbox that can be saved, and that can go on from what was saved. */
export interface SnapshotSubject {
  readonly id: string
  readonly sandbox: Sandbox
  readonly database: WholeDatabase
  /** Goes on from the snapshot in a file of the newest schema. */
  restore(path: string, ended?: AbortSignal): Promise<void>
}
