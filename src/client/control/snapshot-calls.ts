import type {
  DiffLine,
  SnapshotList,
  SnapshotRequest,
  SnapshotRestored,
  SnapshotView,
} from '../../control/snapshot-control.ts'
import { type Download, download, upload } from '../byte-stream.ts'
import { jsonLines } from '../json-lines.ts'
import type { Ask, ToRequest } from './ask.ts'

/** Saved states of the sandboxes behind a port. */
export interface SnapshotCalls {
  /** By name. */
  snapshots(): Promise<SnapshotList>
  /** Saves the sandbox as it is now. */
  saveSnapshot(request: SnapshotRequest): Promise<SnapshotView>
  /** Lets the sandbox go on from a snapshot; its keys and forks stay. */
  restoreSnapshot(name: string): Promise<SnapshotRestored>
  deleteSnapshot(name: string): Promise<SnapshotView>
  /** What became of the objects between a snapshot and another, or the present of the sandbox; the totals last. */
  diffSnapshot(name: string, other?: string): AsyncGenerator<DiffLine>
  /** The snapshot as one SQLite file. */
  readSnapshot(name: string): Promise<Download>
  /** Takes in such a file, under the name that it was saved by unless another is given. */
  importSnapshot(
    file: AsyncIterable<Buffer>,
    options?: { readonly name?: string; readonly force?: boolean },
  ): Promise<SnapshotView>
}

/** What the bytes of a snapshot are. */
const snapshotType = 'application/vnd.sqlite3'

/** A large sandbox takes its time to be copied. */
const longMs = 600_000

/** The calls about snapshots. */
export function snapshotCalls(ask: Ask, request: ToRequest): SnapshotCalls {
  const pathOf = (name: string) => `snapshots/${encodeURIComponent(name)}`
  return {
    snapshots: () => ask('GET', 'snapshots', ['data']),
    saveSnapshot: body => ask('POST', 'snapshots', ['name'], { body, timeoutMs: longMs }),
    restoreSnapshot: name =>
      ask('POST', `${pathOf(name)}/restore`, ['snapshot', 'clock'], { timeoutMs: longMs }),
    deleteSnapshot: name => ask('DELETE', pathOf(name), ['name'], { timeoutMs: longMs }),
    diffSnapshot: (name, other) =>
      jsonLines(
        request('GET', `${pathOf(name)}/diff`, { query: { with: other }, timeoutMs: longMs }),
      ) as AsyncGenerator<DiffLine>,
    readSnapshot: name =>
      download(request('GET', `${pathOf(name)}/file`, { timeoutMs: longMs }), snapshotType),
    importSnapshot: async (file, { name, force } = {}) => {
      const sent = request('POST', 'snapshots/import', { query: { name, force }, timeoutMs: longMs })
      return (await upload(sent, snapshotType, file, ['name'])) as SnapshotView
    },
  }
}
