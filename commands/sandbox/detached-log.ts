import { randomBytes } from 'node:crypto'
import { closeSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { makePrivateFolder, openNewFile } from '../../src/files/private-file.ts'
import { isProcessAlive } from '../../src/profiles/running-sandboxes.ts'

/** The file that takes what a detached sandbox writes. */
export interface DetachedLog {
  /** Where people find it; null where nothing could be written. */
  readonly path: string | null
  /** For the process that writes. */
  readonly output: number | null
  /** Puts it in the place of the last run's, which stands beside it until the next start. */
  keep(): void
  /** Deletes it. The last run's stays. */
  drop(): void
  /** The end of what was written. */
  tail(): string
}

const tailLength = 1_000

/** The process that waits, and what nobody can know before. */
const draftEnd = /^\.(\d+)(?:-[0-9a-f]{16})?$/

/**
 * Opens a fresh log at the first of these paths that can be written. Until it is kept, it lies beside the log of the
 * last run: a start that fails must not take that one away, least of all from a sandbox that runs.
 */
export function openDetachedLog(paths: readonly string[], pid: number): DetachedLog {
  for (const path of paths) {
    try {
      return openAt(path, `${path}.${pid}-${randomBytes(8).toString('hex')}`)
    } catch {
      // The sandbox itself says what is wrong with its folder; a missing log keeps nobody from starting.
    }
  }
  const nothing = () => undefined
  return { path: null, output: null, keep: nothing, drop: nothing, tail: () => '' }
}

function openAt(path: string, draft: string): DetachedLog {
  makePrivateFolder(dirname(path))
  deleteStaleDrafts(path)
  const output = openNewFile(draft)
  return {
    path,
    output,
    keep() {
      closeSync(output)
      rotate(path)
      renameSync(draft, path)
    },
    drop() {
      closeSync(output)
      rmSync(draft, { force: true })
    },
    tail: () => readFileSync(draft, 'utf8').slice(-tailLength).trim(),
  }
}

/** Drafts of starts that were killed while they waited. */
function deleteStaleDrafts(path: string): void {
  const [folder, name] = [dirname(path), basename(path)]
  for (const file of readdirSync(folder)) {
    const [, number] = file.startsWith(`${name}.`) ? (draftEnd.exec(file.slice(name.length)) ?? []) : []
    const pid = Number(number ?? Number.NaN)
    // `.1` is the log of the run before, and no process that was started.
    if (pid > 1 && !isProcessAlive(pid)) rmSync(join(folder, file), { force: true })
  }
}

/** One run before the present one is enough; so the files do not grow for ever. */
function rotate(path: string): void {
  try {
    renameSync(path, `${path}.1`)
  } catch {
    // There was none.
  }
}
