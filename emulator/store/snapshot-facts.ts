import { toStored } from './instants.ts'
import type { Trx } from './schema.ts'

/** What a snapshot knows of itself: the setting `snapshot` of its file, and of no sandbox that runs. */
export interface SnapshotFacts {
  readonly name: string
  /** Stored instant of real time. */
  readonly savedAt: string
  /** Version of the tool that saved it. */
  readonly version: string
  /** The sandbox that was saved: `main`, or the id of a fork. */
  readonly sandbox: string
  /** What its clock showed; a stored instant of sandbox time. */
  readonly clock: { readonly mode: string; readonly now: string }
}

/** A file or bytes that cannot serve as a snapshot, with a code for programs; the message continues "The file …". */
export class UnusableSnapshot extends Error {
  override readonly name = 'UnusableSnapshot'
  readonly code: 'not_a_snapshot' | 'damaged' | 'newer_schema'

  constructor(code: UnusableSnapshot['code'], message: string, cause?: unknown) {
    // It may repeat what a stranger wrote: names in a schema, and at any length.
    super(message.replaceAll(/\p{Cc}/gu, '?').slice(0, 500), { cause })
    this.code = code
  }
}

/**
 * Makes the rows of a snapshot those of a sandbox that runs on: it is no snapshot, and its rate buckets stand as they
 * stood then, however long ago that was.
 */
export async function leaveSnapshot(trx: Trx): Promise<void> {
  await trx.deleteFrom('sandbox_settings').where('name', '=', 'snapshot').execute()
  await trx
    .updateTable('rate_buckets')
    .set({ saved_at: toStored(Date.now()) })
    .execute()
}
