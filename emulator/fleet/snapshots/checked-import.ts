import { validationFailed } from '../../../src/contract/errors/errors.ts'
import { markSnapshot } from '../../store/sqlite/snapshots/snapshot-file.ts'
import type { DatabaseSource } from '../../store/store.ts'
import type { SnapshotCheck } from './check-snapshot.ts'
import { isSnapshotName } from './place.ts'
import { orRefused } from './refusals.ts'

/**
 * Checks all of a file that was taken in, and gives what is to be kept, and under which name: the one that was asked
 * for, else that in the file. Throws `validation_failed` for a file that is no snapshot of this release or an older one.
 */
export async function checkedImport(
  taken: DatabaseSource,
  wished: string | undefined,
  check: SnapshotCheck,
): Promise<{ readonly name: string; readonly source: DatabaseSource }> {
  const { schemaVersion: _, ...facts } = await orRefused('/file', () => check(taken))
  const name = wished ?? facts.name
  if (!isSnapshotName(name)) {
    const message = 'cannot be taken from the file, which calls it otherwise than names may be; give another'
    throw validationFailed([{ path: '/name', code: 'invalid', message }])
  }
  // Kept byte for byte unless its name is another.
  const source = name === facts.name ? taken : markSnapshot(taken, () => ({ ...facts, name }))
  return { name, source }
}
