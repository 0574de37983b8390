import type { ClockView } from './sandbox-control.ts'

/** Snapshots in the control API, `/_sandbox/snapshots…`. They belong to all sandboxes behind the port. */

/** What a clock showed. */
export interface ClockAt {
  readonly mode: string
  readonly now: string
}

/** A snapshot. Of one that cannot be used only the name, the size and the problem are known. */
export interface SnapshotView {
  readonly name: string
  /** Real time. */
  readonly saved_at: string | null
  /** The sandbox that was saved: `main`, or the id of a fork. */
  readonly sandbox: string | null
  readonly clock: ClockAt | null
  readonly size_bytes: number
  /** Version of the tool that saved it. */
  readonly version: string | null
  readonly schema_version: number | null
  /** Why it cannot be restored; null: it can. */
  readonly problem: string | null
}

/** `GET /_sandbox/snapshots`, by name. */
export interface SnapshotList {
  readonly data: readonly SnapshotView[]
}

/** Body of `POST /_sandbox/snapshots`. */
export interface SnapshotRequest {
  readonly name: string
  /** Whether it may take the place of one of that name. */
  readonly force?: boolean
}

/** `POST /_sandbox/snapshots/{name}/restore`. */
export interface SnapshotRestored {
  readonly snapshot: SnapshotView
  readonly clock: ClockView
}

/** A member of an object; what is nested by its path, such as `metadata.color` or `attendees[0].name`. */
export interface FieldChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

/** What became of one object. */
export interface ObjectChange {
  /** Its kind: `booking`, `customer`. */
  readonly object: string
  readonly id: string
  readonly tenant_id: string
  readonly name: string | null
  readonly change: 'added' | 'removed' | 'changed'
  /** What differs; of an object that was added or removed, all that it has. */
  readonly fields: readonly FieldChange[]
}

interface Counts {
  readonly from: number
  readonly to: number
}

export interface DiffTotals {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly events: Counts
  readonly requests: Counts
  readonly idempotency_records: Counts
  readonly due_jobs: Counts
  readonly clock: { readonly from: ClockAt; readonly to: ClockAt }
}

/** A line of `GET /_sandbox/snapshots/{name}/diff`: the changes, then the totals. Without totals it is not whole. */
export type DiffLine = ObjectChange | { readonly totals: DiffTotals }
