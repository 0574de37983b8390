import { statSync } from 'node:fs'
import { isDataSet } from '../../../src/control/data-sets.ts'
import { readRunState } from '../../seed/open-sandbox.ts'
import type { Trx } from '../../store/schema.ts'
import { readSetting, UnreadableSetting } from '../../store/settings.ts'
import { UnusableSnapshot } from '../../store/snapshot-facts.ts'
import type { FileFacts } from '../../store/sqlite/snapshots/snapshot-file.ts'
import { withSnapshotRows } from '../../store/sqlite/snapshots/snapshot-rows.ts'
import type { DatabaseSource } from '../../store/store.ts'
import { createValidators } from '../../validation/validation.ts'
import { checkRows } from './check-rows.ts'

/**
 * Opens a file and reads all of it as a sandbox that goes on from it would: its schema, its settings, its rows. Gives
 * what it says of itself. Throws UnusableSnapshot; the message says what is wrong.
 */
export type SnapshotCheck = (source: DatabaseSource) => Promise<FileFacts>

/** A check that compiles the schemas of the contract once. */
export function createSnapshotCheck(): SnapshotCheck {
  const validatorOf = createValidators()
  return source =>
    withSnapshotRows(source, async rows => {
      await checkRows(rows, validatorOf)
      await rows.read(checkSettings)
      return rows.facts
    })
}

async function checkSettings(trx: Trx): Promise<void> {
  try {
    await readRunState(trx)
  } catch (error) {
    throw error instanceof UnreadableSetting ? new UnusableSnapshot('damaged', error.message, error) : error
  }
  for (const setting of ['data_set', 'first_data_set'] as const) {
    const name = await readSetting(trx, setting)
    if (name !== undefined && !isDataSet(name))
      throw new UnusableSnapshot('damaged', `has a setting ${setting} that names no data set of this release`)
  }
}

/**
 * Remembers which files were checked, until they change: all of a file is read, and that takes its time. Bytes in
 * memory are nobody else's to change, and were checked when they came in.
 */
export class CheckedFiles {
  readonly #check: SnapshotCheck
  readonly #stamps = new Map<string, string>()

  constructor(check: SnapshotCheck) {
    this.#check = check
  }

  /** Checks a file that changed since, or was never seen. Throws UnusableSnapshot. */
  async check(source: DatabaseSource): Promise<void> {
    if ('bytes' in source) return
    const stamp = stampOf(source.path)
    if (this.#stamps.get(source.path) === stamp) return
    await this.#check(source)
    this.#stamps.set(source.path, stamp)
  }

  /** What this process made or checked itself, as it lies there now. */
  remember(source: DatabaseSource): void {
    if ('path' in source) this.#stamps.set(source.path, stampOf(source.path))
  }
}

/** Links to a file change its own times, but not that of its bytes. */
function stampOf(path: string): string {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true })
  return [dev, ino, size, mtimeNs].join()
}
