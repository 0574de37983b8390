import type { SnapshotView } from '../../../src/control/snapshot-control.ts'
import { toAnswer } from '../../store/instants.ts'
import { UnusableSnapshot } from '../../store/snapshot-facts.ts'
import { readSnapshot } from '../../store/sqlite/snapshots/snapshot-file.ts'
import type { DatabaseSource } from '../../store/store.ts'
import type { SnapshotPlace } from './place.ts'

/** A snapshot as the control API answers it, also one that cannot be used. */
export function snapshotView(place: SnapshotPlace, name: string, found?: DatabaseSource): SnapshotView {
  const source = found ?? place.find(name)
  if (source === undefined) throw new Error(`There is no snapshot ${name}.`)
  const size_bytes = place.sizeBytes(name)
  try {
    const facts = readSnapshot(source)
    return {
      name,
      saved_at: toAnswer(facts.savedAt),
      sandbox: facts.sandbox,
      clock: { mode: facts.clock.mode, now: toAnswer(facts.clock.now) },
      size_bytes,
      version: facts.version,
      schema_version: facts.schemaVersion,
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof UnusableSnapshot)) throw error
    const unknown = { saved_at: null, sandbox: null, clock: null, version: null, schema_version: null }
    return { name, size_bytes, ...unknown, problem: error.message }
  }
}
