import { closeSync, fsyncSync, linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { Failure } from '../../../src/failure/failure.ts'
import { openDraft, writeWhole } from '../../../src/files/private-file.ts'

interface ExportOptions {
  /** The path as people typed it. */
  readonly typed: string
  /** Whether it may take the place of a file. */
  readonly force: boolean
  /** The data of the sandbox, if it is known; nothing is written into it. */
  readonly data: string | undefined
}

/** A file on its way: under another name until it is whole. */
interface ExportFile {
  write(chunks: AsyncIterable<Buffer>): Promise<number>
  /** Brings it to its place. */
  finish(): void
  /** Removes what is left of it, unless it was finished. */
  discard(): void
}

/** Begins a file that only its user can read: customers and secrets are in it. Throws a usage Failure, before anything is touched, for a place where it must not or cannot be. */
export function openExportFile(path: string, options: ExportOptions): ExportFile {
  refusePlace(path, options)
  const { path: draft, ...opened } = tryTo(path, () => openDraft(path))
  let file: number | undefined = opened.file
  return {
    async write(chunks) {
      let count = 0
      for await (const chunk of chunks) {
        tryTo(path, () => writeWhole(file ?? -1, chunk))
        count += chunk.length
      }
      return count
    },
    finish() {
      tryTo(path, () => {
        fsyncSync(file ?? -1)
        closeSync(file ?? -1)
        file = undefined
        place(draft, path, options.force)
      })
    },
    discard() {
      if (file !== undefined) closeSync(file)
      rmSync(draft, { force: true })
    },
  }
}

function refusePlace(path: string, { typed, force, data }: ExportOptions): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (typed === '' || typed === '-' || /[\\/]$/.test(typed) || found?.isDirectory() === true)
    throw refused(
      'is_a_folder',
      `${typed || 'The empty path'} is no file to write to`,
      'Name a file, such as base.db.',
    )
  if (found !== undefined && !found.isFile())
    throw refused('not_a_file', `${path} is no regular file`, 'Name another file.')
  if (data !== undefined && data !== ':memory:' && isWithin(path, data)) {
    throw refused(
      'inside_data',
      `${path} lies in the data folder of the sandbox`,
      'Choose a place outside of it.',
    )
  }
  if (found !== undefined && !force)
    throw refused(
      'file_exists',
      `${path} is there already`,
      'Add --force to replace it, or name another file.',
    )
}

/** Links are followed on both sides: what counts is where the bytes would go. */
function isWithin(path: string, folder: string): boolean {
  const real = (one: string) => {
    try {
      return realpathSync(one)
    } catch {
      return one
    }
  }
  const inside = [real(path), join(real(dirname(path)), basename(path))].map(one =>
    relative(real(folder), one),
  )
  return inside.some(way => way === '' || (!way.startsWith('..') && !isAbsolute(way)))
}

/** Without force only where nothing is, also when it came there meanwhile. */
function place(draft: string, path: string, force: boolean): void {
  try {
    if (!force) {
      linkSync(draft, path)
      return
    }
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'EEXIST')
      throw refused('file_exists', `${path} is there already`, 'Add --force to replace it.')
    // Not every file system has links.
  }
  renameSync(draft, path)
}

function tryTo<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw refused(
      'cannot_write',
      `Cannot write ${path}: ${(error as Error).message}`,
      'Choose another place.',
      error,
    )
  }
}

function refused(code: string, message: string, hint: string, cause?: unknown): Failure {
  return new Failure('usage', code, message, { field: 'FILE', hint, cause })
}
