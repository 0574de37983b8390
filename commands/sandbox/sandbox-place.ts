import { resolve } from 'node:path'
import { namedFolder, requirePlainFolder } from '../../src/files/plain-entries.ts'
import { sandboxFolder } from '../../src/profiles/sandbox-folder.ts'
import type { Context } from '../kernel/context.ts'
import { keepDataOutOfGit } from './keep-data-out-of-git.ts'

/** Where a sandbox is to run. */
export interface SandboxPlace {
  /** The project's folder; null outside of any. */
  readonly project: string | null
  /** The folder of its files, or `:memory:`. */
  readonly data: string
  /** The project's folder, or the current one: what stands for the sandbox where no data does. */
  readonly folder: string
}

/** The place that the flags and the current folder name. */
export function sandboxPlace(data: string | undefined, { place }: Context): SandboxPlace {
  const found = sandboxFolder(place)
  const folder = found.project ?? place.cwd
  if (data === undefined) return { ...found, folder }
  const named = data === ':memory:' ? data : namedFolder(resolve(place.cwd, data))
  return { project: found.project, data: named, folder }
}

/**
 * Makes the project's own folder of data, if this is where the sandbox is to run. Throws a usage Failure for a folder
 * whose entries lead elsewhere, before anything is written there.
 */
export function preparePlace({ project, data }: SandboxPlace, { place }: Context): void {
  if (data !== ':memory:') requirePlainFolder(data)
  if (project !== null && data === sandboxFolder(place).data) keepDataOutOfGit(data)
}
